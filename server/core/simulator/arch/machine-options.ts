import type { MachineName } from './names.ts';
import { type PageSize, pageSizes } from './page-geometry.ts';

/** What of a machine's hardware or kernel a scenario may choose. */
export interface MachineOptions {
  readonly pageSize: PageSize;
  readonly series: 'v2' | 'v5' | 'v6';
  readonly protectedMm: boolean;
  readonly guestSpaces: 'none' | 'one' | 'several';
  readonly localIpte: boolean;
  readonly rdp: boolean;
  readonly ipteStep: (typeof ipteSteps)[number];
  readonly contpte: boolean;
  readonly bbml: boolean;
  readonly tlbRange: boolean;
  readonly repeatTlbi: boolean;
  readonly erratum2645198: boolean;
  readonly kernelUnmapped: boolean;
  readonly lpa2: boolean;
  readonly invlpgb: (typeof invlpgbPages)[number];
  readonly unmapPending: boolean;
}

export type MachineOptionName = keyof MachineOptions;

interface MachineOption<Value> {
  readonly title: string;
  /** Machines that it changes; on others it is of no effect, so that one scenario serves them all. */
  readonly machines: readonly MachineName[];
  /** Every value that it can take. */
  readonly values: readonly Value[];
  /** What each value means; absent where they are true and false. */
  readonly valueTitles?: Readonly<Record<string, string>>;
  readonly standard: Value;
  /** Kernel file that tells the values apart. */
  readonly source: string;
}

const ipteSteps = ['256', '128', '64', '32', '16', '8', '4', '2', '1'] as const;

/** More than 33 pages are not flushed one by one. */
const invlpgbPages = ['none', '1', '2', '4', '8', '16', '32', '64'] as const;

const onOff = [true, false] as const;

