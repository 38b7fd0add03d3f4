import type { Gather } from '../machine/gather.ts';
import type { World } from '../machine/world.ts';

/** Addresses of memory, half-open. */
export interface MemoryPart {
  readonly start: number;
  readonly end: number;
}

interface GatherRange {
  readonly gather: Gather;
  readonly start: number;
  readonly end: number;
  readonly resets: number;
}

/**
 * What a block finds when it is its turn, besides its own tables and pages: memory, address spaces, gathers, batches. Two
 * equal blocks that find the same do the same.
 */
export class MachineState {
  readonly #memory: readonly { readonly start: number; readonly words: Int32Array }[];
  readonly #text: string;
  readonly #ranges: readonly GatherRange[];
  readonly #distance: number;

  /**
   * `parts` are the parts of memory that outlive a block; `distance` is how far the addresses that the block lies at are
   * from those that it stands for, in bytes.
   */
  constructor(world: World, parts: readonly MemoryPart[], distance: number) {
    this.#distance = distance;
    this.#text = world.state;
    this.#memory = parts.map(({ start, end }) => {
      return { start, words: new Int32Array(world.run.memory.copyOut(start, end).buffer) };
    });
    this.#ranges = [...world.gathers.values()].map((gather) => {
      const { start, end, resets } = gather;
      return { gather, start, end, resets };
    });
  }

  /** Whether the range of a gather was flushed between an earlier state and this one. */
  flushedSince(earlier: MachineState): boolean {
    return this.#ranges.some(({ resets }, index) => earlier.#ranges[index]?.resets !== resets);
  }

  /** Whether two states are the same. Ranges of gathers count where a flush looks at them. */
  equals(other: MachineState, withRanges: boolean): boolean {
    return (
      this.#text === other.#text && (!withRanges || this.#sameRanges(other)) && this.differenceFrom(other) === undefined
    );
  }

  /** Address of the first word of memory that is not the same. */
  differenceFrom(other: MachineState): number | undefined {
    for (const [index, { start, words }] of this.#memory.entries()) {
      const others = other.#memory[index].words;
      const at = words.findIndex((word, position) => word !== others[position]);
      if (at >= 0 || words.length !== others.length) return start + 4 * (at < 0 ? others.length : at);
    }
    return undefined;
  }

  /**
   * Puts the ranges of gathers to where blocks leave them that lead from an earlier state to this one: to where they were
   * put then, or, unless they were flushed, no further than they were widened.
   */
  leaveRanges(earlier: MachineState): void {
    const flushed = this.flushedSince(earlier);
    for (const [index, { gather, start, end }] of this.#ranges.entries()) {
      const widened = end + this.#distance > earlier.#ranges[index].end + earlier.#distance;
      if (flushed) [gather.start, gather.end] = [start, end];
      else if (widened) gather.end = Math.max(gather.end, end);
    }
  }

  #sameRanges(other: MachineState): boolean {
    return this.#ranges.every(({ start, end }, index) => {
      return other.#ranges[index].start === start && other.#ranges[index].end === end;
    });
  }
}
