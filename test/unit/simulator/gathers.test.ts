import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { GoldenTree } from '../../golden/compare.ts';
import { describeKernel } from '../../support/kernels.ts';
import { eventsOf } from './support-run.ts';

/** A walker that gathers the pages that it write-protects itself, alone or inside of another gather. */
const walker = (nested: boolean) => `
int walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mmu_gather outer, tlb;
	pte_t *pte = pte_offset_kernel(pmd, addr);

	${nested ? 'tlb_gather_mmu(&outer, vma->vm_mm);' : ''}
	tlb_gather_mmu(&tlb, vma->vm_mm);
	for (; addr != end; addr += PAGE_SIZE, pte++) {
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
		tlb_flush_pte_range(&tlb, addr, PAGE_SIZE);
	}
	tlb_finish_mmu(&tlb);
	${nested ? 'tlb_finish_mmu(&outer);' : ''}
	return 0;
}
`;

for (const version of ['6.12', '7.2', '7.3']) {
  describeKernel(version, 'gathers', (directory) => {
    let parser: KernelParser;
    before(async () => {
      parser = await loadKernelParser();
    });

    const run = (machine: MachineName, text: string) => {
      const request = {
        file: 'mm/walker.c',
        function: 'walker',
        machines: [machine],
        variants: ['as-written'],
      } as const;
      const tree = new GoldenTree(directory());
      const report = simulate({ ...request, scenario: { ...defaultScenario, entries: 8 } }, { parser, text, tree });
      assert.deepEqual(report.failures, []);
      return report;
    };

    it('are run from the tree, also on the stack of a walker', () => {
      const { results, executed, assumptions } = run('x86', walker(false));
      assert.deepEqual(eventsOf(results[0]), { tlb_flush: 1, tlb_shootdowns: 1, invlpg: 8 });
      const files = new Map(executed.map((each) => [each.function, each.file]));
      assert.equal(files.get('tlb_finish_mmu'), 'mm/mmu_gather.c');
      assert.equal(files.get('__tlb_adjust_range'), 'include/asm-generic/tlb.h');
      assert.deepEqual(assumptions, []);
    });

    it('flush the whole address space where another one has not finished', () => {
      const { results } = run('x86', walker(true));
      const { invlpg, full_flushes } = results[0].counts;
      assert.deepEqual([invlpg, full_flushes], [0, 1]);
    });
  });
}