export const machineOptions: { readonly [Name in MachineOptionName]: MachineOption<MachineOptions[Name]> } = {
  pageSize: {
    title: 'bytes of a page (CONFIG_ARM64_16K_PAGES, CONFIG_ARM64_64K_PAGES, CONFIG_PPC_64K_PAGES)',
    machines: ['arm64-eager', 'arm64', 'powerpc-hash', 'powerpc-radix'],
    values: pageSizes,
    valueTitles: {
      '4K': 'Pages of 4 KiB; on sparc64 all are of 8 KiB.',
      '16K': 'arm64 alone: pages of 16 KiB, 2,048 entries in a table.',
      '64K': 'Pages of 64 KiB; 8,192 entries in a table of arm64, 256 of powerpc-hash, 32 of powerpc-radix.',
    },
    standard: '4K',
    source: 'arch/arm64/Kconfig, arch/powerpc/include/asm/book3s/64/hash-64k.h, radix-64k.h',
  },
  series: {
    title: 'version of the batching series',
    machines: ['s390-ipte-range'],
    values: ['v2', 'v5', 'v6'],
    valueTitles: {
      v2: 'The second, ipte_batch.c: an interrupt goes past the cache.',
      v5: 'The third to the fifth, lazy_mmu.c: also for processes with protected guests.',
      v6: 'The sixth: no range for processes with protected guests.',
    },
    standard: 'v6',
    source: 'arch/s390/mm/ipte_batch.c (v2), arch/s390/mm/lazy_mmu.c (v3 to v6)',
  },
  protectedMm: {
    title: 'the process runs protected guests (Secure Execution)',
    machines: ['s390', 's390-ipte-range'],
    values: onOff,
    standard: false,
    source: 'arch/s390/include/asm/pgtable.h, mm_is_protected()',
  },
  guestSpaces: {
    title: 'address spaces of guests that the process runs (gmap_asce)',
    machines: ['s390', 's390-ipte-range'],
    values: ['none', 'one', 'several'],
    valueTitles: {
      none: 'One IDTE flushes the address space.',
      one: 'Another IDTE flushes that of the guest.',
      several: 'A CSPG purges the TLBs of all CPUs.',
    },
    standard: 'none',
    source: 'arch/s390/include/asm/tlbflush.h, __tlb_flush_mm()',
  },
  localIpte: {
    title: 'the CPUs invalidate entries for themselves alone (facility 51)',
    machines: ['s390', 's390-ipte-range'],
    values: onOff,
    standard: true,
    source: 'arch/s390/mm/pgtable.c, cpu_has_tlb_lc()',
  },
  rdp: {
    title: 'the CPUs reset the protection of an entry (RDP, facility 194)',
    machines: ['s390', 's390-ipte-range'],
    values: onOff,
    standard: true,
    source: 'arch/s390/include/asm/pgtable.h, cpu_has_rdp()',
  },
  ipteStep: {
    title: 'entries after which the hardware has a range IPTE executed again for the rest',
    machines: ['s390-ipte-range'],
    values: ipteSteps,
    valueTitles: Object.fromEntries(ipteSteps.map((entries) => [entries, `${entries} at most in one execution.`])),
    standard: '256',
    source: 'arch/s390/include/asm/pgtable.h, __ptep_ipte_range()',
  },
  contpte: {
    title:
      'blocks of entries that map one folio are marked contiguous: 16 of them, or 128 or 32 with pages of 16K or 64K (CONFIG_ARM64_CONTPTE)',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: false,
    source: 'arch/arm64/mm/contpte.c',
  },
  bbml: {
    title: 'the CPUs tolerate that a block becomes contiguous, or is so no longer, without a flush (FEAT_BBML3)',
    machines: ['arm64'],
    values: onOff,
    standard: false,
    source: 'arch/arm64/mm/contpte.c, system_supports_bbml3() (7.3), system_supports_bbml2_noabort() (7.2)',
  },
  tlbRange: {
    title: 'the CPUs invalidate ranges of their TLB with one instruction (FEAT_TLBIRANGE)',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: true,
    source: 'arch/arm64/include/asm/tlbflush.h, system_supports_tlb_range()',
  },
  repeatTlbi: {
    title: 'an erratum of the CPUs has the last TLB invalidation repeated',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: false,
    source: 'arch/arm64/include/asm/tlbflush.h, ARM64_WORKAROUND_REPEAT_TLBI',
  },
  erratum2645198: {
    title:
      'an erratum of the CPUs (2645198) has entries flushed before memory that may be executed gets another protection',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: false,
    source: 'arch/arm64/mm/mmu.c, ARM64_WORKAROUND_2645198',
  },
  kernelUnmapped: {
    title: 'the kernel is not mapped while a process runs (KPTI), which has a second ASID then',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: false,
    source: 'arch/arm64/include/asm/tlbflush.h, __tlbi_user()',
  },
  lpa2: {
    title: 'addresses have 52 bits (FEAT_LPA2): range invalidations begin at multiples of 64 KiB',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: false,
    source: 'arch/arm64/include/asm/tlbflush.h, __flush_tlb_range_op()',
  },
  invlpgb: {
    title:
      'pages that one INVLPGB takes out of the TLBs of all CPUs, for a process that has a global ASID (from 6.15 on)',
    machines: ['x86'],
    values: invlpgbPages,
    valueTitles: {
      none: 'The CPUs have no INVLPGB, or the process has no global ASID: other CPUs are interrupted.',
      ...Object.fromEntries(invlpgbPages.slice(1).map((pages) => [pages, `${pages} at most in one execution.`])),
    },
    standard: 'none',
    source: 'arch/x86/mm/tlb.c (7.2, 7.3), broadcast_tlb_flush(), invlpgb_count_max',
  },
  unmapPending: {
    title: 'reclaim has unmapped pages of the process, and left the flush to whoever takes the lock next',
    machines: ['arm64-eager', 'arm64', 'xen-pv', 'x86'],
    values: onOff,
    standard: false,
    source: 'mm/rmap.c, flush_tlb_batched_pending() (CONFIG_ARCH_WANT_BATCHED_UNMAP_TLB_FLUSH)',
  },
};

export const machineOptionNames = Object.keys(machineOptions) as readonly MachineOptionName[];

/** The options of a run: those that the scenario chose, over the standard ones. */
export function chosenOptions(chosen: Partial<MachineOptions>): MachineOptions {
  const standard = Object.fromEntries(machineOptionNames.map((name) => [name, machineOptions[name].standard]));
  return { ...(standard as unknown as MachineOptions), ...chosen };
}
