import assert from 'node:assert/strict';
import { entryBits as bits } from '../../../server/core/simulator/machine/entry.ts';
import { bench, mm, vma } from './support.ts';
import { eventsOf, loadParser, runWalkerText } from './support-run.ts';

const readable = bits.present | bits.read | bits.user;

/** Starts and commits a change of the protection of some entries that a process may execute, or may not. */
function changed(name: 'arm64' | 'arm64-eager', count: number, execute: boolean, erratum2645198: boolean) {
  const b = bench(name, { machine: { erratum2645198, tlbRange: false } });
  const entry = b.call('pfn_pte', 100, execute ? readable | bits.execute : readable);
  b.call('set_ptes', mm, b.virtual(8), b.at(8), entry, count);
  const old = b.call('modify_prot_start_ptes', vma, b.virtual(8), b.at(8), count);
  b.call('modify_prot_commit_ptes', vma, b.virtual(8), b.at(8), old, b.call('pte_modify', old, readable), count);
  const { tlb_flush, tlbi_vale1is } = b.world.events.total();
  const left = [...Array(count).keys()].map((i) => b.world.tables.read(b.at(8 + i)));
  return { flushes: [tlb_flush, tlbi_vale1is], left };
}

describe('erratum 2645198 of arm64', () => {
  before(loadParser);

  it('has a batch of executable entries flushed at once from 7.x on, and one by one before', () => {
    assert.deepEqual(changed('arm64', 4, true, true).flushes, [1, 4]);
    assert.deepEqual(changed('arm64', 1, true, true).flushes, [1, 1]);
    // ptep_clear_flush: flush_tlb_page of each.
    assert.deepEqual(changed('arm64-eager', 4, true, true).flushes, [4, 4]);
  });

  it('costs nothing where memory was not executable, or the CPUs do not have it', () => {
    for (const name of ['arm64', 'arm64-eager'] as const) {
      assert.deepEqual(changed(name, 4, false, true).flushes, [0, 0]);
      assert.deepEqual(changed(name, 4, true, false).flushes, [0, 0]);
    }
  });

  it('changes nothing about what the entries become', () => {
    for (const name of ['arm64', 'arm64-eager'] as const) {
      const { left } = changed(name, 4, true, true);
      assert.deepEqual(left, changed(name, 4, true, false).left);
      assert.ok(left.every((entry) => (entry & bits.execute) === 0));
    }
  });

  it('is met where the scenario says that entries are executable', () => {
    const text = `
int walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t old = ptep_modify_prot_start(vma, addr, pte);

		ptep_modify_prot_commit(vma, addr, pte, old, pte_modify(old, PAGE_READONLY));
	}
	return 0;
}
`;
    const population = [
      { entries: 3, state: 'present', execute: true },
      { entries: 1, state: 'present' },
    ] as const;
    const machine = { erratum2645198: true };
    const flushes = (name: 'arm64' | 'arm64-eager' | 'x86') =>
      eventsOf(runWalkerText(name, text, { entries: 8, population, machine })).tlb_flush;
    assert.deepEqual([flushes('arm64'), flushes('arm64-eager'), flushes('x86')], [3, 3, undefined]);
  });
});
