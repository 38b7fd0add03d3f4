import { followLocks, isDeferring, isHeld, pointsOfCall } from '../regions/locks/locked-flow.ts';
import type { CallExpression } from '../syntax/ast.ts';
import { calleeRange, takenBy } from './lock-notes.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const globalKernelLock: Rule = {
  id: 'LM022',
  slug: 'global-kernel-lock',
  severity: 'warning',
  summary: "The kernel's one page-table lock is held around a section.",
  why: `\`init_mm.page_table_lock\` is one lock for all kernel mappings. Tasks that map and unmap areas of their own do not
meet in the page table, and run side by side without it; with a section under this lock they queue for each other. With
such a patch the vmalloc test of the kernel spent nine tenths of its time waiting for the lock, and the patch was refused.

It does not make the mode safer either: on a fully preemptible kernel a spinlock does not keep the task on its CPU, so the
architecture has to bear being preempted in the mode anyway.`,
  bad: `static int sow_pte_range(pmd_t *pmd, unsigned long addr, unsigned long end, pte_t entry)
{
	pte_t *pte = pte_alloc_kernel(pmd, addr);

	if (!pte)
		return -ENOMEM;
	spin_lock(&init_mm.page_table_lock);
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(&init_mm, addr, pte, entry);
	lazy_mmu_mode_disable();
	spin_unlock(&init_mm.page_table_lock);
	return 0;
}
`,
  good: `static int sow_pte_range(pmd_t *pmd, unsigned long addr, unsigned long end, pte_t entry)
{
	pte_t *pte = pte_alloc_kernel(pmd, addr);

	if (!pte)
		return -ENOMEM;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(&init_mm, addr, pte, entry);
	lazy_mmu_mode_disable();
	return 0;
}
`,
  source: 'Review of "mm: Lock kernel page tables before entering lazy MMU mode", linux-mm, June 2025.',
  check({ regions, callees }) {
    const enables = regions.calls.filter(({ effect }) => effect.startsWith('enable'));
    const flow = enables.length > 0 ? followLocks({ regions, callees }) : undefined;
    if (!flow) return [];
    const found = new Map<CallExpression, RuleFinding>();
    for (const lock of [...flow.locks.values()].filter(({ kernelWide }) => kernelWide)) {
      for (const enable of enables) {
        const held = pointsOfCall(flow, enable.expression).find(({ property }) => isHeld(property, lock.key));
        const call = held && takenBy(flow, lock, held);
        const notes = [{ range: enable.nameRange, message: 'lazy MMU mode is entered here' }];
        if (call) found.set(call, { ...findingOf(call, `${lock.shown} is held around a section`), notes });
      }
    }
    for (const [call, operations] of flow.operations) {
      const lock = operations.find(
        ({ effect, lock: each }) => (effect === 'take' || effect === 'try') && each.kernelWide,
      )?.lock;
      if (!lock || !pointsOfCall(flow, call).some(({ property }) => isDeferring(property))) continue;
      found.set(call, findingOf(call, `${lock.shown} is taken in a section`));
    }
    return [...found.values()];
  },
};

function findingOf(call: CallExpression, what: string): RuleFinding {
  return { range: calleeRange(call), message: `${what}: all updates of kernel mappings queue for it` };
}
