import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import type { EventCounts } from '../../../server/core/simulator/report.ts';
import { eventsOf, loadParser, runWalkerText } from './support-run.ts';

/** Frees page tables between two changes of entries, in one section. */
const text = (tables: number) => `
int walker(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);
	int i;

	lazy_mmu_mode_enable();
	ptep_set_wrprotect(vma->vm_mm, addr, pte);
	for (i = 0; i < ${tables}; i++)
		pte_free_tlb(tlb, 0, addr + i * PMD_SIZE);
	ptep_set_wrprotect(vma->vm_mm, addr + PAGE_SIZE, pte + 1);
	lazy_mmu_mode_disable();
	return 0;
}
`;

describe('a full batch of freed page tables', () => {
  before(loadParser);

  const events = (name: MachineName, tables: number, fullmm = false): Partial<EventCounts> =>
    eventsOf(runWalkerText(name, text(tables), { entries: 2, preset: fullmm ? 'exit' : 'munmap', fullmm }));

  /** What the machine counts of a flush. */
  const flushes: Readonly<Partial<Record<MachineName, keyof EventCounts>>> = {
    s390: 'idte',
    'arm64-eager': 'tlb_flush',
    arm64: 'tlb_flush',
    'xen-pv': 'tlb_flush',
    x86: 'tlb_flush',
    'powerpc-radix': 'tlbie',
    generic: 'tlb_flush',
  };

  for (const [name, event] of Object.entries(flushes) as [MachineName, keyof EventCounts][])
    it(`${name}: is flushed before it is freed, and then the rest`, () => {
      const counted = [508, 509, 510, 1018, 1019].map((tables) => events(name, tables)[event]);
      // Behind a full batch nothing is left to flush.
      assert.deepEqual(counted, [1, 1, 2, 2, 3]);
    });

  it('is flushed when the process ends, too', () => {
    assert.deepEqual(
      [509, 510].map((tables) => events('arm64', tables, true).tlbi_aside1is),
      [1, 2],
    );
  });

  it('sparc64, powerpc-hash: is not, for no hardware caches tables', () => {
    // A flush would have cut the batch of the two entries in two.
    const { tsb_flushes, tsb_pages } = events('sparc64', 1021);
    assert.deepEqual([tsb_flushes, tsb_pages], [1, 2]);
    const { hpte_flushes, hpte_entries } = events('powerpc-hash', 509);
    assert.deepEqual([hpte_flushes, hpte_entries], [1, 2]);
  });
});
