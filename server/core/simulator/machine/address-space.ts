/**
 * What an mm_struct means to the hardware. CPU 0 runs the walker; further CPUs are those that the scenario names.
 * arch/s390/include/asm/mmu.h (6.12, 7.2, 7.3): cpu_attach_mask, flush_mm; include/linux/mm_types.h: mm_cpumask.
 */
export interface AddressSpace {
  /** Address of its mm_struct. */
  readonly mm: number;
  readonly kernel: boolean;
  /** CPUs whose loaded address space this is, as a number of CPUs; the current CPU is one of them unless it is 0. */
  attachedCpus: number;
  /** CPUs that may hold TLB entries of it; the current CPU is one of them unless it is 0. */
  maskCpus: number;
  /** s390: invalidations were deferred to the next flush of the address space. */
  flushPending: boolean;
}

/** True when no CPU but the current one has the address space loaded. */
export function attachedHereOnly(space: AddressSpace): boolean {
  return space.attachedCpus === 1;
}

/** True when no CPU but the current one may hold TLB entries of the address space. */
export function cachedHereOnly(space: AddressSpace): boolean {
  return space.maskCpus === 1;
}
