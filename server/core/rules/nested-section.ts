import type { Note } from '../finding.ts';
import { type FunctionRegions, type LocatedCall, nodeOfCall, pointInSection } from '../regions/function-regions.ts';
import { type Nesting, nestingOf, openedSections } from '../regions/opened-sections.ts';
import { sectionCalls } from '../summaries/call-graph.ts';
import { notesOfPath } from '../summaries/steps.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import { calleeRange } from './lock-notes.ts';
import { notesOf, witnessOf } from './paths.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const nestedSection: Rule = {
  id: 'LM010',
  slug: 'nested-section',
  severity: 'error',
  summary: 'A section is opened in a section where that has another effect than it seems.',
  why: `Until 6.18 sections do not nest: nothing counts them, and \`arch_leave_lazy_mmu_mode()\` of the inner section ends the
outer one too. What follows in the outer section runs without the mode, and its own leave finds it off. It is an error in one
function and across calls: a helper with a section of its own must not be called in one.

Since 6.19 sections nest, and a nested \`lazy_mmu_mode_enable()\` is fine. Of the call that carries a range only the outermost
tells the architecture anything: a nested one is reported as information, since updates outside the range of the outer section
are not batched, whatever the inner one says.`,
  bad: `static void fill_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	arch_enter_lazy_mmu_mode();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		arch_enter_lazy_mmu_mode();
		set_pte_at(mm, addr, pte, entry);
		arch_leave_lazy_mmu_mode();
	}
	arch_leave_lazy_mmu_mode();
}
`,
  good: `static void fill_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
}
`,
  source:
    'include/linux/pgtable.h: sections must not nest (6.12), and are counted (7.2, 7.3). The range of a nested call is ignored in the series "s390/mm: batch PTE updates in lazy MMU mode", 2026.',
  check(context) {
    const own = context.regions.calls.flatMap((call) => nestedHere(context, call));
    return followsCallees(context) ? [...own, ...nestedInCallees(context)] : own;
  },
};

function nestedHere({ regions }: RuleContext, call: LocatedCall): readonly RuleFinding[] {
  const nesting = nestingOf(regions, call);
  return nesting ? [found(regions, call.nameRange, call.expression, [], messageOf(call.name, nesting), nesting)] : [];
}

/** Where sections nest only the range of an inner one can be lost, and released kernels have no such call. */
function followsCallees({ regions, dialect }: RuleContext): boolean {
  return !regions.rules.nests || dialect.rangeName !== undefined;
}

function nestedInCallees({ file, regions, callees }: RuleContext): readonly RuleFinding[] {
  return sectionCalls({ file, regions }).flatMap(({ call, name }) => {
    if (regions.rules.helpers.has(name)) return [];
    const [reached] = callees.ofCall(openedSections, call, name);
    if (!reached) return [];
    const { enable, nesting } = reached.fact;
    const range = calleeRange(call);
    const notes = notesOfPath(reached.path, `${enable}() opens a section here`, file, range);
    return [found(regions, range, call, notes, messageOf(`${name}() calls ${enable}`, nesting), nesting)];
  });
}

function messageOf(what: string, nesting: Nesting): string {
  return nesting === 'legacy'
    ? `${what}() while lazy MMU mode is on: sections do not nest, and the inner leave ends this one`
    : `${what}() while lazy MMU mode is on: the range of a nested section is ignored`;
}

function found(
  regions: FunctionRegions,
  range: Range,
  call: CallExpression,
  path: readonly Note[],
  message: string,
  nesting: Nesting,
): RuleFinding {
  const node = nodeOfCall(regions, call);
  const point = node && pointInSection(regions, node);
  const notes = [...(point ? notesOf(witnessOf(regions, point)) : []), ...path];
  return { range, message, notes, ...(nesting === 'range' && { severity: 'information' as const }) };
}
