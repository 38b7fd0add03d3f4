import { event } from '../machine/events.ts';
import type { Gather } from '../machine/gather.ts';
import { type Primitive, primitive, type World } from '../machine/world.ts';
import { strideOf } from './gather-stride.ts';
import { mmReader } from './generic.ts';
import { flushOfReclaim } from './tlb-flush-calls.ts';

const header = 'arch/arm64/include/asm/tlbflush.h';
const gatherHeader = 'arch/arm64/include/asm/tlb.h';

/** Releases whose flushes differ; 7.3 is as 7.2. */
export type Arm64Release = '6.12' | '7.2';

/** MAX_DVM_OPS: as many single invalidations as a table has entries take the whole address space instead. */
function mostSingleInvalidations({ tables }: World): number {
  return tables.entries;
}

/** __TLBI_RANGE_PAGES(num, scale): pages that one unit of a range invalidation takes at each scale. */
const rangeUnits = [3, 2, 1, 0].map((scale) => 2 ** (5 * scale + 1));
const mostUnits = 32;
/** MAX_TLBI_RANGE_PAGES. */
const mostRangePages = mostUnits * rangeUnits[0];

/** The invalidations of one kind: of single entries, and of ranges. */
interface Invalidation {
  readonly single: number;
  readonly range: number;
  /** Of the kernel's memory, which has one ASID only. */
  readonly kernel: boolean;
}

const lastLevel: Invalidation = { single: event.tlbi_vale1is, range: event.tlbi_rvale1is, kernel: false };
const allLevels: Invalidation = { single: event.tlbi_vae1is, range: event.tlbi_rvae1is, kernel: false };
const kernelPages: Invalidation = { single: event.tlbi_vaale1is, range: event.tlbi_rvaale1is, kernel: true };

function invalidate({ events }: World, kind: number, times = 1): void {
  events.count(event.tlbi, times);
  events.count(kind, times);
}

/** Invalidations of a process: __tlbi_user repeats each for its second ASID. */
function invalidateProcess(world: World, kind: number, times = 1): void {
  invalidate(world, kind, world.options.kernelUnmapped ? 2 * times : times);
}

/** Earlier stores to page tables are seen by the walks of all CPUs. */
function orderStores({ events }: World): void {
  events.count(event.flush_dsb_ishst);
}

/** __tlbi_sync_s1ish: the invalidations have finished on all CPUs; with the erratum one more has to be waited for. */
function waitForAll(world: World): void {
  world.events.count(event.dsb_ish);
  if (!world.options.repeatTlbi) return;
  invalidate(world, event.tlbi_vale1is);
  world.events.count(event.dsb_ish);
}

/** Bytes that range invalidations are aligned to with LPA2, which kernels with pages of as many bytes do not have. */
const alignedBytes = 2 ** 16;

/**
 * __flush_tlb_range_op: `pages` from a virtual address, by steps of `stride` pages where there are no range invalidations.
 * Ranges start with the largest scale; an odd page is left for a single one, and with LPA2 those before an aligned address.
 */
function invalidatePages(world: World, kind: Invalidation, start: number, pages: number, stride: number): void {
  const { single, range } = kind;
  const once = kind.kernel ? invalidate : invalidateProcess;
  if (!world.options.tlbRange) {
    once(world, single, pages / stride);
    return;
  }
  let left = pages;
  if (world.options.lpa2) {
    const alignedPages = alignedBytes / world.pageSize;
    const first = (start / world.pageSize) % alignedPages;
    const before = Math.min(left, Math.ceil(((alignedPages - first) % alignedPages) / stride) * stride);
    once(world, single, before / stride);
    left -= before;
  }
  for (const unit of rangeUnits) {
    if (left <= 1) break;
    const units = Math.min(Math.floor(left / unit), mostUnits);
    if (units === 0) continue;
    once(world, range);
    left -= units * unit;
  }
  if (left > 0) once(world, single);
}

function exceedsLimit(world: World, pages: number, stride: number): boolean {
  return world.options.tlbRange ? pages > mostRangePages : pages >= mostSingleInvalidations(world) * stride;
}

/** flush_tlb_mm. */
function flushSpace(world: World): void {
  orderStores(world);
  invalidateProcess(world, event.tlbi_aside1is);
  waitForAll(world);
}

/** flush_tlb_all. */
function flushAll(world: World): void {
  orderStores(world);
  invalidate(world, event.tlbi_vmalle1is);
  waitForAll(world);
  world.events.count(event.flush_isb);
}

/** __flush_tlb_range: virtual addresses, `stride` in bytes. */
function flushRange(
  world: World,
  release: Arm64Release,
  kind: Invalidation,
  start: number,
  end: number,
  stride: number,
): void {
  const first = Math.floor(start / stride) * stride;
  const pages = (Math.ceil(end / stride) * stride - first) / world.pageSize;
  if (exceedsLimit(world, pages, stride / world.pageSize)) {
    flushSpace(world);
    // __flush_tlb_range_nosync of 6.12 returns, and its caller waits once more.
    if (release === '6.12') waitForAll(world);
    return;
  }
  orderStores(world);
  invalidatePages(world, kind, first, pages, stride / world.pageSize);
  waitForAll(world);
}

