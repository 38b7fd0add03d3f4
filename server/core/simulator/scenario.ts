import type { MachineOptions } from './arch/machine-options.ts';
import type { MachineName } from './arch/names.ts';
import type { WorkName } from './interruptions/work.ts';
import type { RunLimits } from './limits.ts';

/** A run of equal entries in the table before the walker starts. */
export interface PopulationRun {
  /** Number of entries. */
  readonly entries: number;
  readonly state: 'none' | 'present' | 'swap' | 'migration' | 'marker';
  /** For present entries; all default to true but the last two, as after the process wrote to its private memory. */
  readonly write?: boolean;
  readonly dirty?: boolean;
  readonly young?: boolean;
  readonly special?: boolean;
  /** The process may execute the page: false when absent. */
  readonly execute?: boolean;
}

/** A named population, repeated over the range: see `population.ts` for what each name stands for. */
export type Pattern = 'all_present' | 'all_none' | 'alternating' | 'swap16' | 'ro_clean_old' | 'blocks8' | 'half';

/**
 * Something that takes the CPU away from the walker: an interrupt, a scheduler that gives the CPU to another task as soon as
 * it may, or the walker itself going to sleep.
 */
export interface Interruption {
  readonly kind: 'interrupt' | 'preemption' | 'sleep';
  /** Line of the walker's file, from 1: it happens before the first statement that starts there. */
  readonly line?: number;
  /** It happens before C calls this function: a page-table primitive, or one that a model stands in for. */
  readonly function?: string;
  /** The how-many-th time the place is reached, from 1; 0 for every time. The first when absent. */
  readonly occurrence?: number;
  /** What the handler or the other task does, one after the other. Nothing when absent. */
  readonly work?: readonly WorkName[];
  /** The entry that the work is about: its index in the range that the walker is given. The first when absent. */
  readonly entry?: number;
}

/** What a function returns: always the same, or one after the other, the last one from then on. */
export type Answers = number | readonly number[];

/** What is simulated: machine state before the walker, and the walker's arguments. Plain JSON. */
export interface Scenario {
  /** Entries the walker is given. */
  readonly entries: number;
  /** Index in the table of the first of them. */
  readonly start: number;
  readonly population: Pattern | readonly PopulationRun[];
  /** Folios of 2^order pages, aligned to the table index. */
  readonly folioOrder: number;
  /** CPUs whose loaded address space is this mm; the current CPU is one of them. */
  readonly attachedCpus: number;
  /** CPUs that may still hold TLB entries of it; at least `attachedCpus`. */
  readonly maskCpus: number;
  /** The whole address space is torn down. */
  readonly fullmm: boolean;
  /** C expressions for parameters of the walker, over those that its preset gives. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Function name to the value that it returns: where neither body nor model is known, and over what a model answers. */
  readonly assume: Readonly<Record<string, Answers>>;
  /** CONFIG_ options over the machine's own. */
  readonly config: Readonly<Record<string, boolean>>;
  /** Choices about the hardware and kernel over the machine's own; those of other machines are of no effect. */
  readonly machine: Readonly<Partial<MachineOptions>>;
  /** What a run may use, over the usual limits: see `limits.ts`. */
  readonly limits?: Readonly<Partial<RunLimits>>;
  /** What takes the CPU away from the walker. */
  readonly interruptions: readonly Interruption[];
  /** System calls that move pages: index in its page table of the first entry at the destination; `start` when absent. */
  readonly destinationStart?: number;
  /** fork: pages that the process has written to besides those of the range; none when absent. */
  readonly otherPages?: number;
  /** Preset that set the walker up, such as `mprotect`; chosen from the walker when absent. */
  readonly preset?: string;
}

/** Functions that a scenario answers for or interrupts, by name. */
export function standInsOf({ assume, interruptions }: Scenario): readonly string[] {
  const interrupted = interruptions.flatMap(({ function: name }) => (name === undefined ? [] : [name]));
  return [...new Set([...Object.keys(assume), ...interrupted])];
}

/** How the walker's text is run. */
export type Variant = 'as-written' | 'no-lazy-mode' | 'with-range';

export interface SimulationRequest {
  /** Path of the file in the tree. */
  readonly file: string;
  readonly function: string;
  readonly machines: readonly MachineName[];
  readonly variants: readonly Variant[];
  readonly scenario: Scenario;
}
