import type { Configuration } from '../source-file.ts';

/** Kernel options that a 64-bit, MMU, SMP production kernel does not set: their code would hide or distort the rest. */
const disabledOptions = [
  '32BIT',
  'ARCH_USES_GETTIMEOFFSET',
  'COMPILE_TEST',
  'CPU_BIG_ENDIAN',
  'DEBUG_ATOMIC_SLEEP',
  'DEBUG_KMAP_LOCAL',
  'DEBUG_KMAP_LOCAL_FORCE_MAP',
  'DEBUG_LOCK_ALLOC',
  'DEBUG_SPINLOCK',
  'DEBUG_VIRTUAL',
  'DEBUG_VM',
  'DEBUG_VM_PGFLAGS',
  'DEBUG_VM_PGTABLE',
  'DEBUG_VM_RB',
  'DEBUG_VM_MAPLE_TREE',
  'DISCONTIGMEM',
  'FLATMEM',
  'HIGHMEM',
  'HIGHPTE',
  'KASAN',
  'KASAN_GENERIC',
  'KASAN_HW_TAGS',
  'KASAN_SW_TAGS',
  'KCSAN',
  'KMSAN',
  'LOCKDEP',
  'LOCK_STAT',
  'M68K',
  'MEM_ALLOC_PROFILING',
  'NOMMU',
  'PAGE_TABLE_CHECK',
  'PPC_32',
  'PPC32',
  'PPC_8xx',
  'PPC_BOOK3E_64',
  'PPC_BOOK3S_32',
  'PREEMPT_RT',
  'PROVE_LOCKING',
  'PROVE_RCU',
  'SLUB_TINY',
  'SPARC32',
  'SPARSE_RCU_POINTER',
  'TINY_RCU',
  'UML',
  'X86_32',
  'X86_PAE',
] as const;

const numbers: ReadonlyMap<string, bigint> = new Map([
  ['BITS_PER_LONG', 64n],
  ['BITS_PER_LONG_LONG', 64n],
  ['CONFIG_ARCH_FORCE_MAX_ORDER', 10n],
  ['CONFIG_HZ', 250n],
  ['CONFIG_LOG_BUF_SHIFT', 17n],
  ['CONFIG_NODES_SHIFT', 6n],
  ['CONFIG_NR_CPUS', 64n],
  ['CONFIG_PAGE_SHIFT', 12n],
  ['CONFIG_PGTABLE_LEVELS', 5n],
  ['HZ', 250n],
  ['NR_CPUS', 64n],
  ['PAGE_SHIFT', 12n],
  ['__BITS_PER_LONG', 64n],
  ['__GNUC__', 14n],
  ['__GNUC_MINOR__', 2n],
  ['__LITTLE_ENDIAN', 1234n],
  ['__KERNEL__', 1n],
  ['__SIZEOF_INT128__', 16n],
  ['__STDC_VERSION__', 201112n],
]);

/**
 * What `#if` is resolved against when nobody says otherwise: a 64-bit production kernel that has every option on but
 * those above. A `CONFIG_` name that the table does not hold counts as set (1), because the code behind an option is
 * what people write and review; any other unknown name counts as not defined, as in C.
 */
export const defaultConfiguration: Configuration = {
  name: 'default',
  defines: new Map<string, bigint | boolean | undefined>([
    ...disabledOptions.map((option) => [`CONFIG_${option}`, undefined] as const),
    ...numbers,
  ]),
};
