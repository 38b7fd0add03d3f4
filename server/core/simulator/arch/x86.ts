import { cachedHereOnly } from '../machine/address-space.ts';
import { entryBits as bits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { commonEntryRows } from './entry-common.ts';
import { flagsOfHardware, x86EntryRows } from './entry-x86.ts';
import { strideOf } from './gather-stride.ts';
import { genericRows, mmReader } from './generic.ts';
import { flushOfReclaim } from './tlb-flush-calls.ts';

const header = 'arch/x86/include/asm/tlbflush.h (6.12, 7.2, 7.3)';
const flushing = 'arch/x86/mm/tlb.c (6.12, 7.2, 7.3)';
const aging = 'arch/x86/mm/pgtable.c (6.12, 7.2, 7.3)';

/** tlb_single_page_flush_ceiling: entries beyond which a flush takes all of the address space. */
const mostEntries = 33;

/** TLB_FLUSH_ALL: what has no end takes all of the address space. */
const everything: readonly [start: number, end: number] = [0, Number.POSITIVE_INFINITY];

/**
 * broadcast_tlb_flush, invlpgb_kernel_range_flush: an INVLPGB takes so many entries at most, and one more takes what is left
 * of the last. The CPU goes on, and waits once for all of them.
 */
function broadcast({ events, options }: World, bytes: number, stride: number): void {
  const whole = Math.ceil(Math.floor(bytes / stride) / Number(options.invlpgb));
  events.count(event.invlpgb, whole + (bytes % stride > 0 ? 1 : 0));
  events.count(event.tlbsync);
}

/**
 * flush_tlb_mm_range, flush_tlb_kernel_range: virtual addresses, `stride` in bytes. INVLPGB tells the other CPUs, where the
 * process has a global ASID; else an interrupt does, where another CPU may have cached entries.
 */
function flush(world: World, mm: number, [start, end]: readonly [number, number], stride: number): void {
  const { events, options } = world;
  const space = world.space(mm);
  if (space.maskCpus === 0) return;
  events.count(event.tlb_flush);
  const bytes = end - start;
  const isWhole = Math.floor(bytes / stride) > mostEntries;
  if (options.invlpgb !== 'none') {
    // All of a process, or of the kernel, takes one.
    broadcast(world, isWhole ? stride : bytes, stride);
    return;
  }
  if (!cachedHereOnly(space)) events.count(event.tlb_shootdowns);
  if (isWhole) events.count(event.full_flushes);
  else events.count(event.invlpg, Math.ceil(bytes / stride));
}

const nothing = () => () => undefined;

const tlb: readonly Primitive[] = [
  primitive('void flush_tlb_page(struct vm_area_struct *, unsigned long)', header, (world) => {
    const mmOf = mmReader(world);
    return (vma, virtual) => flush(world, mmOf(vma), [virtual, virtual + world.pageSize], world.pageSize);
  }),
  primitive('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', header, (world) => {
    const mmOf = mmReader(world);
    return (vma, start, end) => flush(world, mmOf(vma), [start, end], world.pageSize);
  }),
  primitive('void flush_tlb_mm(struct mm_struct *)', header, (world) => {
    return (mm) => flush(world, mm, everything, world.pageSize);
  }),
  primitive('void flush_tlb_kernel_range(unsigned long, unsigned long)', flushing, (world) => {
    return (start, end) => flush(world, world.initMm, [start, end], world.pageSize);
  }),
  primitive('void flush_tlb_all(void)', flushing, (world) => {
    return () => flush(world, world.initMm, everything, world.pageSize);
  }),
  flushOfReclaim,
  primitive('void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)', header, nothing),
  primitive('void tlb_flush(struct mmu_gather *)', 'arch/x86/include/asm/tlb.h (6.12, 7.2, 7.3)', (world) => {
    return (address) => {
      const gather = world.gather(address);
      const { mm, fullmm, start, end } = gather;
      flush(world, mm, fullmm ? everything : [start, end], strideOf(world, gather));
    };
  }),
];

const changing: readonly Primitive[] = [
  primitive('bool ptep_try_set(pte_t *, pte_t)', 'arch/x86/include/asm/pgtable.h (7.2, 7.3)', ({ tables }) => {
    return (address, entry) => {
      if (tables.read(address) !== tables.empty) return 0;
      tables.write(address, entry);
      return 1;
    };
  }),
  /** The TLB keeps what it has cached: an accessed bit that is a little late harms nothing. */
  primitive('int ptep_clear_flush_young(struct vm_area_struct *, unsigned long, pte_t *)', aging, (world) =>
    world.use('ptep_test_and_clear_young'),
  ),
  primitive(
    'int ptep_set_access_flags(struct vm_area_struct *, unsigned long, pte_t *, pte_t, int)',
    aging,
    ({ tables }) => {
      return (_vma, _virtual, address, entry, dirty) => {
        const changed = tables.read(address) !== entry;
        if (changed && dirty !== 0) tables.write(address, entry);
        return changed ? 1 : 0;
      };
    },
  ),
  primitive(
    'pte_t ptep_clear_flush(struct vm_area_struct *, unsigned long, pte_t *)',
    'mm/pgtable-generic.c (6.12, 7.2, 7.3)',
    (world) => {
      const mmOf = mmReader(world);
      const clear = world.read('ptep_get_and_clear');
      const flushPage = world.use('flush_tlb_page');
      return (vma, virtual, address) => {
        const entry = clear(mmOf(vma), virtual, address);
        if ((flagsOfHardware(entry) & bits.present) !== 0) flushPage(vma, virtual);
        return entry;
      };
    },
  ),
];

/** x86 on its own hardware: the lazy hooks are patched out, and only the flushes after a walker cost anything. */
export const x86Rows: readonly Primitive[] = override(commonEntryRows, genericRows, x86EntryRows, changing, tlb);
