import type { Word } from '../interpreter/runtime.ts';
import { ExecutionStop } from '../interpreter/stop.ts';
import type { Gather } from '../machine/gather.ts';
import type { World } from '../machine/world.ts';
import { type Repeat, recordAll } from '../tally.ts';
import { addBlocks, type BlockContent, type Blocks, contentsOf } from './block-content.ts';
import type { BlockMemory, TableCall } from './block-memory.ts';
import { BlockPlaces, type PlacesOptions } from './block-places.ts';
import type { BlockRun } from './blocks.ts';
import { GatherOutcomes } from './gather-outcomes.ts';
import type { MachineState } from './machine-state.ts';

/** What is done for a page table of the range; what it returns is of interest for the last one. */
export type Step = (table: TableCall) => Word;

/** A number of equal blocks after which the machine is in the state that it was in before them. */
interface Cycle {
  readonly before: MachineState;
  readonly after: MachineState;
  /** Index of the first of them. */
  readonly first: number;
  readonly length: number;
  /** What the walker left in each of them. */
  readonly left: BlockContent;
  readonly returned: Word;
  readonly repeat: Repeat;
}

/** A block that is done with. */
interface Passed {
  readonly returned: Word;
  readonly content: BlockContent;
  /** The state of the machine behind it. */
  readonly after: MachineState;
}

/** Blocks that are done with, and what was found out about more of their kind. */
interface Walked {
  readonly times: number;
  /** What the last of them returned. */
  readonly returned: Word;
  readonly cycle?: Cycle;
}

export interface RangeOptions extends PlacesOptions {
  /** Entries that are walked at most, besides those that are only counted. */
  readonly mostEntries: number;
  /** Words for what stands at an address. */
  readonly describe: (address: number) => string;
}

/**
 * The page tables of a range on their way through a walker, block by block. Of equal blocks that find the machine in an
 * equal state only the first is walked: what it did is counted again for the others.
 */
export class RangeWalk {
  readonly #world: World;
  readonly #memory: BlockMemory;
  readonly #places: BlockPlaces;
  readonly #options: RangeOptions;
  readonly #original: readonly Blocks[];
  #blocks: readonly Blocks[];
  /** What the memory of the block holds now. */
  #held: BlockContent | undefined;
  /** Entries walked so far. */
  #walked = 0;
  readonly #outcomes = new Map<BlockContent, GatherOutcomes>();
  #isStopped = false;

  constructor(world: World, memory: BlockMemory, blocks: readonly BlockRun[], options: RangeOptions) {
    this.#world = world;
    this.#memory = memory;
    this.#places = new BlockPlaces(world, memory, options);
    this.#options = options;
    this.#original = contentsOf(blocks);
    this.#blocks = this.#original;
  }

  /** The blocks as they were before the first walk, and as they are now. */
  get before(): readonly Blocks[] {
    return this.#original;
  }

  get after(): readonly Blocks[] {
    return this.#blocks;
  }

  /** Index in the range of the entry that maps a virtual address of the block. */
  entryOf(virtual: number): number {
    return this.#places.entryOf(virtual) - this.#original[0].from;
  }

  /** Ends `each` behind the step that is being taken: the tables after it stay as they are. */
  stop(): void {
    this.#isStopped = true;
  }

  /**
   * Takes `step` for every page table of the range in order, and gives what the last one returned. Throws an ExecutionStop
   * when the range is long and its tables do not find the machine in a state in which others found it.
   */
  each(step: Step): Word {
    const cycles = new Map<BlockContent, Cycle>();
    const left: Blocks[] = [];
    this.#isStopped = false;
    let returned: Word = 0;
    let last = 0;
    for (const blocks of this.#blocks) {
      let done = 0;
      while (done < blocks.times && !this.#isStopped) {
        const rest = { ...blocks, first: blocks.first + done, times: blocks.times - done };
        const walked = this.#count(cycles.get(blocks.content), rest, left) ?? this.#walk(rest, left, step);
        if (walked.cycle !== undefined) cycles.set(blocks.content, walked.cycle);
        returned = walked.returned;
        done += walked.times;
        last = blocks.first + done - 1;
      }
      if (done < blocks.times) this.#leave({ ...blocks, first: blocks.first + done, times: blocks.times - done }, left);
    }
    this.#blocks = left;
    this.#places.moveTo(0);
    return this.#places.standsFor(returned, last);
  }

