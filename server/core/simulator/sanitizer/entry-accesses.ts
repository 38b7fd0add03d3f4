// Primitives of one entry, and the index of their pte_t pointer. Those for several entries are made of them:
// include/linux/pgtable.h (6.12, 7.2, 7.3).

/**
 * They read the entry, change it, and see to it that the hardware forgets the old one. ptep_get_and_clear_full() becomes
 * ptep_get_and_clear(), unless a cache takes it or the address space ends.
 */
export const changes: Readonly<Record<string, number>> = {
  ptep_get_and_clear: 2,
  ptep_modify_prot_start: 2,
  ptep_set_wrprotect: 2,
  ptep_test_and_clear_young: 2,
  ptep_clear_flush_young: 2,
  ptep_clear_flush: 2,
  ptep_set_access_flags: 2,
};

export const fullClear: Readonly<Record<string, number>> = { ptep_get_and_clear_full: 2 };

/** They store over whatever the entry was. */
export const stores: Readonly<Record<string, number>> = { set_pte: 0 };
