import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs the sources instead of the bundle in dist/, which `npm run build` makes. */
  readonly fromSource?: boolean;
  /** Ends reading standard output after the first chunk, as `head` does. */
  readonly closeEarly?: boolean;
  /** What standard input holds; it is empty when absent. */
  readonly input?: string;
}

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const source = ['--import', tsx, `${projectRoot}server/cli/main.ts`];
const built = `${projectRoot}dist/cli.cjs`;
const bundle = ['cli.cjs', 'search.cjs', 'web-tree-sitter.wasm', 'tree-sitter-c.wasm'];
/** The user who owns nothing. */
const nobody = 65534;

/** Runs the command line as a process of its own, with pipes for all its streams. */
export function lazyMmu(words: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return run([...(options.fromSource ? source : [built]), ...words], options);
}

/**
 * Runs it as a user who may not read everything. Root may: from root, the bundle is copied to a place where anyone can run
 * it, and runs as nobody.
 */
export async function lazyMmuUnprivileged(words: readonly string[], cwd: string): Promise<Outcome> {
  if (process.getuid?.() !== 0) return lazyMmu(words, { cwd });
  const folder = mkdtempSync(join(tmpdir(), 'lazy-mmu-bundle-'));
  try {
    for (const open of [folder, cwd]) chmodSync(open, 0o755);
    for (const file of bundle) copyFileSync(`${projectRoot}dist/${file}`, join(folder, file));
    return await run([join(folder, bundle[0]), ...words], { cwd }, nobody);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(words: readonly string[], options: RunOptions, uid?: number): Promise<Outcome> {
  if (!existsSync(built)) throw new Error('dist/cli.cjs is missing: npm run build makes it');
  const { NO_COLOR: _, LAZY_MMU_DEBUG: __, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      cwd: options.cwd ?? projectRoot,
      env: { ...inherited, ...options.environment },
      uid,
      stdio: 'pipe',
    });
    child.stdin.end(options.input ?? '');
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output.stdout += chunk;
      if (options.closeEarly) child.stdout.destroy();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      output.stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}
