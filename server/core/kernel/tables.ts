/** Calls that turn a pmd and an address into a pointer to a page-table entry. */
export interface TableMapping {
  readonly name: string;
  /** Position of the mm argument; absent for kernel tables, whose mm is init_mm. */
  readonly mm?: number;
  readonly pmd: number;
  readonly address: number;
  /** A missing table is allocated: its entries are new, and hold no translation that must be invalidated. */
  readonly allocates: boolean;
  readonly source: string;
}

const header = 'include/linux/mm.h';

export const tableMappings: ReadonlyMap<string, TableMapping> = new Map(
  (
    [
      { name: 'pte_offset_map_lock', mm: 0, pmd: 1, address: 2, allocates: false, source: `${header} (6.12, 7.3)` },
      { name: 'pte_offset_map_nolock', mm: 0, pmd: 1, address: 2, allocates: false, source: `${header} (6.12)` },
      { name: 'pte_offset_map_ro_nolock', mm: 0, pmd: 1, address: 2, allocates: false, source: `${header} (7.2, 7.3)` },
      { name: 'pte_offset_map_rw_nolock', mm: 0, pmd: 1, address: 2, allocates: false, source: `${header} (7.2, 7.3)` },
      { name: 'pte_alloc_map_lock', mm: 0, pmd: 1, address: 2, allocates: true, source: `${header} (6.12, 7.3)` },
      { name: 'pte_alloc_map', mm: 0, pmd: 1, address: 2, allocates: true, source: `${header} (6.12, 7.3)` },
      { name: 'pte_alloc_kernel', pmd: 0, address: 1, allocates: true, source: `${header} (6.12, 7.3)` },
      {
        name: 'pte_alloc_kernel_track',
        pmd: 0,
        address: 1,
        allocates: true,
        source: 'mm/pgalloc-track.h (6.12, 7.3)',
      },
      {
        name: 'pte_offset_kernel',
        pmd: 0,
        address: 1,
        allocates: false,
        source: 'include/linux/pgtable.h (6.12, 7.3)',
      },
    ] satisfies TableMapping[]
  ).map((mapping) => [mapping.name, mapping]),
);

/** Calls after which a pointer that such a call answered, their first argument, leads nowhere: include/linux/mm.h, pgtable.h (6.12, 7.3). */
export const tableUnmappings: ReadonlySet<string> = new Set(['pte_unmap', 'pte_unmap_unlock']);

/** The mm of kernel page tables, as C writes its address. */
export const kernelMm = '&init_mm';
