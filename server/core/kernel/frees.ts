/** Calls that give memory back, or may: the memory can be used anew when they return. */
export interface FreeingCall {
  readonly name: string;
  /** It frees only when the caller's reference was the last one. */
  readonly dropsReference: boolean;
  readonly source: string;
}

function group(dropsReference: boolean, source: string, names: readonly string[]): readonly FreeingCall[] {
  return names.map((name) => ({ name, dropsReference, source }));
}

/** A call that only gathers pages for a later flush, such as tlb_remove_page(), is not one of them. */
export const freeingCalls: ReadonlyMap<string, FreeingCall> = new Map(
  [
    ...group(false, 'include/linux/gfp.h (6.12, 7.3)', ['__free_pages', '__free_page', 'free_pages', 'free_page']),
    ...group(false, 'include/linux/gfp.h (6.12, 7.3)', ['free_pages_exact', 'free_contig_range']),
    ...group(false, 'include/asm-generic/pgalloc.h (6.12, 7.3)', ['pte_free', 'pte_free_kernel']),
    ...group(false, 'include/linux/vmalloc.h (6.12, 7.3)', ['vfree']),
    ...group(true, 'include/linux/mm.h (6.12, 7.3)', ['put_page', 'folio_put', 'folio_put_refs', 'release_pages']),
    ...group(true, 'include/linux/swap.h, mm/swap.h (6.12, 7.3)', [
      'free_page_and_swap_cache',
      'free_folio_and_swap_cache',
    ]),
  ].map((each) => [each.name, each]),
);

/** Calls that take a reference on a page or folio: a function that makes one drops its own later. include/linux/mm.h (6.12, 7.3). */
export const referencingCalls: ReadonlySet<string> = new Set([
  'get_page',
  'try_get_page',
  'folio_get',
  'folio_try_get',
  'folio_ref_add',
  'folio_isolate_lru',
  'isolate_lru_page',
]);
