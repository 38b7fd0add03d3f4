import { cachedHereOnly } from '../machine/address-space.ts';
import { entryBits as bits } from '../machine/entry.ts';
import { batchOutcome, event } from '../machine/events.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import { entrySize } from '../machine/page-tables.ts';
import { type Action, override, type Primitive, perWorld, primitive, type World } from '../machine/world.ts';
import { emptyEntry, hardwareValid } from './entry-s390.ts';
import { recordIpte, s390Rows } from './s390.ts';

const source = 'arch/s390/mm/lazy_mmu.c (batching series, v3 to v6)';

/** PTE_POISON: an entry that is not cached. No entry is negative. */
const poison = -1;

/**
 * The per-CPU cache of a range: what the section has stored and the hardware table does not hold yet. Slots count from
 * the first entry of the range, not from that of the table.
 */
class IpteRange {
  readonly #world: World;
  readonly #cache: Float64Array;
  #mm = 0;
  #base = 0;
  #entries = 0;
  /** Slots touched so far, half-open. */
  #start = 0;
  #end = 0;

  constructor(world: World) {
    this.#world = world;
    this.#cache = new Float64Array(world.tables.entries).fill(poison);
  }

  /** Between sections no range is armed, and nothing is cached. */
  get state(): string {
    return this.#mm === 0 ? '' : [this.#mm, this.#base, this.#entries, ...this.#cache].join(' ');
  }

  covers(address: number): boolean {
    return address >= this.#base && address < this.#base + this.#entries * entrySize;
  }

  arm(mm: number, start: number, end: number, firstEntry: number): void {
    this.#mm = mm;
    this.#base = firstEntry;
    this.#entries = Math.min((end - start) / this.#world.pageSize, this.#cache.length);
    this.#start = this.#entries;
    this.#end = 0;
  }

  disarm(): void {
    this.apply();
    this.#mm = 0;
    this.#base = 0;
    this.#entries = 0;
  }

  /** What this CPU sees: the cached value, else that of the table. */
  read(address: number): number {
    const cached = this.#cache[(address - this.#base) / entrySize];
    return cached === poison ? this.#world.tables.read(address) : cached;
  }

  write(address: number, entry: number): void {
    const slot = (address - this.#base) / entrySize;
    this.#cache[slot] = entry;
    if (slot < this.#start) this.#start = slot;
    if (slot >= this.#end) this.#end = slot + 1;
  }

  /**
   * Brings the table up to date: one IPTE per run of consecutive cached entries that are valid in the table as it is now;
   * entries that are invalid there need none.
   */
  apply(): void {
    const { tables } = this.#world;
    let slot = this.#start;
    while (slot < this.#end) {
      if (this.#cache[slot] === poison) {
        slot++;
        continue;
      }
      const valid = hardwareValid(tables.read(this.#base + slot * entrySize));
      let end = slot + 1;
      while (end < this.#end && this.#cache[end] !== poison) {
        if (hardwareValid(tables.read(this.#base + end * entrySize)) !== valid) break;
        end++;
      }
      if (valid) {
        const local = cachedHereOnly(this.#world.space(this.#mm));
        recordIpte(this.#world, this.#base + slot * entrySize, end - slot, local);
      }
      for (; slot < end; slot++) {
        tables.write(this.#base + slot * entrySize, this.#cache[slot]);
        this.#cache[slot] = poison;
      }
    }
    this.#start = this.#entries;
    this.#end = 0;
  }

  get armed(): boolean {
    return this.#mm !== 0;
  }
}

const rangeOf = perWorld((world) => new IpteRange(world));

/**
 * A plain enable arms nothing, so every update takes the direct path; this is also what a resume does. A flush applies the
 * cache and keeps the range.
 */
export function ipteRangeHooks(world: World): LazyHooks {
  const range = rangeOf(world);
  return {
    enter: () => undefined,
    enterRange: (mm, start, end, firstEntry) => range.arm(mm, start, end, firstEntry),
    leave: () => range.disarm(),
    flush: () => {
      if (range.armed) range.apply();
    },
  };
}

/** A row of s390 that goes to the cache for entries of the armed range; `pointer` is the index of its pte_t argument. */
function intercept(name: string, pointer: 0 | 2, cached: (world: World, range: IpteRange) => Action): Primitive {
  const direct = s390Rows.find((row) => row.name === name);
  if (direct === undefined) throw new Error(`s390 has no primitive ${name}`);
  return {
    ...direct,
    source,
    bind: (world) => {
      const range = rangeOf(world);
      const onTable = direct.bind(world);
      const inCache = cached(world, range);
      const { events, lazy } = world;
      // No primitive of the table has more arguments; naming them spares a list of them for every call.
      return (first, second, third, fourth) => {
        if (range.covers(pointer === 0 ? first : third)) {
          events.batch(batchOutcome.taken);
          return inCache(first, second, third, fourth);
        }
        events.batch(lazy.batching ? batchOutcome.passed : batchOutcome.idle);
        return onTable(first, second, third, fourth);
      };
    },
  };
}

const clear = (address: number, range: IpteRange): number => {
  const entry = range.read(address);
  range.write(address, emptyEntry);
  return entry;
};

function agingRow(name: string): Primitive {
  return intercept(name, 2, (world, range) => {
    const old = world.read('pte_mkold');
    return (_vma, _virtual, address) => {
      const entry = range.read(address);
      range.write(address, old(entry));
      return (entry & bits.young) === 0 ? 0 : 1;
    };
  });
}

/** ptep_clear_flush and ptep_set_access_flags are not intercepted: they look at the table, and store to the cache. */
const intercepted: readonly Primitive[] = [
  intercept('ptep_get', 0, ({ events }, range) => (address) => {
    events.count(event.ptep_get);
    return range.read(address);
  }),
  intercept('set_pte', 0, (_world, range) => (address, entry) => range.write(address, entry)),
  intercept('ptep_get_and_clear', 2, (_world, range) => (_mm, _virtual, address) => clear(address, range)),
  intercept('ptep_get_and_clear_full', 2, (_world, range) => (_mm, _virtual, address) => clear(address, range)),
  intercept('ptep_modify_prot_start', 2, (_world, range) => (_vma, _virtual, address) => clear(address, range)),
  intercept('ptep_set_wrprotect', 2, (world, range) => {
    const protect = world.read('pte_wrprotect');
    return (_mm, _virtual, address) => {
      const entry = range.read(address);
      if ((entry & bits.write) !== 0) range.write(address, protect(entry));
    };
  }),
  agingRow('ptep_test_and_clear_young'),
  agingRow('ptep_clear_flush_young'),
  /** Exempt from the cache: it reads the table, even on the CPU that owns the range. */
  primitive(
    'pte_t ptep_get_lockless(pte_t *)',
    source,
    ({ tables }) =>
      (address) =>
        tables.read(address),
  ),
];

/** s390 with the batching series: updates inside an armed range wait for the end of the section. */
export const ipteRangeRows: readonly Primitive[] = override(s390Rows, intercepted);
