import { pageBytes } from '../kernel/addresses.ts';
import { armedFlowOf } from '../ranges/armed-flow.ts';
import { longBatches } from '../ranges/batches.ts';
import { isDistance, nameOf } from '../ranges/compare.ts';
import type { Value } from '../ranges/environment.ts';
import { armedNotes } from '../ranges/notes.ts';
import { armedValues, type RangeCall, type RangeValues, rangeCallsOf, rangeFixes } from '../ranges/range-calls.ts';
import { isConstant, subtract } from '../ranges/sum.ts';
import { mappedTables, pmdOf } from '../ranges/tables.ts';
import { uncutEnd } from '../ranges/uncut-ends.ts';
import { type RangedUpdate, updatesOf } from '../ranges/updates.ts';
import { type WalkEnd, walkEndsOf } from '../ranges/walk-ends.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { Range } from '../text.ts';
import { entriesInWords } from './range-mismatch.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const updateOutsideRange: Rule = {
  id: 'LM007',
  slug: 'update-outside-range',
  severity: 'warning',
  summary: 'A section updates an entry that its range does not hold.',
  why: `A section that names a range says which entries it may update. As the series was first posted, no other entry of the
table may be updated (\`lazy_mmu_mode_enable_for_pte_range()\`); later versions take the range as a hint, and an entry outside of
it costs what it costs without a range: one IPTE each on s390. Either way a range that is shorter than the walk is a mistake.

The rule follows the pointer of each update from the first entry of the range, and compares the end of the range with the one
that the loops of the section walk to. A batch counts with all its entries, and the search for one with its limit: reported are
those that may go on behind the end, among them any that is as long as its folio. Updates of another page table, as the destination of a copy, are no part of the range
and not reported; a second pointer for an address of the range itself is.`,
  bad: `static void seal_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end - PAGE_SIZE, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  good: `static void seal_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  source:
    'The thread of the series "s390/mm: batch PTE updates in lazy MMU mode", 2026: "no ptes outside of this range must be updated".',
  check(context) {
    const { file, regions, callees } = context;
    const flow = armedFlowOf(regions);
    if (!flow) return [];
    const findings = new Map<number, RuleFinding>();
    const ends = walkEndsOf(flow);
    const ranges = rangeCallsOf(flow);
    for (const range of ranges) {
      const { start, end } = range.end;
      const ways = ranges.filter(({ call }) => call === range.call);
      const message = findings.has(start) ? undefined : wrongEnd(context, ways, ends);
      if (message)
        findings.set(start, { range: { start, end }, message, fixes: rangeFixes(file.text, regions, range.call) });
    }
    for (const update of updatesOf(flow, callees)) {
      const { call } = update.moment;
      const reason = findings.has(call.start) ? undefined : reasonOutside(update, regions);
      if (!reason) continue;
      findings.set(call.start, {
        range: { start: call.start, end: call.end },
        message: `${update.primitive}() updates ${reason}`,
        notes: armedNotes(update.moment),
      });
    }
    for (const { moment, count, entries } of longBatches(flow, regions.graph, callees)) {
      const { start, end } = count;
      if (findings.has(moment.call.start)) continue;
      const over = entries === undefined ? '' : ` by ${entriesInWords(entries)}`;
      findings.set(moment.call.start, {
        range: { start, end },
        message: `a batch of ${context.file.text.slice(start, end)} may go on behind the range of its section${over}`,
        notes: armedNotes(moment),
      });
    }
    return [...findings.values()];
  },
};

/** What is wrong with the end of a range, by its own address and by the loops that walk it; `ways` are the paths to its call. */
function wrongEnd({ file }: RuleContext, ways: readonly RangeCall[], ends: readonly WalkEnd[]): string | undefined {
  const [{ call, addr, end }] = ways;
  const text = (range: Range) => file.text.slice(range.start, range.end);
  if (ways.every(isEmpty)) return `the range from ${text(addr)} to ${text(end)} holds no entry`;
  const own = ends.filter(({ armed }) => armed === call);
  if (own.some((each) => missing(each) === 0)) return undefined;
  for (const each of own) {
    const left = missing(each);
    const walked = text(each.expression);
    if (typeof left === 'number' && left > 0) {
      return `the section walks to ${walked}, ${entriesInWords(left)} further than the end of its range`;
    }
    if (left === 'unrelated') return `the section walks to ${walked}, and the end of its range is another`;
  }
  return undefined;
}

function isEmpty({ values: { addr, end } }: RangeCall): boolean {
  if (!addr || !end) return false;
  const length = subtract(end.sum, addr.sum);
  return isConstant(end.sum) || (isConstant(length) && length.constant <= 0);
}

/** Entries that a walk goes on behind the end of its range; negative when it stops before. */
function missing({ end, range }: WalkEnd): number | 'unrelated' | undefined {
  if (!range.end || !range.addr || uncutEnd(range.end.sum)) return undefined;
  const further = subtract(end.sum, range.end.sum);
  if (isConstant(further)) return Math.ceil(further.constant / pageBytes);
  if (isDistance(further) && Math.max(...further.terms.values) > 0) return 'unrelated';
  const [length, walked] = [subtract(range.end.sum, range.addr.sum), subtract(end.sum, range.addr.sum)];
  if (isConstant(length) && !isConstant(walked)) return 'unrelated';
  return nameOf(end.sum) && nameOf(range.end.sum) ? 'unrelated' : undefined;
}

/** Why an update lies outside the range of its section. */
function reasonOutside(update: RangedUpdate, regions: FunctionRegions): string | undefined {
  const { pointer, moment } = update;
  const armed = armedValues(moment.path.environment);
  if (!pointer || !armed.pte) return undefined;
  const distance = subtract(pointer.sum, armed.pte.sum);
  if (isConstant(distance) && distance.constant <= -pageBytes) {
    return `an entry ${entriesInWords(distance.constant / pageBytes)} before the range of its section`;
  }
  if (armed.end && armed.addr) {
    const behind = subtract(distance, subtract(armed.end.sum, armed.addr.sum));
    if (isConstant(behind) && behind.constant >= 0) return 'an entry behind the range of its section';
  }
  return isOfOtherTable(update, pointer, armed, regions)
    ? 'an address of the range through a pointer into another page table'
    : undefined;
}

/** True for an update that names the mm and an address of the range, but whose pointer was mapped through another pmd. */
function isOfOtherTable(
  { mm, address, moment }: RangedUpdate,
  pointer: Value,
  armed: RangeValues,
  regions: FunctionRegions,
): boolean {
  const { environment } = moment.path;
  if (!mm || !address || !armed.mm || !armed.addr || mm.sum.key !== armed.mm.sum.key) return false;
  const offset = subtract(address.sum, armed.addr.sum);
  if (!isConstant(offset) || offset.constant < 0) return false;
  const [own, others] = [mappedTables(regions, armed.pte), mappedTables(regions, pointer)];
  if (own.length === 0 || others.length === 0) return false;
  return own.every((table) =>
    others.every((other) => {
      const [one, two] = [pmdOf(table, environment), pmdOf(other, environment)];
      return other.key !== table.key && !(one && two && one.sum.key === two.sum.key);
    }),
  );
}
