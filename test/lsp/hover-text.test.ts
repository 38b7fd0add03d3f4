import assert from 'node:assert/strict';
import { analyseFile, describeAt } from '../../server/core/analyse.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { hoverMarkdown } from '../../server/lsp/hover-text.ts';

describe('a hover over a primitive', () => {
  const walk = (enable: string) => `void walk(struct mm_struct *mm, unsigned long addr, unsigned long end, pte_t *pte)
{
	${enable};
	ptep_get_and_clear(mm, addr, pte);
	pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	flush_tlb_kernel_range(addr, end);
}
`;

  /** Rows of the table, by machine. */
  async function rows(name: string, enable = 'lazy_mmu_mode_enable()'): Promise<Record<string, readonly string[]>> {
    const text = walk(enable);
    const file = (await loadKernelParser()).parse('mm/walk.c', text);
    const description = describeAt(file, analyseFile(file), text.indexOf(name));
    assert.ok(description);
    const table = hoverMarkdown(description, (line) => `line ${line}`).split('\n');
    const cells = table.filter((row) => /^\| (?!-)/.test(row)).map((row) => row.slice(2, -2).split(' | '));
    return Object.fromEntries(cells.map(([machine, ...said]) => [machine, said]));
  }

  it('says that s390 batches nothing in a section without a range, and what the range call would change', async () => {
    const { Machine, 's390 with range IPTE': ranged, s390 } = await rows('ptep_get_and_clear');
    assert.deepEqual(Machine, ['Here', 'Outside a section']);
    assert.match(s390[0], /^One global IPTE for a valid entry/);
    assert.match(ranged[0], /^As on s390\. With the range call: goes to the cache/);
    assert.equal(ranged[1], 'The same.');
  });

  it('says what is cached where the section was told its range', async () => {
    const enable = 'lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte)';
    const { 's390 with range IPTE': ranged } = await rows('ptep_get_and_clear', enable);
    assert.match(ranged[0], /^Goes to the cache/);
    assert.equal(ranged[1], 'As on s390.');
  });

  it('has one row for machines that do the same', async () => {
    const found = await rows('pte_clear');
    assert.deepEqual(Object.keys(found), ['Machine', 's390', 's390 with range IPTE', 'arm64', 'Xen PV guest']);
    assert.deepEqual(found['arm64'], ['A plain store: no barrier.', 'The same.']);
  });

  it('tells the flushes of users, pages and the kernel apart', async () => {
    const { s390 } = await rows('flush_tlb_kernel_range');
    assert.deepEqual(s390, ['One IDTE for the address space of the kernel.', 'The same.']);
  });
});
