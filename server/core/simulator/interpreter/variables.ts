import type { Linkage } from './compile/linkage.ts';
import type { Heap } from './memory.ts';
import { sizeOf } from './types.ts';

/** Runs the initializer of a variable, by its index in the linkage, for the address that it stands at. */
type Initialize = (index: number, address: number) => void;

/** Variables of file scope in the memory of a run, by their index in the linkage. Each is set up on its first use. */
export class Variables {
  readonly #linkage: Linkage;
  readonly #memory: Heap;
  readonly #initialize: Initialize;
  readonly #addresses: number[] = [];
  readonly #claimed = new Set<number>();

  constructor(linkage: Linkage, memory: Heap, initialize: Initialize) {
    this.#linkage = linkage;
    this.#memory = memory;
    this.#initialize = initialize;
  }

  addressOf(index: number): number {
    return this.#addresses[index] ?? this.#make(index);
  }

  /** The address for a machine, which thereby answers for what the variable holds. */
  claim(index: number): number {
    this.#claimed.add(index);
    return this.addressOf(index);
  }

  isClaimed(index: number): boolean {
    return this.#claimed.has(index);
  }

  /** None is set up, and nobody answers for any. */
  reset(): void {
    this.#addresses.length = 0;
    this.#claimed.clear();
  }

  /** An initializer may ask for the address of its own variable. */
  #make(index: number): number {
    const { type, bytes, initializer } = this.#linkage.globals[index];
    const address = this.#memory.allocate(sizeOf(type));
    this.#addresses[index] = address;
    bytes?.forEach((byte, at) => {
      this.#memory.store8(address, at, byte, -1);
    });
    if (initializer) this.#initialize(index, address);
    return address;
  }
}
