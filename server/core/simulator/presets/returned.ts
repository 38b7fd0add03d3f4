import type { Word } from '../interpreter/runtime.ts';

/** How far a walker came, as what it returned says: the virtual address up to which; undefined when its caller ends there. */
type Reached = (returned: Word, addresses: { readonly start: number; readonly end: number }) => number | undefined;

/** What the caller of a walker does with what it returned. */
export interface ReturnRule {
  /** Kernel function that calls the walker, with its file. */
  readonly source: string;
  readonly reached: Reached;
}

/**
 * Rules by what a walker returns. A walker that came less far than the end of its part of the table is called again from
 * there, with what its caller does meanwhile: nothing that changes page tables.
 */
export const returnRules = {
  /** The address to go on from: before the end when the gather was full, or another task wanted the CPU. */
  'next-address': {
    source: 'zap_pmd_range, mm/memory.c (6.12, 7.2, 7.3)',
    reached: (returned, { start, end }) => (returned >= start && returned <= end ? Number(returned) : undefined),
  },
  /** Bytes that it was done with, or an error. */
  'bytes-done': {
    source: 'move_pages, mm/userfaultfd.c (7.2, 7.3)',
    reached: (returned, { start, end }) =>
      returned > 0 && returned <= end - start ? start + Number(returned) : undefined,
  },
  /** 0, or what ends the walk. */
  'zero-at-end': {
    source:
      'walk_pmd_range, mm/pagewalk.c; move_page_tables, mm/mremap.c; copy_pmd_range, mm/memory.c (6.12, 7.2, 7.3)',
    reached: (returned, { end }) => (Number(returned) === 0 ? end : undefined),
  },
  /** A number of pages, or an error. */
  'negative-on-error': {
    source: 'change_pmd_range, mm/mprotect.c (6.12, 7.2, 7.3)',
    reached: (returned, { end }) => (returned >= 0 ? end : undefined),
  },
} as const satisfies Readonly<Record<string, ReturnRule>>;
