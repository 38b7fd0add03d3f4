import { calleeName } from '../flow/walk.ts';
import { pageBytes } from '../kernel/addresses.ts';
import { armedFlowOf } from '../ranges/armed-flow.ts';
import { isGiven } from '../ranges/compare.ts';
import { tableEndQuestion, uncutArguments } from '../ranges/one-table.ts';
import { type RangeCall, type RangeValues, rangeCallsOf, rangeFixes } from '../ranges/range-calls.ts';
import { isConstant, type Sum, subtract } from '../ranges/sum.ts';
import { uncutEnd } from '../ranges/uncut-ends.ts';
import { type WalkEnd, walkEndsOf } from '../ranges/walk-ends.ts';
import { notesOfPath } from '../summaries/steps.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const rangeCrossesTable: Rule = {
  id: 'LM008',
  slug: 'range-crosses-table',
  severity: 'error',
  summary: 'A range goes on behind the end of the page table that its entry is in.',
  why: `The pointer that a range is given leads into one page table. Behind its last entry lies other memory, while the next
address has its entry in another table. A range must therefore end where the table does at the latest, as the ranges do that
\`pmd_addr_end()\` cuts for a walker: on s390 the cache for the updates of a range has as many slots as a table has entries.

Reported are ends that no caller has cut: the end of a vma or of the address space, an end that an upper level has cut, an
end further than \`PMD_SIZE\` from the first address, or one behind the end that the section itself walks to, which may be
that of the table. The same counts for an end that a function is given by its caller: there \`end\` is reported where
\`next = pmd_addr_end(addr, end)\` was meant.`,
  bad: `static void seal_pte_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, vma->vm_end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  good: `static void seal_pte_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  source: 'Patch series "s390/mm: batch PTE updates in lazy MMU mode", 2026: the entries belong to one mm and one PMD.',
  check(context) {
    return [...rangesHere(context), ...rangesOfCallees(context)];
  },
};

function rangesHere({ file, regions }: RuleContext): readonly RuleFinding[] {
  const flow = armedFlowOf(regions);
  if (!flow) return [];
  const ends = walkEndsOf(flow);
  const findings = new Map<number, RuleFinding>();
  for (const range of rangeCallsOf(flow)) {
    const { start, end } = range.end;
    const reason = findings.has(start) ? undefined : reasonToCross(range, ends);
    if (!reason) continue;
    const message = `the range may end behind its page table: ${file.text.slice(start, end)} ${reason}`;
    findings.set(start, { range: { start, end }, message, fixes: rangeFixes(file.text, regions, range.call) });
  }
  return [...findings.values()];
}

/** Functions that take their range up to an address which this one gives them, and has not cut for one page table. */
function rangesOfCallees({ file, regions, callees }: RuleContext): readonly RuleFinding[] {
  const reasonFor = uncutArguments(regions);
  const own = new Set(regions.calls.map(({ expression }) => expression));
  const calls = regions.graph.nodes
    .flatMap(({ effects }) => effects.flatMap((effect) => (effect.kind === 'call' ? effect.call : [])))
    .filter((call) => !own.has(call) && call.arguments.some(reasonFor));
  return calls.flatMap((call) =>
    callees.ofCall(tableEndQuestion, call).flatMap(({ fact, path }) => {
      const end = call.arguments[fact.parameter];
      const reason = end && reasonFor(end);
      if (!reason) return [];
      const range = { start: end.start, end: end.end };
      const text = file.text.slice(range.start, range.end);
      const message = `the range of ${calleeName(call)}() may end behind its page table: ${text} ${reason}`;
      return [{ range, message, notes: notesOfPath(path, 'a section is given its range here', file, range) }];
    }),
  );
}

/** Why the end of a range can lie in another page table than its first address. */
function reasonToCross({ call, values }: RangeCall, ends: readonly WalkEnd[]): string | undefined {
  if (!values.addr || !values.end) return undefined;
  const length = subtract(values.end.sum, values.addr.sum);
  const tables = length.terms.get('g:PMD_SIZE;') ?? 0;
  const others = length.terms.keys.filter((name) => name !== 'g:PMD_SIZE;');
  if (others.length === 0 && tables > 0 && (tables > 1 || length.constant > 0)) {
    return 'is further away than one table maps';
  }
  const uncut =
    uncutEnd(values.end.sum) ?? (tables > 0 && isAnotherEnd(values) ? 'adds a whole table to an end' : undefined);
  if (uncut) return uncut;
  const walked = ends.filter(({ armed }) => armed === call);
  const own = walked.filter(({ end, range }) => range.addr && !isConstant(subtract(end.sum, range.addr.sum)));
  if (own.length === 0) return undefined;
  const isWhole = others.length === 0 && tables === 1 && length.constant === 0;
  if (isWhole && !isTableStart(values.addr.sum))
    return 'is a whole table away from an address that need not be its first';
  const behind = own.every(({ end, range }) => {
    const further = range.end && subtract(range.end.sum, end.sum);
    return further && isSize(further) && (further.terms.size > 0 || further.constant >= pageBytes);
  });
  return behind ? 'lies behind the end that the section walks to' : undefined;
}

/** `end + PMD_SIZE`, where the range does not begin at `end`. */
function isAnotherEnd({ addr, end }: RangeValues): boolean {
  const names = (sum: Sum | undefined) => (sum?.terms.keys ?? []).filter((name) => !name.startsWith('g:'));
  const [[one, ...more], [other]] = [names(end?.sum), names(addr?.sum)];
  return one !== undefined && more.length === 0 && isGiven(one) && one !== other;
}

/** A length made of constants: `2 * PMD_SIZE + PAGE_SIZE`. */
function isSize({ constant, terms }: Sum): boolean {
  return (
    constant >= 0 && terms.keys.every((name) => name.startsWith('g:')) && terms.values.every((factor) => factor > 0)
  );
}

/** An address that was rounded to where a page table begins. */
function isTableStart(addr: Sum): boolean {
  return /PMD_MASK|f:(?:round_down|ALIGN_DOWN)\(/.test(addr.key);
}
