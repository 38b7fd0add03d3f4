import type { Word } from '../interpreter/runtime.ts';
import type { Gather } from '../machine/gather.ts';
import type { GatherBatches } from '../machine/gather-batches.ts';
import type { Repeat } from '../tally.ts';
import type { BlockContent } from './block-content.ts';
import type { MachineState } from './machine-state.ts';

/** What a walker did in a block after which the machine was as before, but for its gather. */
export interface GatherOutcome {
  readonly before: MachineState;
  readonly after: MachineState;
  /** Index of the block. */
  readonly index: number;
  /** What it left in the block. */
  readonly left: BlockContent;
  readonly returned: Word;
  readonly repeat: Repeat;
}

/** An outcome, and what waits after it. */
interface Known {
  readonly outcome: GatherOutcome;
  readonly batches: GatherBatches;
}

/** Where in a block a gather is full first, and what waits then, or at the end of a block in which it is not. */
interface Filling {
  readonly key: string;
  readonly batches: GatherBatches;
  readonly isFull: boolean;
}

/**
 * What a walker does in blocks of equal content, by where in the block the gather is full. A walker sees of what
 * waits in a gather only that there is room for no more: up to there it does the same with any number of them, and from
 * there on what it did in an earlier block in which it came to the same place. So a gather that fills every few tables,
 * each time in another place, costs a walk for each place, and not for each number of pages and tables that ever waits.
 */
export class GatherOutcomes {
  /** What the walker does to the batches of the gather as long as there is room, and the state in which it does that. */
  #usual: { readonly recorded: readonly number[]; readonly before: MachineState } | undefined;
  readonly #known = new Map<string, Known>();

  /** What the walker is about to do to a machine in a state, and what waits then; undefined when that is not known. */
  find(gather: Gather, now: MachineState): Known | undefined {
    const filling = this.#fillingOf(gather.batches);
    const known = filling && this.#known.get(filling.key);
    if (filling === undefined || known === undefined) return undefined;
    const { before, after } = known.outcome;
    if (!now.equalsButForPages(before, after.flushedSince(before))) return undefined;
    return filling.isFull ? known : { ...known, batches: filling.batches };
  }

  /** Keeps what the walker did: `waiting` are the batches before that, `recorded` is what was done to them. */
  add(outcome: GatherOutcome, gather: Gather, waiting: GatherBatches, recorded: readonly number[]): void {
    const { before, after } = outcome;
    if (!after.equalsButForPages(before, false)) return;
    if (this.#usual === undefined && waiting.copy().repeat(recorded) === undefined) this.#usual = { recorded, before };
    if (this.#usual === undefined || !before.equalsButForPages(this.#usual.before, false)) return;
    const filling = this.#fillingOf(waiting);
    if (filling !== undefined) this.#known.set(filling.key, { outcome, batches: gather.batches.copy() });
  }

  #fillingOf(waiting: GatherBatches): Filling | undefined {
    if (this.#usual === undefined) return undefined;
    const batches = waiting.copy();
    const index = batches.repeat(this.#usual.recorded);
    if (index === undefined) return { key: 'never full', batches, isFull: false };
    return { key: `${index} ${batches.state}`, batches, isFull: true };
  }
}