/** flush_tlb_kernel_range: before 7.x a range is limited to the pages of a table, and knows no range invalidations. */
function flushKernelRange(world: World, release: Arm64Release, start: number, end: number): void {
  const pages = Math.ceil(end / world.pageSize) - Math.floor(start / world.pageSize);
  const tooMany = release === '6.12' ? pages > mostSingleInvalidations(world) : exceedsLimit(world, pages, 1);
  if (tooMany) {
    flushAll(world);
    return;
  }
  orderStores(world);
  if (release === '6.12') invalidate(world, event.tlbi_vaale1is, pages);
  else invalidatePages(world, kernelPages, start, pages, 1);
  waitForAll(world);
  world.events.count(event.flush_isb);
}

/** flush_tlb_page for this CPU alone: TLBF_NOBROADCAST. */
function flushPageLocally(world: World): void {
  world.events.count(event.tlb_flush);
  world.events.count(event.dsb_nshst);
  invalidateProcess(world, event.tlbi_vale1);
  world.events.count(event.dsb_nsh);
}

/** __flush_tlb_range of entries that become a contiguous block, or are one no longer: virtual addresses. */
export function flushBlock(world: World, release: Arm64Release, start: number, end: number): void {
  world.events.count(event.tlb_flush);
  flushRange(world, release, lastLevel, start, end, world.pageSize);
}

/** The same of so many pages. */
export function flushPages(world: World, release: Arm64Release, start: number, pages: number): void {
  flushBlock(world, release, start, start + pages * world.pageSize);
}

/** The same of `pages`, without waiting for it to finish: a context switch will. */
export function flushUnwaited(world: World, start: number, pages: number): void {
  world.events.count(event.tlb_flush);
  orderStores(world);
  invalidatePages(world, lastLevel, start, pages, 1);
}

/** The same of the block around an address that grants more than before: from 7.x on for this CPU alone. */
export function flushBlockLocally(world: World, release: Arm64Release, virtual: number, pages: number): void {
  const bytes = pages * world.pageSize;
  const start = virtual - (virtual % bytes);
  if (release === '6.12') {
    flushBlock(world, release, start, start + bytes);
    return;
  }
  world.events.count(event.tlb_flush);
  world.events.count(event.dsb_nshst);
  const local = event.tlbi_vale1;
  invalidatePages(world, { single: local, range: local, kernel: false }, start, pages, 1);
  world.events.count(event.dsb_nsh);
}

/** From 7.x on an entry that grants more is flushed on this CPU alone: the others find out by themselves. */
function accessFlags(release: Arm64Release): Primitive {
  return primitive(
    'int ptep_set_access_flags(struct vm_area_struct *, unsigned long, pte_t *, pte_t, int)',
    `arch/arm64/mm/fault.c (${release})`,
    (world) => {
      const { tables } = world;
      const mmOf = mmReader(world);
      const flush = world.use('flush_tlb_page');
      return (vma, virtual, address, entry, dirty) => {
        if (tables.read(address) === entry || mmOf(vma) === 0) return 0;
        tables.write(address, entry);
        if (dirty === 0) return 1;
        if (release === '6.12') flush(vma, virtual);
        else flushPageLocally(world);
        return 1;
      };
    },
  );
}

function flushGather(world: World, release: Arm64Release, gather: Gather): void {
  if (gather.fullmm) {
    // The ASID is not used again before the TLB is invalidated: only what caches tables has to go.
    if (gather.freedTables) flushSpace(world);
    return;
  }
  const kind = gather.freedTables ? allLevels : lastLevel;
  flushRange(world, release, kind, gather.start, gather.end, strideOf(world, gather));
}

/** The flushes of arm64: each counts as a call, and as the instructions that it consists of. */
export function tlbFlushRows(release: Arm64Release): readonly Primitive[] {
  const source = `${header} (${release === '6.12' ? '6.12' : '7.2, 7.3'})`;
  const row = (prototype: string, bind: (world: World) => (...args: number[]) => void, from = source): Primitive =>
    primitive(prototype, from, (world) => {
      const flush = bind(world);
      return (...args) => {
        world.events.count(event.tlb_flush);
        flush(...args);
      };
    });
  return [
    row('void flush_tlb_page(struct vm_area_struct *, unsigned long)', (world) => () => {
      orderStores(world);
      invalidateProcess(world, event.tlbi_vale1is);
      waitForAll(world);
    }),
    row('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', (world) => {
      return (_vma, start, end) => flushRange(world, release, allLevels, start, end, world.pageSize);
    }),
    row('void flush_tlb_mm(struct mm_struct *)', (world) => () => flushSpace(world)),
    row('void flush_tlb_kernel_range(unsigned long, unsigned long)', (world) => {
      return (start, end) => flushKernelRange(world, release, start, end);
    }),
    row('void flush_tlb_all(void)', (world) => () => flushAll(world)),
    row(
      'void tlb_flush(struct mmu_gather *)',
      (world) => (address) => flushGather(world, release, world.gather(address)),
      gatherHeader,
    ),
    /** Nobody waits for the invalidation to finish: a context switch will. */
    primitive('int ptep_clear_flush_young(struct vm_area_struct *, unsigned long, pte_t *)', source, (world) => {
      const clear = world.read('ptep_test_and_clear_young');
      return (vma, virtual, address) => {
        const young = clear(vma, virtual, address);
        if (young === 0) return 0;
        world.events.count(event.tlb_flush);
        orderStores(world);
        invalidateProcess(world, event.tlbi_vale1is);
        return young;
      };
    }),
    accessFlags(release),
    flushOfReclaim,
    primitive('void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)', source, (world) => {
      // Before 7.x the CPU may fault again: it looks at the table then.
      return () => (release === '6.12' ? undefined : flushPageLocally(world));
    }),
  ];
}
