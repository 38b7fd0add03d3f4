import { isUpperEntryPointer, typeOf } from '../entries/scope.ts';
import type { Note } from '../finding.ts';
import { calleeName } from '../flow/walk.ts';
import { pageBytes } from '../kernel/addresses.ts';
import { type ArmedFlow, armedFlowOf, type CallMoment } from '../ranges/armed-flow.ts';
import { compareAddresses } from '../ranges/compare.ts';
import { wrongAddresses } from '../ranges/entry-addresses.ts';
import { entryBase } from '../ranges/environment.ts';
import { areDifferent, differInKernel, otherMm } from '../ranges/mm-of-range.ts';
import { armedNotes, mappingNotes } from '../ranges/notes.ts';
import { armedValues, type RangeCall, type RangeValues, rangeCallsOf, rangeFixes } from '../ranges/range-calls.ts';
import { isConstant, subtract, termSum } from '../ranges/sum.ts';
import { type RangedUpdate, updatesOf } from '../ranges/updates.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const rangeMismatch: Rule = {
  id: 'LM006',
  slug: 'range-mismatch',
  severity: 'error',
  summary: 'The arguments of a range call do not belong together.',
  why: `The range-carrying enable takes an mm, the first address, the end, and the entry of the first address. An architecture
that keeps the updates of the range aside works out from the pointer which address an entry has: s390 finds the slot of an
entry by \`ptep - base\`, and later invalidates the addresses from \`addr\` on. When the pointer is not the entry of the address,
or the table belongs to another mm, it invalidates translations that nobody changed and leaves those that were.

The finding follows both from the call that mapped the page table: a pointer or an address that has moved on alone, an entry
next to the one that is meant, two arguments that have changed places, the pointer of the other table of a walker that has
two. Inside the section it follows both on to each call that takes an entry with its address, be it a callback. Where nothing in
the function tells, the updates of the section do, since they name both an address and its entry.`,
  bad: `static void seal_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	while (addr != end && !pte_present(ptep_get(pte)))
		pte++, addr += PAGE_SIZE;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, start_pte);
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
	while (addr != end && !pte_present(ptep_get(pte)))
		pte++, addr += PAGE_SIZE;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  source:
    'Patch series "s390/mm: batch PTE updates in lazy MMU mode", 2026: base_pte, base_addr and base_end of ipte_range.',
  check(context) {
    const flow = armedFlowOf(context.regions);
    if (!flow) return [];
    const findings = new Map<CallExpression, RuleFinding>();
    const updates = updatesOf(flow, context.callees);
    for (const range of rangeCallsOf(flow)) {
      const wrong = findings.has(range.call) ? undefined : wrongArgument(context, flow, updates, range);
      if (!wrong) continue;
      const { at, message, notes } = wrong;
      findings.set(range.call, {
        range: { start: at.start, end: at.end },
        message,
        notes: notes ?? mappingNotes(context.regions, range),
        fixes: rangeFixes(context.file.text, context.regions, range.call),
      });
    }
    for (const update of updates) {
      const { call } = update.moment;
      const entries = findings.has(call) ? undefined : entriesFromAddress(update);
      if (entries === undefined) continue;
      findings.set(call, apart(context, update.moment, update.pointerArgument, entries));
    }
    for (const { moment, pointer, entries } of wrongAddresses(flow, context.callees)) {
      if (!findings.has(moment.call)) findings.set(moment.call, apart(context, moment, pointer, entries));
    }
    return [...findings.values()];
  },
};

/** A call whose pointer is not the entry of the address beside it. */
function apart({ file }: RuleContext, moment: CallMoment, pointer: Expression, entries?: number): RuleFinding {
  const { start, end } = pointer;
  const where =
    entries === undefined
      ? 'the two have come apart'
      : `it lies ${entriesInWords(entries)} ${entries < 0 ? 'before' : 'behind'} it`;
  return {
    range: { start, end },
    message: `${file.text.slice(start, end)} is not the entry of the address that ${calleeName(moment.call)}() is given: ${where}`,
    notes: armedNotes(moment),
  };
}

/** Entries between the pointer that an update is given and the entry of the address beside it, if no address fits. */
function entriesFromAddress({ pointer, beside }: RangedUpdate): number | undefined {
  if (pointer?.sum.terms.get(entryBase) !== 1) return undefined;
  const found = subtract(pointer.sum, termSum(entryBase));
  const distances = beside.map(({ sum }) => subtract(found, sum)).filter(isConstant);
  if (distances.some(({ constant }) => Math.abs(constant) < pageBytes)) return undefined;
  return distances.length === 1 ? Math.trunc(distances[0].constant / pageBytes) : undefined;
}

interface WrongArgument {
  readonly at: Range;
  readonly message: string;
  readonly notes?: readonly Note[];
}

function wrongArgument(
  context: RuleContext,
  flow: ArmedFlow,
  updates: readonly RangedUpdate[],
  range: RangeCall,
): WrongArgument | undefined {
  const text = ({ start, end }: Range) => context.file.text.slice(start, end);
  const { pte, addr, values } = range;
  if (values.addr?.sum.terms.has(entryBase)) return { at: addr, message: `${text(addr)} is an entry, not an address` };
  const noEntry = reasonForNoEntry(range, flow);
  if (noEntry) return { at: pte, message: `${text(pte)} ${noEntry}` };
  const found = entryAddress(range);
  const compared = found && values.addr ? compareAddresses(found, values.addr.sum) : undefined;
  const at = pte.kind === 'name' && addr.kind !== 'name' ? addr : pte;
  if (compared?.kind === 'apart') {
    const { entries } = compared;
    const where =
      entries === undefined
        ? 'another address'
        : `an address ${entriesInWords(entries)} ${entries > 0 ? 'before' : 'behind'} it`;
    return { at, message: `${text(pte)} is not the entry of ${text(addr)}, but that of ${where}` };
  }
  if (compared?.kind === 'unrelated') {
    return {
      at,
      message: `${text(pte)} is not the entry of ${text(addr)}: its page table was mapped for another address`,
    };
  }
  if (values.mm && isConstant(values.mm.sum)) return { at: range.mm, message: `${text(range.mm)} is no mm` };
  const mm = otherMm(range, context);
  if (mm) return { at: range.mm, message: `${text(pte)} points into a page table of ${mm}, not of ${text(range.mm)}` };
  const wrong = againstUpdates(updates, range, text);
  return compared?.kind === 'same' && wrong?.at === pte ? undefined : wrong;
}

/** Why an argument cannot be the entry of any address. */
function reasonForNoEntry({ pte, values }: RangeCall, { around: { scope } }: ArmedFlow): string | undefined {
  if (isUpperEntryPointer(typeOf(withoutCasts(pte), scope))) return 'points to an entry of another level';
  const sum = values.pte?.sum;
  if (!sum) return undefined;
  if (isConstant(sum)) return 'is no pointer to an entry';
  const [name = '', ...others] = sum.terms.keys;
  return others.length === 0 && name.startsWith('g:&') ? 'points to a variable, not into a page table' : undefined;
}

function withoutCasts(expression: Expression): Expression {
  return expression.kind === 'cast' ? withoutCasts(expression.operand) : expression;
}

/** The address whose entry the pointer is, where a mapping tells. */
function entryAddress({ values: { pte } }: RangeCall) {
  return pte?.sum.terms.get(entryBase) === 1 ? subtract(pte.sum, termSum(entryBase)) : undefined;
}

/** An update of the section whose address and entry lie otherwise to each other than those of the range. */
function againstUpdates(
  updates: readonly RangedUpdate[],
  { call, mm, addr, pte }: RangeCall,
  text: (range: Range) => string,
): WrongArgument | undefined {
  for (const update of updates) {
    if (update.moment.path.armed !== call) continue;
    const armed = armedValues(update.moment.path.environment);
    const { start, end } = update.moment.call;
    const notes = [{ range: { start, end }, message: 'this update says otherwise' }];
    const differ = isInSameTable(update, armed) ? areDifferent : differInKernel;
    if (update.mm && armed.mm && differ(update.mm, armed.mm)) {
      return { at: mm, message: `${text(mm)} is not the mm whose entries the section updates`, notes };
    }
    if (!update.address || !update.pointer || !armed.addr || !armed.pte) continue;
    const shift = subtract(subtract(update.pointer.sum, update.address.sum), subtract(armed.pte.sum, armed.addr.sum));
    if (!isConstant(shift) || Math.abs(shift.constant) < pageBytes) continue;
    return { at: pte, message: `${text(pte)} is not the entry of ${text(addr)} by the updates of the section`, notes };
  }
  return undefined;
}

/** True for an update of the table that the range points into, whichever calls may have mapped it. */
function isInSameTable({ pointer }: RangedUpdate, { pte }: RangeValues): boolean {
  if (!pointer || !pte || !isConstant(subtract(pointer.sum, pte.sum))) return false;
  const [tables, own] = [[...(pointer.tables ?? [])], pte.tables];
  return tables.length === (own?.size ?? 0) && tables.every((table) => own?.has(table));
}

export function entriesInWords(entries: number): string {
  const count = Math.abs(entries);
  return count === 1 ? 'one entry' : `${count} entries`;
}
