import { raiseLimit } from '../limits.ts';
import { isTableEntry, reasonOfBadAccess } from './bad-access.ts';
import { toWord } from './integers.ts';
import type { Memory, Storage } from './program.ts';
import { addressSpace, type TableWindow, type Word } from './runtime.ts';
import { loaderOf, storeAs } from './typed-access.ts';
import { high, loadBytes, storeBytes, storeWide, wideSigned, wideUnsigned } from './wide-words.ts';

const mebibyte = 1 << 20;
/** A heap that grew beyond this is given back after its run. */
const keptBytes = 32 * mebibyte;
/** Parts of the heap, of 64 KiB, that are told apart by whether anything was ever stored there. */
const partShift = 16;
const partBytes = 1 << partShift;

/** How a run reports an access that is not allowed: throws, with the place of `site`. */
export type Fault = (reason: string, site: number, kind?: 'fault' | 'limit') => never;

/**
 * The simulated address space of one run: a heap that grows from the bottom of its window, and the page tables, which the
 * machine holds. Little-endian. Compiled code calls the typed methods with a constant offset and the site of the access.
 */
export class Heap implements Memory {
  #u8 = new Uint8Array(mebibyte);
  #s8: Int8Array;
  #u16: Uint16Array;
  #s16: Int16Array;
  #u32: Uint32Array;
  #s32: Int32Array;
  /**
   * For every part whether something was stored there. Most of a large heap are records of pages that nobody writes to; they
   * need not be made zero again.
   */
  readonly #written = new Uint8Array(addressSpace.heapEnd >> partShift);
  /** First address that is not allocated. */
  #end: number = addressSpace.heap;
  readonly #limit: number;
  readonly #tables: TableWindow;
  readonly #fault: Fault;
  readonly #enterSite: (site: number) => void;

  constructor(limit: number, tables: TableWindow, fault: Fault, enterSite: (site: number) => void) {
    this.#limit = Math.min(addressSpace.heap + limit, addressSpace.heapEnd);
    this.#tables = tables;
    this.#fault = fault;
    this.#enterSite = enterSite;
    const { buffer } = this.#u8;
    this.#s8 = new Int8Array(buffer);
    this.#u16 = new Uint16Array(buffer);
    this.#s16 = new Int16Array(buffer);
    this.#u32 = new Uint32Array(buffer);
    this.#s32 = new Int32Array(buffer);
  }

