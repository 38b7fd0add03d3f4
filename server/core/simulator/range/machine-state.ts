import type { Gather } from '../machine/gather.ts';
import type { World } from '../machine/world.ts';

/** Addresses of memory, half-open. */
export interface MemoryPart {
  readonly start: number;
  readonly end: number;
}

interface KeptMemory {
  readonly start: number;
  readonly words: Int32Array;
}

/** Bytes of an unsigned long. */
const rangeBytes = 8;

interface GatherState {
  readonly gather: Gather;
  readonly start: number;
  readonly end: number;
  readonly flushes: number;
  /** State of what waits to be freed. */
  readonly waiting: string;
}

/**
 * What a block finds when it is its turn, besides its own tables and pages: memory, address spaces, gathers, batches. Two
 * equal blocks that find the same do the same.
 */
export class MachineState {
  readonly #memory: readonly KeptMemory[];
  readonly #text: string;
  readonly #gathers: readonly GatherState[];
  readonly #distance: number;

  private constructor(world: World, text: string, memory: readonly KeptMemory[], distance: number) {
    this.#distance = distance;
    this.#text = text;
    this.#memory = memory;
    this.#gathers = [...world.gathers.values()].map((gather) => {
      const { start, end, flushes, batches } = gather;
      return { gather, start, end, flushes, waiting: batches.state };
    });
  }

  /**
   * The state now. `parts` are the parts of memory that outlive a block; `distance` is how far the addresses that the block
   * lies at are from those that it stands for, in bytes.
   */
  static of(world: World, parts: readonly MemoryPart[], distance: number): MachineState {
    const ranges = [...world.gathers.values()].flatMap(({ address }) => {
      return ['start', 'end'].map((field) => address + world.offset('mmu_gather', field));
    });
    const memory = parts.map(({ start, end }) => {
      const bytes = world.run.memory.copyOut(start, end);
      // Ranges of gathers differ from block to block, and count only where a flush looks at them.
      for (const at of ranges) if (at >= start && at < end) bytes.fill(0, at - start, at - start + rangeBytes);
      return { start, words: new Int32Array(bytes.buffer) };
    });
    return new MachineState(world, world.state, memory, distance);
  }

  /** The state now, when nothing but what waits in gathers, and their ranges, has changed since this one. */
  withGathersOf(world: World, distance: number): MachineState {
    return new MachineState(world, this.#text, this.#memory, distance);
  }

  /** Whether the range of a gather was flushed between an earlier state and this one. */
  flushedSince(earlier: MachineState): boolean {
    return this.#gathers.some(({ flushes }, index) => earlier.#gathers[index]?.flushes !== flushes);
  }

  /** Whether two states are the same. Ranges of gathers count where a flush looks at them. */
  equals(other: MachineState, withRanges: boolean): boolean {
    return (
      this.equalsButForPages(other, withRanges) &&
      this.#gathers.every(({ waiting }, index) => waiting === other.#gathers[index].waiting)
    );
  }

  /** Whether two states are the same except for what waits in gathers. */
  equalsButForPages(other: MachineState, withRanges: boolean): boolean {
    return (
      this.#text === other.#text && (!withRanges || this.#sameRanges(other)) && this.differenceFrom(other) === undefined
    );
  }

  /** Address of the first word of memory that is not the same. */
  differenceFrom(other: MachineState): number | undefined {
    if (this.#memory === other.#memory) return undefined;
    for (const [index, { start, words }] of this.#memory.entries()) {
      const others = other.#memory[index].words;
      let at = 0;
      while (at < words.length && words[at] === others[at]) at++;
      if (at < words.length || words.length !== others.length) return start + 4 * at;
    }
    return undefined;
  }

  /**
   * Puts the ranges of gathers to where blocks leave them that lead from an earlier state to this one: to where they were
   * put then, or, unless they were flushed, no further than they were widened.
   */
  leaveRanges(earlier: MachineState): void {
    const flushed = this.flushedSince(earlier);
    for (const [index, { gather, start, end, flushes }] of this.#gathers.entries()) {
      gather.flushes += flushes - earlier.#gathers[index].flushes;
      const widened = end + this.#distance > earlier.#gathers[index].end + earlier.#distance;
      if (flushed) gather.set('start', start);
      if (flushed || (widened && end > gather.end)) gather.set('end', end);
    }
  }

  #sameRanges(other: MachineState): boolean {
    return this.#gathers.every(({ start, end }, index) => {
      return other.#gathers[index].start === start && other.#gathers[index].end === end;
    });
  }
}