  /** Leaves blocks as they are. */
  #leave(blocks: Blocks, left: Blocks[]): void {
    this.#hold(blocks.content, blocks.from, blocks.to);
    addBlocks(left, blocks);
  }

  /** Counts again what equal blocks did that found the machine in the state in which it is now. */
  #count(cycle: Cycle | undefined, blocks: Blocks, left: Blocks[]): Walked | undefined {
    if (cycle === undefined || blocks.times < cycle.length) return undefined;
    const flushed = cycle.after.flushedSince(cycle.before);
    if (!this.#places.stateBefore(blocks.first).equals(cycle.before, flushed)) return undefined;
    const repetitions = Math.floor(blocks.times / cycle.length);
    const times = repetitions * cycle.length;
    const { entries } = this.#memory;
    cycle.repeat({
      times: repetitions,
      distance: (blocks.first - cycle.first) * entries,
      step: cycle.length * entries,
    });
    this.#places.moveTo(blocks.first + times);
    cycle.after.leaveRanges(cycle.before);
    addBlocks(left, { ...blocks, times, content: cycle.left });
    return { times, returned: cycle.returned };
  }

  /**
   * Passes blocks until the machine is back in a state in which it was before, or all of them. Looks back to one earlier
   * state at a time, which moves up after one, two, four … blocks: Brent's way to find a cycle.
   */
  #walk(blocks: Blocks, left: Blocks[], step: Step): Walked {
    if (this.#isWhole) return { times: 1, returned: this.#walkBlock(blocks, left, step).returned };
    let first = blocks.first;
    let before = this.#places.sharedStateBefore(first);
    let now = before;
    let endRecord = recordAll(this.#world.tallies);
    let alike: BlockContent | undefined;
    for (let times = 1; ; times++) {
      const index = blocks.first + times - 1;
      const next = { ...blocks, first: index };
      const { returned, content, after } = this.#recall(next, left, now) ?? this.#pass(next, left, step, now);
      now = after;
      alike = index === first || alike === content ? content : undefined;
      if (this.#isStopped) return { times, returned };
      if (alike !== undefined && after.equals(before, after.flushedSince(before))) {
        const cycle = { before, after, first, length: index + 1 - first, left: content, returned, repeat: endRecord() };
        return { times, returned, cycle };
      }
      if (times === blocks.times) return { times, returned };
      this.#checkLimit(before, after);
      if ((times & (times - 1)) === 0) {
        first = index + 1;
        before = after;
        endRecord = recordAll(this.#world.tallies);
      }
    }
  }

  /** The gather of the process, where nobody has begun another one. */
  get #gather(): Gather | undefined {
    const [gather, ...others] = this.#world.gathers.values();
    return others.length === 0 ? gather : undefined;
  }

  /** Counts again what an equal block did to a machine in the same state, where that differs in its gather alone. */
  #recall(block: Blocks, left: Blocks[], now: MachineState): Passed | undefined {
    const gather = this.#gather;
    const known = gather && this.#outcomes.get(block.content)?.find(gather, now);
    if (gather === undefined || known === undefined) return undefined;
    const { before, after, index, repeat, returned, left: content } = known.outcome;
    const { entries } = this.#memory;
    this.#world.run.poll();
    repeat({ times: 1, distance: (block.first - index) * entries, step: entries });
    gather.batches.assign(known.batches);
    this.#places.moveTo(block.first + 1);
    after.leaveRanges(before);
    addBlocks(left, { ...block, times: 1, content });
    return { returned, content, after: this.#places.withGathers(now, block.first + 1) };
  }

  /** Walks a block, and keeps what came of it for others like it. */
  #pass(block: Blocks, left: Blocks[], step: Step, before: MachineState): Passed {
    const gather = this.#gather;
    const waiting = gather?.batches.copy();
    const endBatches = gather?.batches.record();
    const endRecord = recordAll(this.#world.tallies);
    const { returned, content } = this.#walkBlock(block, left, step);
    const recorded = endBatches?.() ?? [];
    const after = this.#places.sharedStateBefore(block.first + 1);
    if (gather !== undefined && waiting !== undefined && gather === this.#gather) {
      const outcomes = this.#outcomes.get(block.content) ?? new GatherOutcomes();
      this.#outcomes.set(block.content, outcomes);
      const outcome = { before, after, index: block.first, left: content, returned, repeat: endRecord() };
      outcomes.add(outcome, gather, waiting, recorded);
    }
    return { returned, content, after };
  }

  #walkBlock(
    { first, from, to, content: found }: Blocks,
    left: Blocks[],
    step: Step,
  ): { readonly returned: Word; readonly content: BlockContent } {
    this.#places.moveTo(first);
    this.#hold(found, from, to);
    let returned: Word = 0;
    for (const call of this.#memory.calls(from, to)) if (!this.#isStopped) returned = step(call);
    this.#walked += to - from;
    const states = this.#memory.states(from, to);
    const copy = this.#isWhole ? {} : { copy: this.#memory.copyOut() };
    const content = addBlocks(left, {
      first,
      times: 1,
      from,
      to,
      content: { population: found.population, states, ...copy },
    });
    // Taking the copy has put back what leads to the tables, so that the next block finds it as this one did.
    this.#held = this.#isWhole ? content : undefined;
    return { returned, content };
  }

  #hold(content: BlockContent, from: number, to: number): void {
    if (this.#held === content) return;
    if (content.copy === undefined) this.#memory.fill(from, content.population);
    else this.#memory.copyIn(content.copy);
    this.#held = content;
    content.states = this.#memory.states(from, to);
  }

  /** The whole range is one block, which is never put back. */
  get #isWhole(): boolean {
    return this.#original.length === 1 && this.#original[0].times === 1;
  }

  #checkLimit(before: MachineState, after: MachineState): void {
    const { mostEntries, describe } = this.#options;
    if (this.#walked < mostEntries) return;
    const address = after.differenceFrom(before);
    const what = address === undefined ? 'what the machine keeps from table to table' : describe(address);
    throw new ExecutionStop(
      'limit',
      `${what} was never again as it was after ${this.#walked} entries, so that the rest cannot be told from them; simulate at most ${mostEntries} entries`,
      '',
      0,
    );
  }
}
