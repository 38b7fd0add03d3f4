/** First page frame of the simulated memory: a multiple of every folio size. */
const firstFrame = 0x10000;

/** Pages whose room is kept from one run to the next; 15 bytes each. */
const keptPages = 1 << 16;

/** Copies of what is known of each page, in the order in which `Pages` lists it. */
export type PageStates = readonly (Int32Array | Uint8Array)[];

/**
 * The struct pages of one run, consecutive in the simulated heap so that `page + i` is the page of the next frame. What
 * the kernel keeps in their fields is kept here, by index; models of the folio helpers read and change it. The arrays may
 * be longer than there are pages.
 */
export class Pages {
  count = 0;
  /** Address of the first struct page. */
  base = 0;
  /** sizeof(struct page), in bytes. */
  size = 1;
  /** Pages to a byte: every pointer is divided by the size, and a multiplication takes a quarter of the time. */
  #perByte = 1;
  /** Index of the first page of each page's folio. */
  heads = new Int32Array(0);
  /** Order of the folio, at its head. */
  orders = new Uint8Array(0);
  /** Entries that map the page. */
  mapCounts = new Int32Array(0);
  /** References of the folio, at its head. */
  references = new Int32Array(0);
  exclusive = new Uint8Array(0);
  anonymous = new Uint8Array(0);

  /** Starts a run with `count` pages in folios of 2^order; `base` and `size` say where each struct page stands. */
  lay(base: number, size: number, count: number, order: number): void {
    this.base = base;
    this.size = size;
    this.#perByte = 1 / size;
    this.count = count;
    if (count > this.heads.length) this.#allocate(count);
    this.mapCounts.fill(0, 0, count);
    this.references.fill(1, 0, count);
    this.exclusive.fill(1, 0, count);
    this.anonymous.fill(1, 0, count);
    this.orders.fill(order, 0, count);
    const mask = -1 << order;
    for (let index = 0; index < count; index++) this.heads[index] = index & mask;
  }

  /** State of all pages, to be put back later. */
  copyOut(): PageStates {
    return this.#states.map((states) => states.slice(0, this.count));
  }

  copyIn(copies: PageStates): void {
    for (const [index, states] of this.#states.entries()) states.set(copies[index]);
  }

  get #states(): readonly (Int32Array | Uint8Array)[] {
    return [this.heads, this.orders, this.mapCounts, this.references, this.exclusive, this.anonymous];
  }

  /** No pages; the room of a large run is given back. */
  reset(): void {
    this.count = 0;
    if (this.heads.length > keptPages) this.#allocate(0);
  }

  #allocate(count: number): void {
    this.heads = new Int32Array(count);
    this.orders = new Uint8Array(count);
    this.mapCounts = new Int32Array(count);
    this.references = new Int32Array(count);
    this.exclusive = new Uint8Array(count);
    this.anonymous = new Uint8Array(count);
  }

  /** Splits a folio into single pages. */
  split(head: number): void {
    const end = Math.min(head + (1 << this.orders[head]), this.count);
    for (let index = head; index < end; index++) {
      this.heads[index] = index;
      this.orders[index] = 0;
      this.references[index] = Math.max(1, this.mapCounts[index]);
    }
  }

  frameOf(index: number): number {
    return firstFrame + index;
  }

  /** Address of the struct page of a frame; 0 for a frame without one. */
  addressOfFrame(frame: number): number {
    const index = frame - firstFrame;
    return index >= 0 && index < this.count ? this.base + index * this.size : 0;
  }

  /** Index of the page that a struct page or struct folio pointer names; -1 for any other pointer. */
  indexOf(address: number): number {
    const offset = address - this.base;
    const index = (offset * this.#perByte + 0.5) | 0;
    return index * this.size === offset && index >= 0 && index < this.count ? index : -1;
  }

  hasFrame(frame: number): boolean {
    return frame >= firstFrame && frame < firstFrame + this.count;
  }

  addressOf(index: number): number {
    return this.base + index * this.size;
  }
}
