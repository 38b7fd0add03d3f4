/**
 * Architectures that select ARCH_HAS_LAZY_MMU_MODE in some kernel, and what of them holds updates back. On all others the
 * calls of the API are empty: nothing that their own code does can meet a held-back update.
 */
export const lazyArchitectures: ReadonlyMap<string, string> = new Map([
  ['arm64', 'barriers: arch/arm64/Kconfig (7.2)'],
  [
    'powerpc',
    'flushes of the hash MMU: arch/powerpc/platforms/Kconfig.cputype (7.2), asm/book3s/64/tlbflush-hash.h (6.12)',
  ],
  ['s390', 'invalidations, as the series for range IPTE has them: arch/s390/Kconfig of that series'],
  ['sparc', 'flushes of sparc64: arch/sparc/Kconfig (7.2), asm/tlbflush_64.h (6.12)'],
  ['x86', 'hypercalls of Xen PV guests: arch/x86/Kconfig (7.2), asm/paravirt.h (6.12)'],
]);

const ofArchitecture = /(?:^|\/)arch\/([^/]+)\//;

/** False for the code of an architecture on which lazy MMU mode does nothing. */
export function mayHoldBack(path: string): boolean {
  const [, architecture] = ofArchitecture.exec(path) ?? [];
  return architecture === undefined || lazyArchitectures.has(architecture);
}
