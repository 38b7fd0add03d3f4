import { primitive } from './primitives.ts';
import { tableMappings } from './tables.ts';

/** Bytes that the analysis takes a page to have: only how many entries lie between two addresses is ever asked. */
export const pageBytes = 4096;

/** A constant of the page-table layout, as a number or as a multiple of another constant. */
export interface SizeConstant {
  readonly times: number;
  readonly of?: string;
}

/** include/linux/pgtable.h, include/linux/huge_mm.h, include/vdso/page.h (7.3). A page table maps PMD_SIZE bytes. */
export const sizeConstants: ReadonlyMap<string, SizeConstant> = new Map([
  ['PAGE_SIZE', { times: pageBytes }],
  ['PAGE_SHIFT', { times: Math.log2(pageBytes) }],
  ['PMD_SIZE', { of: 'PMD_SIZE', times: 1 }],
  ['HPAGE_PMD_SIZE', { of: 'PMD_SIZE', times: 1 }],
  ['PTRS_PER_PTE', { of: 'PMD_SIZE', times: 1 / pageBytes }],
  ['HPAGE_PMD_NR', { of: 'PMD_SIZE', times: 1 / pageBytes }],
  ['NULL', { times: 0 }],
  ['false', { times: 0 }],
  ['true', { times: 1 }],
]);

/** Sizes of what more than one page table maps, as their constants are named. */
export const widerThanTable: ReadonlySet<string> = new Set([
  'PUD_SIZE',
  'P4D_SIZE',
  'PGDIR_SIZE',
  'HPAGE_PUD_SIZE',
  'TASK_SIZE',
  'ULONG_MAX',
]);

/** Calls that find where the part of a range ends which one entry of an upper level maps: include/linux/pgtable.h (7.3). */
export const upperRangeEnds: ReadonlySet<string> = new Set(['pud_addr_end', 'p4d_addr_end', 'pgd_addr_end']);

/** Calls that answer how many pages a size holds: include/linux/pfn.h (7.3). */
export const pageCountCalls: ReadonlySet<string> = new Set(['PFN_DOWN', 'PHYS_PFN']);

/** Calls whose value is that of their arguments alone: the headers above, minmax.h, align.h, math.h (7.3). */
export const pureAddressCalls: ReadonlySet<string> = new Set([
  'pmd_addr_end',
  ...upperRangeEnds,
  ...pageCountCalls,
  'min',
  'max',
  'umin',
  'umax',
  'ALIGN',
  'ALIGN_DOWN',
  'PAGE_ALIGN',
  'PAGE_ALIGN_DOWN',
  'round_up',
  'round_down',
]);

/** Calls besides the table mappings that answer the entry of an address, and its position: include/linux/mm.h, pgtable.h (7.3). */
const otherEntryCalls: ReadonlyMap<string, number> = new Map([
  ['pte_offset_map', 1],
  ['get_locked_pte', 1],
  ['virt_to_kpte', 0],
]);

/** Position of the address whose entry a call answers. */
export function addressOfEntryCall(name: string): number | undefined {
  return tableMappings.get(name)?.address ?? otherEntryCalls.get(name);
}

/** Positions of an argument that points to an entry, and of the address of that entry. */
export interface AddressedEntry {
  readonly pointer: number;
  readonly address: number;
}

/** What a primitive is given that takes an entry with its address. */
export function addressedEntryOf(name: string): AddressedEntry | undefined {
  return primitive(name)?.pointer === 2 ? { pointer: 2, address: 1 } : undefined;
}

/** Types of callbacks that are given an entry with its address: include/linux/pgtable.h (7.3), mm.h (6.12). */
export const entryCallbackTypes: ReadonlyMap<string, AddressedEntry> = new Map([
  ['pte_fn_t', { pointer: 0, address: 1 }],
]);
