import { directAccesses } from '../entries/direct-accesses.ts';
import { primitiveQuestion } from '../entries/entry-questions.ts';
import { pointerOriginsOf } from '../entries/pointer-origins.ts';
import { afterEffect, type MappedPointers, mappedPointersOf, tablesOf } from '../entries/unmapped-pointers.ts';
import { calleeName } from '../flow/walk.ts';
import { primitive } from '../kernel/primitives.ts';
import { tableUnmappings } from '../kernel/tables.ts';
import type { LazyPoint } from '../regions/function-regions.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import { calleeRange } from './lock-notes.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const useAfterUnmap: Rule = {
  id: 'LM027',
  slug: 'use-after-unmap',
  severity: 'error',
  summary: 'A pointer to an entry is used after its page table was unmapped.',
  why: `\`pte_unmap()\` ends the RCU read-side section that keeps an empty page table from being freed, and \`pte_unmap_unlock()\`
drops its lock as well. A pointer that was kept may then lead into a page that is used for something else; with
\`CONFIG_HIGHPTE\` it leads nowhere. A walker that gives the lock up for a while maps the table again, and takes the pointer
that this answers.

Functions that use lazy MMU mode are looked at. Another pointer into the same table counts too: a copy, or one that was
moved.`,
  bad: `static int settle_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	pte_t *pte = start_pte;

	if (!start_pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return pte_none(ptep_get(pte - 1));
}
`,
  good: `static int settle_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	pte_t *pte = start_pte;
	int none;

	if (!start_pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	none = pte_none(ptep_get(pte - 1));
	pte_unmap_unlock(start_pte, ptl);
	return none;
}
`,
  source: '__pte_offset_map() and pte_unmap() in include/linux/pgtable.h and mm/pgtable-generic.c (6.12, 7.3).',
  check(context) {
    const { regions } = context;
    const pointers = regions.calls.length > 0 ? mappedPointersOf(regions) : undefined;
    if (!pointers) return [];
    const findings = new Map<number, RuleFinding>();
    for (const use of [...usesByCalls(context, pointers), ...usesByDereference(context, pointers)]) {
      const unmapped = unmappedBefore(use);
      if (unmapped && !findings.has(use.range.start)) findings.set(use.range.start, findingOf(use, unmapped));
    }
    return [...findings.values()];
  },
};

/** A place that looks behind a pointer, with what is known of pointers there. */
interface Use {
  readonly range: Range;
  readonly what: string;
  readonly pointer: Expression;
  readonly known: MappedPointers;
}

type KnownPointers = ReadonlyMap<LazyPoint, MappedPointers>;

function usesByCalls({ callees }: RuleContext, pointers: KnownPointers): readonly Use[] {
  const uses: Use[] = [];
  for (const [{ node }, before] of pointers) {
    let known = before;
    for (const effect of node.effects) {
      if (effect.kind === 'call' && known.unmapped.size > 0) {
        const { call } = effect;
        for (const pointer of lookedBehind(call, callees)) {
          uses.push({ range: calleeRange(call), what: `${calleeName(call)}()`, pointer, known });
        }
      }
      known = afterEffect(known, effect);
    }
  }
  return uses;
}

/** Arguments of a call whose entries it reads or updates, itself or through others. */
function lookedBehind(call: CallExpression, callees: RuleContext['callees']): readonly Expression[] {
  const name = calleeName(call) ?? '';
  if (tableUnmappings.has(name)) return [];
  const known = primitive(name);
  const positions = known ? [known.pointer] : callees.ofCall(primitiveQuestion, call).map(({ fact }) => fact.parameter);
  return positions.flatMap((position) => (position === undefined ? [] : (call.arguments[position] ?? [])));
}

function usesByDereference({ regions }: RuleContext, pointers: KnownPointers): readonly Use[] {
  const accesses = directAccesses(regions.graph, pointerOriginsOf(regions));
  return accesses.flatMap(({ node, expression, pointer }) => {
    const range = { start: expression.start, end: expression.end };
    return regions.solution.points[node.id].flatMap((point) => {
      const known = pointers.get(point);
      return known ? { range, what: 'this', pointer, known } : [];
    });
  });
}

/** The call that unmapped the table of a pointer; undefined where it may point into a table that is mapped. */
function unmappedBefore({ pointer, known }: Use): CallExpression | undefined {
  const tables = [...tablesOf(known, pointer)];
  return tables.every((table) => known.unmapped.has(table)) ? known.unmapped.get(tables[0]) : undefined;
}

function findingOf({ range, what }: Use, unmapped: CallExpression): RuleFinding {
  return {
    range,
    message: `${what} looks behind a pointer whose page table is not mapped any more`,
    notes: [{ range: calleeRange(unmapped), message: 'the page table is unmapped here' }],
  };
}
