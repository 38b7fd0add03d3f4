import type { MachineName } from '../arch/names.ts';
import type { PendingKind } from '../machine/lazy-mode.ts';
import type { EntryRun, EntryState, EventCounts, RunFailure } from '../report.ts';
import type { Scenario, Variant } from '../scenario.ts';

/** Version of the replay's shape, published in schemas/simulation-replay.schema.json. */
export const replayVersion = 1;

/** State of an entry within a run. `invalid`: s390 has taken it out of use for an update that is about to come. */
export type ReplayState = EntryState | 'invalid';

/** Consecutive entries that look the same. */
export interface ReplayCells {
  /** Index of the first, as the panel and the runs of a report count it: the range begins at `scenario.start`. */
  readonly first: number;
  readonly entries: number;
  /** What the page table holds. */
  readonly state: ReplayState;
  /** Something is still to come for them, of the kind `Replay.waiting`: the state that they have behind it. */
  readonly waiting?: ReplayState;
}

/** A place that steps were taken from. */
export interface ReplayPlace {
  readonly file: string;
  /** From 1; 0 for what the walker's caller did. */
  readonly line: number;
  /** C function that the line is in. */
  readonly function: string;
  /** Line of the walker that led there, from 1; 0 outside of it. */
  readonly walkerLine: number;
  /** The source line without the blanks around it; absent for the caller, and where the file is not at hand. */
  readonly text?: string;
}

/** Whose a step is: a call of a primitive, C that goes past them, an interruption of the scenario, or the walker's caller. */
export type ReplayActor = 'call' | 'access' | 'interruption' | 'caller';

/** One thing that a run did to page tables, or to the lazy MMU mode. */
export interface ReplayStep {
  readonly by: ReplayActor;
  /** Primitive that was called; empty for other actors. */
  readonly call: string;
  /** Index in `places`. */
  readonly place: number;
  /** Consecutive entries that it is about; absent where it is about none, or about many at once. */
  readonly on?: {
    readonly first: number;
    readonly entries: number;
    /** They are in the destination; else in the tables of the range. */
    readonly destination?: true;
  };
  /** Index in `sentences`: what happens, to be read after the entries. */
  readonly sentence: number;
  /** Entries that look different from now on; absent when all look as before. */
  readonly cells?: readonly ReplayCells[];
  /** The same of the destination. */
  readonly destinationCells?: readonly ReplayCells[];
  /** Events of the step alone. */
  readonly counts?: Partial<EventCounts>;
  /** Runs of entries that instructions or hypercalls of the step covered. */
  readonly runs?: readonly Omit<EntryRun, 'line'>[];
  /** The lazy MMU mode from now on, where the step has changed it. */
  readonly mode?: 'off' | 'on' | 'paused';
}

/**
 * One run, step by step. States are those of the entries that the walker is given, and of as many in the tables that it moves
 * or copies to: the destination, where an entry has the index of the one that it is for.
 */
export interface Replay {
  readonly version: typeof replayVersion;
  readonly file: string;
  readonly function: string;
  readonly machine: MachineName;
  readonly variant: Variant;
  /** The scenario as it was replayed: of a long range its first part, as `cut` says. */
  readonly scenario: Scenario;
  /** What waits on this machine, and its words after the number 1 and after any other; absent where nothing does. */
  readonly waiting?: { readonly kind: PendingKind; readonly one: string; readonly many: string };
  /** The table before the first step. */
  readonly before: readonly ReplayCells[];
  /** The destination before the first step; absent where no step touches it. */
  readonly destinationBefore?: readonly ReplayCells[];
  readonly places: readonly ReplayPlace[];
  readonly sentences: readonly string[];
  readonly steps: readonly ReplayStep[];
  /** What the replay leaves out; absent when it is the whole run. */
  readonly cut?: {
    /** Entries of the range, where only its first ones are replayed. */
    readonly ofEntries?: number;
    /** Steps behind the last one that is told. */
    readonly moreSteps?: number;
  };
  /** Why the run ended behind the last step, where it was not finished. */
  readonly failure?: Pick<RunFailure, 'reason' | 'file' | 'line'>;
}
