/** The structure in which a machine keeps what it batches, one for each CPU. */
export interface BatchStructure {
  /** `struct ipte_batch`. */
  readonly name: string;
  /** Bytes for one CPU, padding included. */
  readonly bytes: number;
  /** An update outside the mode has no use for it: an early exit saves the call. Elsewhere it flushes that one entry. */
  readonly idleIsWaste: boolean;
  /** Kernel file, with versions where they differ. */
  readonly source: string;
}

/** Bytes of a pointer, an unsigned long or a pte_t: all machines simulated here are 64 bits wide. */
const word = 8;

const s390Entries = 256;
const tlbEntries = 192;
const multicalls = 32;

/** mm, base_addr, base_end, base_pte, start_pte, end_pte, and a cache of one page table. */
export const ipteBatch: BatchStructure = {
  name: 'struct ipte_batch',
  bytes: 6 * word + s390Entries * word,
  idleIsWaste: true,
  source:
    'arch/s390/mm/ipte_batch.c, lazy_mmu.c (batching series; v2 has one for each possible CPU, v3 to v6 for each online one)',
};

/** Three counters, multicall_entry of eight words each, 16 bytes of arguments and a callback of two words for each. */
export const multicallBuffer: BatchStructure = {
  name: 'struct mc_buffer',
  bytes: 2 * word + multicalls * (8 * word + 16 + 2 * word),
  idleIsWaste: false,
  source: 'arch/x86/xen/multicalls.c (6.12, 7.2, 7.3)',
};

/** index, mm, an entry and a virtual page number for each update, psize and ssize; real_pte_t is one word with 4K pages. */
export const hashBatch: BatchStructure = {
  name: 'struct ppc64_tlb_batch',
  bytes: 3 * word + tlbEntries * 2 * word,
  idleIsWaste: false,
  source: 'arch/powerpc/include/asm/book3s/64/tlbflush-hash.h (7.2, 7.3; 6.12 has 8 bytes more, for its active)',
};

/** hugepage_shift, mm, tlb_nr and an address for each page. */
export const sparcBatch: BatchStructure = {
  name: 'struct tlb_batch',
  bytes: 3 * word + tlbEntries * word,
  idleIsWaste: false,
  source: 'arch/sparc/include/asm/tlbflush_64.h (7.2, 7.3; 6.12 has 8 bytes more, for its active)',
};
