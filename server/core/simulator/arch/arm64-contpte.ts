import {
  advanceFrame,
  entryBits as bits,
  entryFor,
  flagsOf,
  frameOf,
  withBits,
  withoutBits,
} from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { entrySize } from '../machine/page-tables.ts';
import type { World } from '../machine/world.ts';
import { type Arm64Release, flushBlock } from './arm64-tlb-flush.ts';

/** pte_cont. */
export function isContiguous(entry: number): boolean {
  return (entry & bits.contiguous) !== 0;
}

/** pte_valid: an entry of PAGE_NONE is present and not valid. */
function isValid(entry: number): boolean {
  const valid = bits.present | bits.read;
  return (entry & valid) === valid;
}

/** pte_valid_cont. */
export function isBlock(entry: number): boolean {
  return isContiguous(entry) && isValid(entry);
}

const ages = bits.young | bits.dirty;

/**
 * Blocks of CONT_PTES entries that map as many pages of one folio: the hardware may cache them as one, and so all of them change
 * together, with an invalidation before they become a block or cease to be one.
 */
export class Blocks {
  /** It keeps nothing: all there is to know stands in the entries. */
  readonly state = '';
  /** CONT_PTES. */
  readonly size: number;
  readonly #world: World;
  readonly #release: Arm64Release;

  constructor(world: World, release: Arm64Release) {
    this.#world = world;
    this.#release = release;
    this.size = world.geometry.contiguous?.PTE ?? 1;
  }

  /** Bytes of the entries of a block. */
  get #bytes(): number {
    return this.size * entrySize;
  }

  /** Address of the first entry of the block that an entry is in. */
  startOf(address: number): number {
    return address - (address % this.#bytes);
  }

  /** Entries from one in a block to the end of that block. */
  leftIn(address: number): number {
    return (this.startOf(address) + this.#bytes - address) / entrySize;
  }

  /** mm_is_user: the kernel's own mappings must not fault, and are never folded. */
  isUser(mm: number): boolean {
    return mm !== this.#world.initMm;
  }

  /** contpte_ptep_get: accessed and dirty of any entry of a block hold for all. */
  get(address: number): number {
    const { tables } = this.#world;
    const entry = tables.read(address);
    if (!isBlock(entry)) return entry;
    let found = entry & ages;
    const start = this.startOf(address);
    for (let i = 0; i < this.size && found !== ages; i++) found |= tables.read(start + i * entrySize) & ages;
    return withBits(entry, found);
  }

  /** contpte_try_unfold. */
  unfold(mm: number, virtual: number, address: number): void {
    const entry = this.#world.tables.read(address);
    if (!isBlock(entry) || !this.isUser(mm)) return;
    this.#world.events.count(event.contpte_unfolds);
    this.#convert(virtual, address, withoutBits(entry, bits.contiguous));
  }

  /** contpte_try_unfold_partial: blocks that a range covers in part, at either of its ends. */
  unfoldEnds(mm: number, virtual: number, address: number, count: number): void {
    if (address !== this.startOf(address) || count < this.size) this.unfold(mm, virtual, address);
    const end = address + count * entrySize;
    if (end === this.startOf(end)) return;
    this.unfold(mm, virtual + (count - 1) * this.#world.pageSize, end - entrySize);
  }

  /** contpte_try_fold: after the store of the last entry of what may be a block. */
  fold(mm: number, virtual: number, address: number, entry: number): void {
    const { events, pageSize } = this.#world;
    const last = this.size - 1;
    if (Math.floor(virtual / pageSize) % this.size !== last || frameOf(entry) % this.size !== last) return;
    if (!this.isUser(mm) || !this.#canFold(virtual, address, entry)) return;
    events.count(event.contpte_folds);
    this.#convert(virtual, address, withBits(entry, bits.contiguous));
  }

  /** Makes blocks of whatever entries of a table can be, as when they were mapped at once: nothing is counted. */
  foldSilently(virtual: number, address: number, count: number): void {
    const { tables } = this.#world;
    for (let i = this.size - 1; i < count; i += this.size) {
      const at = address + i * entrySize;
      const entry = tables.read(at);
      if (frameOf(entry) % this.size !== this.size - 1) continue;
      if (!this.#canFold(virtual + i * this.#world.pageSize, at, entry)) continue;
      for (let each = this.startOf(at); each <= at; each += entrySize)
        tables.write(each, withBits(tables.read(each), bits.contiguous));
    }
  }

  /** contpte_set_ptes: whole aligned blocks of entries that mapped nothing before become contiguous at once. */
  setMany(virtual: number, address: number, entry: number, count: number): void {
    const { tables, pageSize } = this.#world;
    const plain = withoutBits(entry, bits.contiguous);
    const first = Math.floor(virtual / pageSize);
    for (let i = 0; i < count; ) {
      const end = Math.min(count, i + this.size - ((first + i) % this.size));
      const aligned = end - i === this.size && (frameOf(entry) + i) % this.size === 0;
      for (; i < end; i++) {
        const each = advanceFrame(plain, i);
        tables.write(address + i * entrySize, aligned ? withBits(each, bits.contiguous) : each);
      }
    }
  }

  /** contpte_align_addr_ptep: a range widened to whole blocks at each end that lies in one. In entries. */
  widen(address: number, count: number): { readonly address: number; readonly count: number } {
    const { tables } = this.#world;
    const last = address + (count - 1) * entrySize;
    const end = isContiguous(tables.read(last)) ? this.startOf(last) + this.#bytes : last + entrySize;
    const start = isContiguous(tables.read(address)) ? this.startOf(address) : address;
    return { address: start, count: (end - start) / entrySize };
  }

  /** __contpte_try_fold, without the conversion: valid neighbours, of one folio, that differ in their ages alone. */
  #canFold(virtual: number, address: number, entry: number): boolean {
    const { tables, pages, pageSize } = this.#world;
    if (!isValid(entry) || isContiguous(entry) || (entry & bits.special) !== 0) return false;
    if (!pages.hasFrame(frameOf(entry))) return false;
    const page = pages.indexOf(pages.addressOfFrame(frameOf(entry)));
    const head = pages.heads[page];
    const folioStart = virtual - (page - head) * pageSize;
    const folioEnd = folioStart + 2 ** pages.orders[head] * pageSize;
    const blockSize = this.size * pageSize;
    const start = virtual - (virtual % blockSize);
    if (folioStart > start || folioEnd < start + blockSize) return false;
    const flags = flagsOf(withoutBits(entry, ages));
    const frame = frameOf(entry) - (frameOf(entry) % this.size);
    const first = this.startOf(address);
    for (let i = 0; i < this.size; i++) {
      if (withoutBits(tables.read(first + i * entrySize), ages) !== entryFor(frame + i, flags)) return false;
    }
    return true;
  }

  /** contpte_convert: all entries are cleared, the block is invalidated, and they are stored again with joint ages. */
  #convert(virtual: number, address: number, entry: number): void {
    const { tables, pageSize, options } = this.#world;
    const start = this.startOf(address);
    let flags = flagsOf(entry);
    for (let i = 0; i < this.size; i++) flags |= tables.read(start + i * entrySize) & ages;
    const blockSize = this.size * pageSize;
    const from = virtual - (virtual % blockSize);
    if (this.#release === '6.12' || !options.bbml) flushBlock(this.#world, this.#release, from, from + blockSize);
    const frame = frameOf(entry) - (frameOf(entry) % this.size);
    for (let i = 0; i < this.size; i++) tables.write(start + i * entrySize, entryFor(frame + i, flags));
  }
}