  /** Nothing is allocated, and all bytes are zero. */
  reset(): void {
    if (this.#u8.length > keptBytes) this.#view(new Uint8Array(mebibyte));
    else this.zero(addressSpace.heap, this.#end);
    this.#written.fill(0);
    this.#end = addressSpace.heap;
  }

  allocate(bytes: number, site = -1): number {
    const address = this.#end;
    const end = address + Math.max(16, Math.ceil(bytes / 16) * 16);
    if (end > this.#limit) {
      const allowed = this.#limit - addressSpace.heap;
      this.#fault(`the simulated memory of ${allowed} bytes is used up; ${raiseLimit('memory')}`, site, 'limit');
    }
    if (end > this.#u8.length) this.#grow(end);
    this.#end = end;
    return address;
  }

  get end(): number {
    return this.#end;
  }

  copyOut(from: number, to: number): Uint8Array {
    return this.#u8.slice(from, to);
  }

  copyIn(from: number, bytes: Uint8Array): void {
    this.#u8.set(bytes, from);
    this.#mark(from, from + bytes.length);
  }

  zero(from: number, to: number): void {
    for (let start = from; start < to; ) {
      const end = Math.min(to, ((start >> partShift) + 1) * partBytes);
      if (this.#written[start >> partShift] === 1) this.#u8.fill(0, start, end);
      start = end;
    }
  }

  /** Something is stored between two addresses. */
  #mark(from: number, to: number): void {
    for (let part = from >> partShift; part <= (to - 1) >> partShift; part++) this.#written[part] = 1;
  }

  #grow(needed: number): void {
    let size = this.#u8.length;
    while (size < needed) size *= 2;
    const larger = new Uint8Array(Math.min(size, addressSpace.heapEnd));
    larger.set(this.#u8.subarray(0, this.#end));
    this.#view(larger);
  }

  #view(bytes: Uint8Array<ArrayBuffer>): void {
    this.#u8 = bytes;
    this.#s8 = new Int8Array(bytes.buffer);
    this.#u16 = new Uint16Array(bytes.buffer);
    this.#s16 = new Int16Array(bytes.buffer);
    this.#u32 = new Uint32Array(bytes.buffer);
    this.#s32 = new Int32Array(bytes.buffer);
  }

  load(address: Word, storage: Storage): Word {
    return this.loaderOf(storage)(address);
  }

  loaderOf(storage: Storage): (address: Word) => Word {
    return loaderOf(this, storage);
  }

  store(address: Word, storage: Storage, value: Word, site = -1): void {
    storeAs(this, address, storage, value, site);
  }

  /** Ends the run: what was asked for cannot be done. */
  fail(reason: string, site: number): never {
    return this.#fault(reason, site);
  }

  loadU8(base: Word, offset: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end) return this.#u8[address];
    }
    return Number(this.#slowLoad(base, offset, 1, site));
  }

  loadS8(base: Word, offset: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end) return this.#s8[address];
    }
    return (Number(this.#slowLoad(base, offset, 1, site)) << 24) >> 24;
  }

  loadU16(base: Word, offset: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 1) === 0) return this.#u16[address >> 1];
    }
    return Number(this.#slowLoad(base, offset, 2, site));
  }

  loadS16(base: Word, offset: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 1) === 0) return this.#s16[address >> 1];
    }
    return (Number(this.#slowLoad(base, offset, 2, site)) << 16) >> 16;
  }

  loadU32(base: Word, offset: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 3) === 0) return this.#u32[address >> 2];
    }
    return Number(this.#slowLoad(base, offset, 4, site));
  }

  loadS32(base: Word, offset: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 3) === 0) return this.#s32[address >> 2];
    }
    return Number(this.#slowLoad(base, offset, 4, site)) | 0;
  }

  loadU64(base: Word, offset: number, site: number): Word {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 7) === 0) {
        const index = address >> 2;
        const upper = this.#u32[index + 1];
        const lower = this.#u32[index];
        // Most words are pointers and counts: of those no number with a fraction is made on the way.
        return upper === 0 ? lower : wideUnsigned(upper, lower);
      }
    }
    return this.#slowLoad(base, offset, 8, site);
  }

  loadS64(base: Word, offset: number, site: number): Word {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 7) === 0) {
        const index = address >> 2;
        const upper = this.#s32[index + 1];
        const lower = this.#u32[index];
        return upper === 0 ? lower : wideSigned(upper, lower);
      }
    }
    return toWord(BigInt.asIntN(64, BigInt(this.#slowLoad(base, offset, 8, site))));
  }

  store8(base: Word, offset: number, value: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end) {
        this.#written[address >> partShift] = 1;
        this.#u8[address] = value;
        return value;
      }
    }
    this.#slowStore(base, offset, 1, value, site);
    return value;
  }

  store16(base: Word, offset: number, value: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 1) === 0) {
        this.#written[address >> partShift] = 1;
        this.#u16[address >> 1] = value;
        return value;
      }
    }
    this.#slowStore(base, offset, 2, value, site);
    return value;
  }

  store32(base: Word, offset: number, value: number, site: number): number {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 3) === 0) {
        this.#written[address >> partShift] = 1;
        this.#s32[address >> 2] = value;
        return value;
      }
    }
    this.#slowStore(base, offset, 4, value, site);
    return value;
  }

  /** Takes a canonical word of either signedness and gives it back unchanged. */
  store64(base: Word, offset: number, value: Word, site: number): Word {
    if (typeof base === 'number') {
      const address = base + offset;
      if (address >= addressSpace.heap && address < this.#end && (address & 7) === 0) {
        this.#written[address >> partShift] = 1;
        const index = address >> 2;
        if (typeof value === 'number' && value >= 0 && value < high) {
          this.#u32[index] = value;
          this.#u32[index + 1] = 0;
        } else storeWide(this.#u32, this.#s32, index, value);
        return value;
      }
    }
    this.#slowStore(base, offset, 8, value, site);
    return value;
  }

  /** Copies a record; gives the target back. */
  copy(target: Word, source: Word, bytes: number, site: number): Word {
    const to = this.#bytes(target, bytes, 'write', site);
    const from = this.#bytes(source, bytes, 'read', site);
    this.#u8.copyWithin(to, from, from + bytes);
    this.#mark(to, to + bytes);
    return target;
  }

  /** Zeroes a frame of the stack: words that are known to be there, and few of them as a rule. */
  clear(address: number, bytes: number): void {
    const words = this.#s32;
    this.#mark(address, address + bytes);
    for (let index = address >> 2; index < (address + bytes) >> 2; index++) words[index] = 0;
  }

  fill(target: Word, byte: number, bytes: number, site: number): Word {
    if (bytes > 0) {
      const to = this.#bytes(target, bytes, 'write', site);
      this.#u8.fill(byte, to, to + bytes);
      this.#mark(to, to + bytes);
    }
    return target;
  }

  #bytes(address: Word, size: number, verb: string, site: number): number {
    if (typeof address === 'number' && address >= addressSpace.heap && address + size <= this.#end) return address;
    return this.#refuse(address, 0, size, verb, site);
  }

  /** Unsigned value of an access that is unaligned, to a page table, or wrong. */
  #slowLoad(base: Word, offset: number, size: number, site: number): Word {
    if (typeof base === 'number') {
      const address = base + offset;
      if (isTableEntry(address, size)) {
        this.#enterSite(site);
        return this.#tables.load(address);
      }
      if (address >= addressSpace.heap && address + size <= this.#end) {
        return loadBytes(this.#u8, address, size);
      }
    }
    return this.#refuse(base, offset, size, 'read', site);
  }

  #slowStore(base: Word, offset: number, size: number, value: Word, site: number): void {
    if (typeof base === 'number') {
      const address = base + offset;
      if (isTableEntry(address, size)) {
        this.#enterSite(site);
        this.#tables.store(address, value);
        return;
      }
      if (address >= addressSpace.heap && address + size <= this.#end) {
        this.#mark(address, address + size);
        storeBytes(this.#u8, address, size, value);
        return;
      }
    }
    this.#refuse(base, offset, size, 'write', site);
  }

  #refuse(base: Word, offset: number, size: number, verb: string, site: number): never {
    return this.#fault(reasonOfBadAccess(BigInt.asUintN(64, BigInt(base) + BigInt(offset)), size, verb), site);
  }
}
