import { apiFunction, legacySuccessors } from '../kernel/api.ts';
import type { LocatedCall } from '../regions/function-regions.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const legacyApi: Rule = {
  id: 'LM003',
  slug: 'legacy-api',
  severity: 'warning',
  summary: 'A hook of the architecture is called where the nestable API belongs.',
  why: `Since 6.19 sections nest and are counted per task: \`lazy_mmu_mode_enable()\` and \`lazy_mmu_mode_disable()\` call the
hooks of the architecture when the outermost section opens and closes. A walker that calls \`arch_enter_lazy_mmu_mode()\` or
\`arch_leave_lazy_mmu_mode()\` itself goes past the count: inside a section of its caller it ends that section early, it
ignores a pause, and it enters the mode in an interrupt, where it must stay off.

The definitions of the hooks, the API itself, and an architecture flushing its own batch are not reported.`,
  bad: `static void stamp_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	arch_enter_lazy_mmu_mode();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	arch_leave_lazy_mmu_mode();
}
`,
  good: `static void stamp_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
}
`,
  source: 'include/linux/pgtable.h (7.2, 7.3): the hooks are called by the API alone.',
  check({ file, regions, dialect, implementsHooks }) {
    if (dialect.generation !== 'nestable' || implementsHooks) return [];
    const inArchitecture = /(?:^|\/)arch\/[^/]+\//.test(file.path);
    return regions.calls
      .filter(({ name, effect }) => isLegacy(name) && !(effect === 'flush' && inArchitecture))
      .map(findingOf);
  },
};

function isLegacy(name: string): boolean {
  return apiFunction(name)?.generation === 'legacy';
}

function findingOf({ name, nameRange }: LocatedCall): RuleFinding {
  const successor = legacySuccessors.get(name);
  if (!successor) {
    const message = `${name}() is a hook of the architecture; closing a section flushes, also a nested one`;
    return { range: nameRange, message };
  }
  return {
    range: nameRange,
    message: `${name}() is a hook of the architecture: call ${successor}(), which counts sections`,
    fixes: [{ title: `Call ${successor}() instead`, edits: [{ range: nameRange, text: successor }], safe: true }],
  };
}
