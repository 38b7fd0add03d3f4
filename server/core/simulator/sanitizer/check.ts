import type { Machine } from '../arch/machines.ts';
import type { World } from '../machine/world.ts';
import type { FindingId } from './catalogue.ts';
import type { Trail } from './finding-recorder.ts';

/** What a check sees of a run, and where it says what it has found. */
export interface Watched {
  readonly world: World;
  readonly machine: Machine;
  /** Where the run is now. */
  trail(): Trail;
  /** Nothing happens on a machine that the kind of finding is not about, nor outside of the walker. */
  report(id: FindingId, message: string, where?: Where): void;
}

export interface Where {
  /** Address of the entry that it is about. */
  readonly address?: number;
  /** Entries, pages or calls that it is true of; 1 when absent. */
  readonly times?: number;
  /** Another place than the current one. */
  readonly trail?: Trail;
}

export type Watcher = (...args: number[]) => void;

/** One kind of mistake, watched for during one run. All of it is optional. */
export interface Check {
  /** Rows of the machine and its models, by name: told before every execution, also of one that another row makes. */
  readonly before?: Readonly<Record<string, Watcher>>;
  /** The same, for calls from C alone. */
  readonly called?: Readonly<Record<string, Watcher>>;
  /** C code reads or writes an entry past the accessors. */
  load?(address: number): void;
  store?(address: number): void;
  /** What waits is about to take effect: at the end of the section, at a nested one's, at a pause. */
  applying?(): void;
  /** The mode is left for good, or paused. */
  leaving?(paused: boolean): void;
  /** The walker is called for another page table, and has returned. */
  calling?(): void;
  returned?(): void;
  /** An access beyond a page table ends the run. */
  overrun?(message: string): void;
}

export type MakeCheck = (watched: Watched) => Check;

/** A watcher for each of some names. */
export function forEach(names: readonly string[], watcher: (name: string) => Watcher): Record<string, Watcher> {
  return Object.fromEntries(names.map((name) => [name, watcher(name)]));
}
