import type { Word } from '../interpreter/runtime.ts';
import type { World } from '../machine/world.ts';
import type { BlockMemory } from './block-memory.ts';
import { MachineState, type MemoryPart } from './machine-state.ts';

/** States that others are compared with: a machine alternates between a few. */
const keptStates = 8;

export interface PlacesOptions {
  /** Entries before the first block, by which events are told. */
  readonly origin: number;
  /** Address of the first object that outlives a call of C. */
  readonly objects: number;
}

/** Which block of the range the memory of one stands for, and the state that the machine is in before it. */
export class BlockPlaces {
  readonly #world: World;
  readonly #memory: BlockMemory;
  readonly #options: PlacesOptions;
  /** Index of the block that the memory stands for. */
  #place = 0;
  /** The last states that differed in more than gathers. */
  readonly #states: MachineState[] = [];

  constructor(world: World, memory: BlockMemory, options: PlacesOptions) {
    this.#world = world;
    this.#memory = memory;
    this.#options = options;
  }

  /** Index of the entry that maps a virtual address, counted from the first entry of the first block. */
  entryOf(virtual: number): number {
    return this.#place * this.#memory.entries + this.#memory.pageOf(virtual);
  }

  /** Makes the memory stand for another block. What gathers have collected keeps its addresses. */
  moveTo(index: number): void {
    for (const gather of this.#world.gathers.values()) gather.move((this.#place - index) * this.#blockBytes);
    this.#place = index;
    this.#world.tables.origin = this.#options.origin + index * this.#memory.entries;
  }

  /** The state before a block. */
  stateBefore(index: number): MachineState {
    this.moveTo(index);
    const { start, end } = this.#memory.records;
    const parts: readonly MemoryPart[] = [
      { start: this.#options.objects, end: start },
      { start: end, end: this.#world.run.memory.end },
    ];
    return MachineState.of(this.#world, parts, index * this.#blockBytes);
  }

  /** The state before a block, with what it has in common with an earlier one: states that share that are compared at once. */
  sharedStateBefore(index: number): MachineState {
    const state = this.stateBefore(index);
    const earlier = this.#states.find((each) => state.equalsButForPages(each, false));
    if (earlier !== undefined) return this.withGathers(earlier, index);
    this.#states.push(state);
    if (this.#states.length > keptStates) this.#states.shift();
    return state;
  }

  /** The state before a block, when nothing but gathers has changed since an earlier state. */
  withGathers(earlier: MachineState, index: number): MachineState {
    return earlier.withGathersOf(this.#world, index * this.#blockBytes);
  }

  /** What a walker returned of a block, where it is an address of it, as an address of the block that it stood for. */
  standsFor(returned: Word, index: number): Word {
    const { start } = this.#memory;
    if (typeof returned !== 'number' || returned < start || returned > start + this.#blockBytes) return returned;
    return returned + index * this.#blockBytes;
  }

  get #blockBytes(): number {
    return this.#memory.entries * this.#world.pageSize;
  }
}
