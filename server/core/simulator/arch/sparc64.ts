import { advanceFrame, entryBits as bits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import { entrySize } from '../machine/page-tables.ts';
import { perWorld } from '../machine/per-world.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { commonEntryRows } from './entry-common.ts';
import { genericRows } from './generic.ts';
import { TlbBatch } from './tlb-batch.ts';

const header = 'arch/sparc/include/asm/pgtable_64.h';
const flushing = 'arch/sparc/include/asm/tlbflush_64.h (6.12, 7.2, 7.3)';

/** flush_tsb_user, then the TLBs of all CPUs that the address space has been on; a cross call goes to others only. */
function flushPages(world: World, mm: number, pages: number): void {
  const { events } = world;
  events.count(event.tsb_flushes);
  events.count(event.tsb_pages, pages);
  if (world.space(mm).maskCpus > 1) events.count(event.cross_calls);
}

const batchOf = perWorld(
  (world) => new TlbBatch(world, event.tsb_flushes, (mm, pages) => flushPages(world, mm, pages)),
  (batch) => batch.forget(),
);

export function sparcHooks(world: World): LazyHooks {
  return batchOf(world).hooks();
}

/** pte_accessible: _PAGE_VALID, which an entry of PAGE_NONE lacks. */
function isValid(entry: number): boolean {
  const valid = bits.present | bits.read;
  return (entry & valid) === valid;
}

type Store = (mm: number, virtual: number, address: number, entry: number, full: number) => void;

/** __set_pte_at, maybe_tlb_batch_add and tlb_batch_add_one. Translations of the kernel wait for flush_tlb_kernel_range. */
function store(world: World): Store {
  const { tables } = world;
  const batch = batchOf(world);
  return (mm, _virtual, address, entry, full) => {
    const old = tables.read(address);
    tables.write(address, entry);
    if (mm === world.initMm || full !== 0 || !isValid(old)) return;
    batch.flushOthers(mm);
    if (batch.isOpen) batch.add(mm, 0, address);
    else batch.flushNow(mm, address);
  };
}

const stores: readonly Primitive[] = [
  primitive(
    'void set_ptes(struct mm_struct *, unsigned long, pte_t *, pte_t, unsigned int)',
    `${header} (6.12, 7.2, 7.3)`,
    (world) => {
      const set = store(world);
      return (mm, virtual, address, entry, count) => {
        for (let i = 0; i < count; i++)
          set(mm, virtual + i * world.pageSize, address + i * entrySize, advanceFrame(entry, i), 0);
      };
    },
  ),
  primitive('void pte_clear(struct mm_struct *, unsigned long, pte_t *)', `${header} (6.12, 7.2, 7.3)`, (world) => {
    const set = store(world);
    return (mm, virtual, address) => set(mm, virtual, address, world.emptyEntry, 0);
  }),
  primitive(
    'void pte_clear_not_present_full(struct mm_struct *, unsigned long, pte_t *, int)',
    `${header} (6.12, 7.2)`,
    (world) => {
      const set = store(world);
      return (mm, virtual, address, full) => set(mm, virtual, address, world.emptyEntry, full);
    },
  ),
  primitive(
    'void clear_not_present_full_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int, int)',
    'include/linux/pgtable.h (6.12, 7.2)',
    (world) => {
      const clear = world.use('pte_clear_not_present_full');
      return (mm, virtual, address, count, full) => {
        for (let i = 0; i < count; i++) clear(mm, virtual + i * world.pageSize, address + i * entrySize, full);
      };
    },
  ),
];

const nothing = () => () => undefined;

/** The flush comes with the store, so the calls after it are empty; those for the kernel are not. */
const tlb: readonly Primitive[] = [
  primitive('void flush_tlb_page(struct vm_area_struct *, unsigned long)', flushing, nothing),
  primitive('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', flushing, nothing),
  primitive('void flush_tlb_mm(struct mm_struct *)', flushing, nothing),
  primitive(
    'void flush_tlb_kernel_range(unsigned long, unsigned long)',
    'arch/sparc/mm/init_64.c (6.12, 7.2, 7.3)',
    (world) => (start, end) => flushPages(world, world.initMm, (end - start) / world.pageSize),
  ),
  primitive('void flush_tlb_batched_pending(struct mm_struct *)', 'mm/internal.h', nothing),
  /** flush_tlb_page, which is empty. */
  primitive('void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)', flushing, nothing),
  primitive('bool tlb_needs_table_invalidate(void)', 'arch/sparc/include/asm/tlb_64.h', () => () => 0),
  primitive('void tlb_flush(struct mmu_gather *)', 'arch/sparc/include/asm/tlb_64.h (6.12, 7.2, 7.3)', (world) => {
    const batch = batchOf(world);
    return () => batch.flush();
  }),
];

/** sparc64: a store over a valid entry is flushed, in lazy mode with up to 191 others. */
export const sparcRows: readonly Primitive[] = override(commonEntryRows, genericRows, stores, tlb);
