/** First page frame of the simulated memory: a multiple of every folio size. */
const firstFrame = 0x10000;

/** Copies of what is known of each page, in the order in which `Pages` lists it. */
export type PageStates = readonly (Int32Array | Uint8Array)[];

/**
 * The struct pages of one run, consecutive in the simulated heap so that `page + i` is the page of the next frame. What
 * the kernel keeps in their fields is kept here, by index; models of the folio helpers read and change it.
 */
export class Pages {
  readonly count: number;
  /** Address of the first struct page. */
  readonly base: number;
  /** sizeof(struct page), in bytes. */
  readonly size: number;
  /** Index of the first page of each page's folio. */
  readonly heads: Int32Array;
  /** Order of the folio, at its head. */
  readonly orders: Uint8Array;
  /** Entries that map the page. */
  readonly mapCounts: Int32Array;
  /** References of the folio, at its head. */
  readonly references: Int32Array;
  readonly exclusive: Uint8Array;
  readonly anonymous: Uint8Array;

  constructor(base: number, size: number, count: number) {
    this.base = base;
    this.size = size;
    this.count = count;
    this.heads = new Int32Array(count);
    this.orders = new Uint8Array(count);
    this.mapCounts = new Int32Array(count);
    this.references = new Int32Array(count).fill(1);
    this.exclusive = new Uint8Array(count).fill(1);
    this.anonymous = new Uint8Array(count).fill(1);
    this.form(0, 0);
  }

  /** Puts all pages back to what they are at first, in folios of 2^order. */
  reset(order: number): void {
    this.mapCounts.fill(0);
    this.references.fill(1);
    this.exclusive.fill(1);
    this.anonymous.fill(1);
    this.form(0, order);
  }

  /** State of all pages, to be put back later. */
  copyOut(): PageStates {
    return this.#states.map((states) => states.slice());
  }

  copyIn(copies: PageStates): void {
    for (const [index, states] of this.#states.entries()) states.set(copies[index]);
  }

  get #states(): readonly (Int32Array | Uint8Array)[] {
    return [this.heads, this.orders, this.mapCounts, this.references, this.exclusive, this.anonymous];
  }

  /** Makes the memory from a page on consist of folios of 2^order pages; the last one may be cut short. */
  form(from: number, order: number): void {
    const pages = 1 << order;
    for (let index = from; index < this.count; index++) {
      this.heads[index] = from + Math.floor((index - from) / pages) * pages;
      this.orders[index] = order;
    }
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
    const index = (address - this.base) / this.size;
    return Number.isInteger(index) && index >= 0 && index < this.count ? index : -1;
  }

  hasFrame(frame: number): boolean {
    return frame >= firstFrame && frame < firstFrame + this.count;
  }

  addressOf(index: number): number {
    return this.base + index * this.size;
  }
}
