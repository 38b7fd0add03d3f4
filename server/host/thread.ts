import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** What a thread runs: its bundle beside that of the process, and where its source lies in the project. */
export interface ThreadEntry {
  readonly bundle: string;
  readonly source: string;
}

/**
 * Starts a thread. A bundle has the thread's bundle beside it; from source, the project is around the main script or the
 * working directory. Throws when it is not there.
 */
export function startThread({ bundle, source }: ThreadEntry, options: WorkerOptions): Worker {
  const bundled = typeof __dirname === 'string' ? join(__dirname, bundle) : '';
  if (existsSync(bundled)) return new Worker(bundled, options);
  const file = ancestors(dirname(process.argv[1] ?? ''))
    .concat(process.cwd())
    .map((folder) => join(folder, source))
    .find(existsSync);
  if (file === undefined) throw new Error(`${bundle} is missing: build again, or start from the folder of the project`);
  // Node 20 does not load a TypeScript entry in a thread by --import: tsx is registered from within.
  const entry = JSON.stringify(pathToFileURL(file).href);
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(load, { ...options, eval: true });
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
