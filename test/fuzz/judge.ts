import assert from 'node:assert/strict';
import { type MachineName, machineNames } from '../../server/core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../../server/core/simulator/choices.ts';
import type { RunLimits } from '../../server/core/simulator/limits.ts';
import { SimulationError, simulate } from '../../server/core/simulator/simulate.ts';
import { machinesFor } from '../../server/core/simulator/walkers.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { compiledPart, foreignWords, watchGeneratedCode } from '../support/generated-code.ts';
import { type Mutant, mutate } from './mutate.ts';
import { Random } from './random.ts';
import type { Subject } from './subjects.ts';
import { rememberSurroundings } from './surroundings.ts';

/** Small enough that thousands of mutants that never end take no hours. */
const limits: RunLimits = { steps: 200_000, depth: 100, memory: 32, seconds: 30 };

/** Bytes of buffers that a process may hold after a run: the simulated memory of the machines that are kept. */
const bufferLimit = 2 ** 30;

export interface Case {
  readonly subject: Subject;
  readonly machine: MachineName;
  readonly mutant: Mutant;
}

/** The mutant that a number stands for: the same one whenever the subjects are. */
export function caseOf(number: number, subjects: readonly Subject[]): Case {
  const random = new Random(number);
  const subject = random.from(subjects);
  const { text, range } = subject;
  const { changes, text: changed } = mutate(text.slice(range.start, range.end), subject.function, random);
  const machines = machinesFor(subject.file);
  const mutant = { changes, text: text.slice(0, range.start) + changed + text.slice(range.end) };
  return { subject, machine: random.from(machines.length > 0 ? machines : machineNames), mutant };
}

/** How a mutant ended: it ran, something of it was stopped, or it was not even a walker any more. */
export type Ending = 'finished' | 'stopped' | 'refused';

/**
 * Simulates a mutant. Throws when it shows a fault of the simulator: anything thrown but what is meant for the user, code
 * that names what it must not, a change outside of the simulation, memory or time without bound.
 */
export function judge({ subject, machine, mutant }: Case, parser: KernelParser): Ending {
  const unchanged = rememberSurroundings();
  const foreign = new Set<string>();
  const stopWatching = watchGeneratedCode((body) => {
    for (const word of foreignWords(compiledPart(body))) foreign.add(word);
  });
  let ending: Ending;
  try {
    ending = endingOf(subject, machine, mutant, parser);
  } finally {
    stopWatching();
  }
  unchanged();
  assert.deepEqual([...foreign], [], 'words in generated code');
  const { arrayBuffers } = process.memoryUsage();
  assert.ok(arrayBuffers < bufferLimit, `${arrayBuffers} bytes of buffers`);
  return ending;
}

function endingOf(subject: Subject, machine: MachineName, { text }: Mutant, parser: KernelParser): Ending {
  const { file, function: walker, tree } = subject;
  const definition = parser
    .parse(file, subject.text)
    .functions.find(({ name }) => name === walker)
    ?.definition();
  assert.ok(definition, `${file} has no ${walker}`);
  const scenario = { ...scenarioOf(presetFor(definition, undefined)), entries: 16, limits };
  const request = { file, function: walker, machines: [machine], variants: ['as-written'], scenario } as const;
  const environment = { parser, text, ...(tree && { tree }) };
  try {
    const { results, failures } = simulate(request, environment, { clock: () => performance.now() });
    for (const { reason } of failures) assert.doesNotMatch(reason, /a defect of the simulator|seconds were used up/);
    for (const { steps } of results) assert.ok(steps <= 2 * limits.steps, `${steps} statements`);
    return failures.length > 0 ? 'stopped' : 'finished';
  } catch (error) {
    if (error instanceof SimulationError) return 'refused';
    throw error;
  }
}
