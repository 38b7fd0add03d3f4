import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs the bundle of dist/ instead of the sources. */
  readonly built?: boolean;
  /** User id to run as, where the tests run as root. */
  readonly uid?: number;
  /** Ends reading standard output after the first chunk, as `head` does. */
  readonly closeEarly?: boolean;
}

const source = ['--import', fileURLToPath(import.meta.resolve('tsx')), `${projectRoot}server/cli/main.ts`];
const bundle = [`${projectRoot}dist/cli.cjs`];

/** Runs the command line as a process of its own, with pipes for all its streams. */
export function lazyMmu(words: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { NO_COLOR: _, LAZY_MMU_DEBUG: __, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(options.built ? bundle : source), ...words], {
      cwd: options.cwd ?? projectRoot,
      env: { ...inherited, ...options.environment },
      uid: options.uid,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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
