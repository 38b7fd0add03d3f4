import {
  Program,
  type ProgramOptions,
  type Run,
  type RunOptions,
} from '../../../server/core/simulator/interpreter/program.ts';
import type { Intrinsic, Word } from '../../../server/core/simulator/interpreter/runtime.ts';
import { ExecutionStop } from '../../../server/core/simulator/interpreter/stop.ts';
import type { Configuration } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';

const parser = await loadKernelParser();

export const configuration: Configuration = { name: 'test', defines: new Map([['CONFIG_OFF', undefined]]) };

export interface Setup extends Partial<Omit<ProgramOptions<unknown>, 'parser' | 'file'>> {
  /** Files of a tree, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly run?: Partial<RunOptions>;
}

export function programOf(text: string, setup: Setup = {}): Program<unknown> {
  const { files, run: _, ...given } = setup;
  const tree = files && { read: (path: string) => files[path], list: () => [] };
  const options = given.configuration ?? configuration;
  return new Program<unknown>({
    parser,
    file: parser.parse('walker.c', text, options),
    configuration: options,
    headers: Object.keys(files ?? {}),
    intrinsics: [],
    standIns: new Set(),
    constants: new Map(),
    scalars: ['pte_t', 'swp_entry_t', 'pgprot_t'],
    declarations: '',
    traced: false,
    ...(tree && { tree }),
    ...given,
  });
}

export function start(program: Program<unknown>, options: Partial<RunOptions> = {}): Run {
  return program.instantiate(undefined, {
    stepLimit: 1_000_000,
    depthLimit: 100,
    shouldStop: () => false,
    tables: { load: () => 0, store: () => {} },
    assume: {},
    ...options,
  });
}

export function runOf(text: string, setup: Setup = {}): Run {
  return start(programOf(text, setup), setup.run);
}

/** The value of `f()` in a C text. */
export function resultOf(text: string, ...args: Word[]): Word {
  return runOf(text).call('f', args);
}

/** What ends a run; fails when nothing does. */
export function stopOf(run: () => unknown): ExecutionStop {
  try {
    run();
  } catch (error) {
    if (error instanceof ExecutionStop) return error;
    throw error;
  }
  throw new Error('the run did not stop');
}

export function intrinsic(
  name: string,
  signature: readonly [returns: string, ...parameters: string[]],
  behaviour: (...args: Word[]) => Word,
): Intrinsic<unknown> {
  const [returns, ...parameters] = signature;
  return { name, returns, parameters, source: 'test', bind: () => behaviour };
}
