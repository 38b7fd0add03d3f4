import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createKernelParser } from '../core/syntax/parser.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';

/** The wasm files as they lie beside a bundle, and as the packages ship them. */
const modules = {
  runtime: ['web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'],
  grammar: ['tree-sitter-c.wasm', 'tree-sitter-c/tree-sitter-c.wasm'],
} as const;

let loading: Promise<KernelParser> | undefined;

/**
 * The parser of this process, loaded once. Finds the two wasm files beside the bundle, or in the nearest node_modules
 * when it runs from source. Rejects with the places it looked in when they are missing.
 */
export function loadKernelParser(): Promise<KernelParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<KernelParser> {
  const [runtime, grammar] = await Promise.all([readModule(...modules.runtime), readModule(...modules.grammar)]);
  return createKernelParser({ runtime, grammar });
}

async function readModule(bundled: string, packaged: string): Promise<Uint8Array> {
  const candidates = [
    ...ownFolders().map((folder) => join(folder, bundled)),
    ...ownFolders().flatMap((folder) => ancestors(folder).map((each) => join(each, 'node_modules', packaged))),
  ];
  const found = candidates.find((file) => existsSync(file));
  if (!found)
    throw new Error(`${bundled} is missing: looked for ${candidates.join(', ')}. Build again, or run npm ci.`);
  return readFile(found);
}

/** A CommonJS bundle knows its folder by `__dirname`; from source, the project is around the main script or the working directory. */
function ownFolders(): string[] {
  return typeof __dirname === 'string' ? [__dirname] : [dirname(process.argv[1] ?? ''), process.cwd()];
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
