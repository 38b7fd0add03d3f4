/** A walker that is committed in a kernel tree of its own, and what somebody makes of it: the same with the range call. */
import { readFileSync } from 'node:fs';
import { newRepository, type Repository } from './repository.ts';

export const committed = readFileSync('samples/range_available.c', 'utf8');

export const improved = committed.replace(
  'lazy_mmu_mode_enable()',
  'lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte)',
);

/** What is committed is mm/walker.c; the other files make a kernel tree of the folder. */
export function newWalkerRepository(): Repository {
  return newRepository({
    Kbuild: '',
    Kconfig: '',
    MAINTAINERS: '',
    'include/linux/mm.h': '',
    'mm/walker.c': committed,
  });
}
