import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A kernel tree on disk, or why there is none. */
export type KernelTree = { readonly directory: string } | { readonly missing: string };

const cache = resolve('.kernels');
const known = new Map<string, KernelTree>();

/**
 * The page-table parts of a kernel, such as '6.12': from the cache in .kernels, from a provider of kernels beside the
 * project where there is one, else through `scripts/kernels.mjs`.
 */
export function kernelTree(version: string): KernelTree {
  let tree = known.get(version);
  if (!tree) {
    tree = findTree(version);
    known.set(version, tree);
    console.log('directory' in tree ? `kernel ${version}: ${tree.directory}` : `kernel ${version}: ${tree.missing}`);
  }
  return tree;
}

function findTree(version: string): KernelTree {
  const directory = join(cache, version);
  if (existsSync(join(directory, '.complete'))) return { directory };
  mkdirSync(cache, { recursive: true });
  const fresh = `${directory}.${process.pid}`;
  const provider = resolve('../shared/get-kernel.sh');
  const { status, stderr, error } = existsSync(provider)
    ? spawnSync('bash', [provider, version, fresh], { encoding: 'utf8' })
    : spawnSync(process.execPath, ['scripts/kernels.mjs', version, fresh], { encoding: 'utf8' });
  if (status === 0 && existsSync(join(fresh, '.complete'))) {
    // Another test run may have put it there meanwhile: a tree is a tree.
    if (!existsSync(directory)) renameSync(fresh, directory);
    else rmSync(fresh, { recursive: true, force: true });
    return { directory };
  }
  rmSync(fresh, { recursive: true, force: true });
  return { missing: (error?.message ?? stderr.trim()) || `no source for Linux ${version}` };
}

/**
 * A mocha suite over a kernel tree. Where the tree cannot be had its tests count as skipped, with the reason; under
 * CI=true they fail.
 */
export function describeKernel(version: string, title: string, body: (directory: () => string) => void): void {
  describe(`Linux ${version}: ${title}`, () => {
    let directory = '';
    before(function () {
      const tree = kernelTree(version);
      if ('directory' in tree) directory = tree.directory;
      else if (process.env['CI'] === 'true') throw new Error(`Linux ${version} cannot be had: ${tree.missing}`);
      else this.skip();
    });
    body(() => directory);
  });
}
