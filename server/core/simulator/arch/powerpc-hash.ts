import { cachedHereOnly } from '../machine/address-space.ts';
import { entryBits as bits, withBits, withoutBits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import { perWorld } from '../machine/per-world.ts';
import { entryOf } from '../machine/upper-tables.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { header, powerpcRows, type Update } from './powerpc.ts';
import { TlbBatch } from './tlb-batch.ts';

const batching = 'arch/powerpc/mm/book3s64/hash_tlb.c (6.12, 7.2, 7.3)';
const flushing = 'arch/powerpc/include/asm/book3s/64/tlbflush.h (6.12, 7.2, 7.3)';

/** SID_SHIFT_1T: from here on user memory has segments of 1 TiB, below it of 256 MiB. */
const longSegments = 2 ** 40;

/** flush_hash_page for one entry, flush_hash_range for several. */
function flushHashTable(world: World, mm: number, entries: number): void {
  const { events } = world;
  events.count(event.hpte_flushes);
  events.count(event.hpte_entries, entries);
  if (cachedHereOnly(world.space(mm))) events.count(event.hpte_local);
}

const batchOf = perWorld(
  (world) => new TlbBatch(world, event.hpte_flushes, (mm, entries) => flushHashTable(world, mm, entries)),
  (batch) => batch.forget(),
);

export function hashHooks(world: World): LazyHooks {
  const batch = batchOf(world);
  return { ...batch.hooks(), ...batch.switchHooks() };
}

/** hpte_need_flush: collects an entry that the hash table has, or flushes it at once. */
function needFlush(world: World): (mm: number, virtual: number, address: number) => void {
  const batch = batchOf(world);
  return (mm, virtual, address) => {
    if (batch.isOpen) batch.add(mm, virtual < longSegments ? 0 : 1, address);
    else batch.flushNow(mm, address);
  };
}

/** hash__pte_update: only what the hash table has an entry for needs a flush. */
function update(world: World): Update {
  const { tables } = world;
  const collect = needFlush(world);
  return (mm, virtual, address, change) => {
    const entry = tables.read(address);
    tables.write(address, change(entry));
    if ((entry & bits.hashed) !== 0) collect(mm, virtual, address);
    return entry;
  };
}

/** What code of the architecture calls that flushes the hash table and leaves the entries alone. */
const hashOnly: readonly Primitive[] = [
  primitive(
    'void hpte_need_flush(struct mm_struct *, unsigned long, pte_t *, unsigned long, int)',
    batching,
    needFlush,
  ),
  primitive(
    'pte_t *find_init_mm_pte(unsigned long, unsigned int *)',
    'arch/powerpc/include/asm/pte-walk.h',
    (world) => {
      return (virtual, shift) => {
        if (shift !== 0) world.run.memory.store(shift, 'u32', 0);
        return entryOf(world, world.initMm, virtual);
      };
    },
  ),
  primitive('bool radix_enabled(void)', 'arch/powerpc/include/asm/mmu.h', () => () => 0),
  primitive('bool tlb_needs_table_invalidate(void)', 'arch/powerpc/include/asm/tlb.h', () => () => 0),
];

const values: readonly Primitive[] = [
  primitive('bool pte_none(pte_t)', header, () => (entry) => (withoutBits(entry, bits.hashed) === 0 ? 1 : 0)),
  primitive('bool pte_same(pte_t, pte_t)', header, () => (a, b) => {
    return withoutBits(a, bits.hashed) === withoutBits(b, bits.hashed) ? 1 : 0;
  }),
  /** set_pte_filter_hash: what is stored has no entry in the hash table, and gets one when it is used. */
  primitive('void set_pte(pte_t *, pte_t)', 'arch/powerpc/mm/pgtable.c (6.12, 7.2, 7.3)', ({ tables }) => {
    return (address, entry) => tables.write(address, withoutBits(entry, bits.hashed));
  }),
];

const nothing = () => () => undefined;

/** The flush comes with the update of the entry, so the calls after it are empty. */
const tlb: readonly Primitive[] = [
  primitive('void flush_tlb_page(struct vm_area_struct *, unsigned long)', flushing, nothing),
  primitive('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', flushing, nothing),
  primitive('void flush_tlb_mm(struct mm_struct *)', flushing, nothing),
  primitive('void flush_tlb_kernel_range(unsigned long, unsigned long)', flushing, nothing),
  primitive('void flush_tlb_batched_pending(struct mm_struct *)', 'mm/internal.h', nothing),
  primitive('void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)', flushing, nothing),
  primitive('void tlb_flush(struct mmu_gather *)', batching, (world) => {
    const batch = batchOf(world);
    return () => batch.flush();
  }),
];

/** What an entry becomes when it is used: hashed. */
export function hashedEntry(entry: number): number {
  return withBits(entry, bits.hashed);
}

/** powerpc with a hash table (CONFIG_PPC_4K_PAGES): a changed entry is flushed from it, in lazy mode with up to 191 others. */
export const hashRows: readonly Primitive[] = override(powerpcRows(update), values, tlb, hashOnly);
