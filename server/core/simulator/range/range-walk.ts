import { ExecutionStop } from '../interpreter/stop.ts';
import { moveGather } from '../machine/gather.ts';
import type { World } from '../machine/world.ts';
import { pageSize } from '../models/configuration.ts';
import type { ContentRun } from '../population.ts';
import type { RunResult, StateRun } from '../report.ts';
import { StateChanges, StatePatterns } from '../state-patterns.ts';
import { noteAll, type Repeat } from '../tally.ts';
import type { BlockCopy, BlockMemory, TableCall } from './block-memory.ts';
import type { BlockRun } from './blocks.ts';
import { MachineState, type MemoryPart } from './machine-state.ts';

/** What a block holds: what its population says, or what a walker left. */
interface BlockContent {
  readonly population?: readonly ContentRun[];
  copy?: BlockCopy;
  states?: readonly StateRun[];
}

type Blocks = Omit<BlockRun, 'content'> & { readonly content: BlockContent };

/** A number of equal blocks, after which the machine is in the state that it was in before them. */
interface Cycle {
  readonly before: MachineState;
  readonly after: MachineState;
  /** Index of the first of them. */
  readonly first: number;
  readonly length: number;
  readonly left: BlockContent;
  readonly returned: number | bigint;
  readonly repeat: Repeat;
}

export interface RangeOptions {
  /** Address of the first object that outlives a call of C. */
  readonly objects: number;
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
  readonly #block: BlockMemory;
  readonly #options: RangeOptions;
  readonly #original: readonly Blocks[];
  #blocks: readonly Blocks[];
  /** What the memory of the block holds now. */
  #held: BlockContent | undefined;
  /** Index of the block that it stands for. */
  #place = 0;
  #walked = 0;

  constructor(world: World, block: BlockMemory, blocks: readonly BlockRun[], options: RangeOptions) {
    this.#world = world;
    this.#block = block;
    this.#options = options;
    const contents = new Map<readonly ContentRun[], BlockContent>();
    this.#original = blocks.map(({ content: population, ...each }) => {
      const content = contents.get(population) ?? { population };
      contents.set(population, content);
      return { ...each, content };
    });
    this.#blocks = this.#original;
  }

  /**
   * Calls `step` for every page table of the range in order, and gives what it returned for the last one. Throws an
   * ExecutionStop when the range is long and its tables never find the machine as others found it.
   */
  each(step: (table: TableCall) => number | bigint): number | bigint {
    const cycles = new Map<BlockContent, Cycle>();
    const left: Blocks[] = [];
    let returned: number | bigint = 0;
    for (const blocks of this.#blocks) {
      for (let done = 0; done < blocks.times; ) {
        const rest = { ...blocks, first: blocks.first + done, times: blocks.times - done };
        const known = cycles.get(blocks.content);
        const counted = known === undefined ? 0 : this.#count(known, rest);
        if (known !== undefined && counted > 0) {
          returned = known.returned;
          addBlocks(left, { ...rest, times: counted, content: known.left });
          done += counted;
          continue;
        }
        const { times, cycle } = this.#walk(rest, left, step);
        done += times;
        returned = cycle.returned;
        if (cycle.repeat !== undefined) cycles.set(blocks.content, cycle as Cycle);
      }
    }
    this.#blocks = left;
    return returned;
  }
}
