import { type AccessedEntry, directAccessQuestion, originsBehind } from '../entries/access-question.ts';
import { copyParameters } from '../entries/copy-parameters.ts';
import { type DirectAccess, directAccesses } from '../entries/direct-accesses.ts';
import { type Origin, parameterMember } from '../entries/origins.ts';
import { pointerOriginsOf } from '../entries/pointer-origins.ts';
import { isEntryPointer } from '../entries/scope.ts';
import type { Fix } from '../finding.ts';
import { ownsEntries } from '../kernel/entries.ts';
import { type FunctionRegions, type LazyPoint, pointInSection } from '../regions/function-regions.ts';
import { sectionCalls } from '../summaries/call-graph.ts';
import { notesOfPath } from '../summaries/steps.ts';
import type { Expression, FunctionDefinition } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import { notesOf, witnessOf } from './paths.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const directPteDeref: Rule = {
  id: 'LM013',
  slug: 'direct-pte-deref',
  severity: 'error',
  summary: 'A page-table entry is read or written in a section without an accessor.',
  why: `In a section an architecture may hold updates back: with batching, s390 keeps the new entries of the section in a
cache, and applies them when it ends. \`ptep_get()\` answers from there. A plain load sees the entry of before, and a plain
store to an entry that has an update waiting is overwritten when the section ends.

It is the type that counts, not the name: \`*pte\`, \`pte[i]\`, \`pte->pte\`, \`READ_ONCE(*pte)\`, a cast such as
\`*(unsigned long *)pte\`, a copy of the pointer, a member of a structure, and calls that read or write memory through it. The
same counts in a function that the section calls, whatever it takes the pointer as: a \`void *\`, a number, a member of
what it is given. A copy of an entry on the stack, \`sizeof(*pte)\` and \`&pte[i]\` are not reported, nor is the code of an
architecture that owns the entries.`,
  bad: `static void count_pte_range(pte_t *pte, unsigned long addr, unsigned long end, unsigned long *present)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (pte_present(*pte))
			*present += 1;
	}
	lazy_mmu_mode_disable();
}
`,
  good: `static void count_pte_range(pte_t *pte, unsigned long addr, unsigned long end, unsigned long *present)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (pte_present(ptep_get(pte)))
			*present += 1;
	}
	lazy_mmu_mode_disable();
}
`,
  source:
    'Review of the series "s390/mm: batch PTE updates in lazy MMU mode", linux-s390 and linux-mm, 2026: a direct dereference goes past the cache. An instance was VM_WARN_ON_ONCE(!pte_none(*new_ptep)) in move_ptes(), mm/mremap.c (7.2), which 7.3 reads with ptep_get().',
  check(context) {
    const found = [...accessesHere(context), ...accessesByCallees(context)];
    return found.length > 0 && ownsEntries(context.file.path) ? [] : found;
  },
};

function accessesHere({ file, regions }: RuleContext): readonly RuleFinding[] {
  return accessesInSections(regions).map(({ access, point }) => ({
    range: { start: access.expression.start, end: access.expression.end },
    message: messageOf(file.text, access),
    notes: notesOf(witnessOf(regions, point)),
    fixes: fixesOf(file.text, access),
  }));
}

/** Functions that are called in a section, and look behind an entry that they are given or find. */
function accessesByCallees({ file, regions, callees }: RuleContext): readonly RuleFinding[] {
  const isEntry = entryOrigins(regions.definition);
  return sectionCalls({ file, regions }).flatMap(({ call, node, name }) => {
    const point = pointInSection(regions, node);
    if (!point) return [];
    return callees.ofCall(directAccessQuestion, call, name).flatMap(({ fact, path }) => {
      const { parameter, writes } = fact;
      if (parameter !== undefined && ![...originsBehind(fact, call, { regions }, node)].some(isEntry)) return [];
      const { start, end } = parameter === undefined ? call.callee : call.arguments[parameter];
      return {
        range: { start, end },
        message: `${name}() ${writes ? 'writes' : 'reads'} ${entryInWords(fact)} directly, past updates that lazy MMU mode holds back`,
        notes: [
          ...notesOfPath(path, `the entry is ${writes ? 'written' : 'read'} directly here`, file, { start, end }),
          ...notesOf(witnessOf(regions, point)),
        ],
      };
    });
  });
}

function entryInWords({ parameter, member }: AccessedEntry): string {
  if (parameter === undefined) return 'a page-table entry';
  return member === undefined ? 'this page-table entry' : `the page-table entry behind its member ${member}`;
}

function accessesInSections(
  regions: FunctionRegions,
): readonly { readonly access: DirectAccess; readonly point: LazyPoint }[] {
  const isEntry = entryOrigins(regions.definition);
  return directAccesses(regions.graph, pointerOriginsOf(regions)).flatMap((access) => {
    const point = pointInSection(regions, access.node);
    return point && [...access.origins].some(isEntry) ? { access, point } : [];
  });
}

/** Says whether a pointer of a function points into a page table, going by where it comes from. */
function entryOrigins(definition: FunctionDefinition): (origin: Origin) => boolean {
  const copies = copyParameters(definition);
  return (origin) => {
    if (typeof origin !== 'number') return origin === 'table' || parameterMember(origin) !== undefined;
    return !copies.has(origin) && isEntryPointer(definition.parameters[origin].type);
  };
}

function messageOf(text: string, { expression, writes }: DirectAccess): string {
  const written = textOf(text, expression).replace(/\s+/g, ' ');
  return writes
    ? `${written} writes a page-table entry directly: an update that lazy MMU mode holds back may overwrite it`
    : `${written} reads a page-table entry directly, past updates that lazy MMU mode holds back: use ptep_get()`;
}

/** Only a read of the whole entry has an accessor that takes nothing but the pointer. */
function fixesOf(text: string, { expression, pointer, writes, whole }: DirectAccess): readonly Fix[] {
  if (writes || !readsWholeEntry(expression) || !isWritten(text, expression)) return [];
  const read = `ptep_get(${addressText(text, expression, pointer)})`;
  return [{ title: 'Read the entry with ptep_get()', edits: [{ range: whole, text: read }], safe: true }];
}

/** `*p` and `p[i]`; not what a cast makes of it, and not one of its words. */
function readsWholeEntry(expression: Expression): boolean {
  if (expression.kind === 'index') return expression.array.kind !== 'cast';
  return expression.kind === 'unary' && expression.operand.kind !== 'cast';
}

/** False for what a macro stands for. */
function isWritten(text: string, expression: Expression): boolean {
  const written = textOf(text, expression);
  return expression.kind === 'index' ? written.endsWith(']') : written.startsWith('*');
}

function addressText(text: string, expression: Expression, pointer: Expression): string {
  return expression.kind === 'index' ? `&${textOf(text, expression)}` : textOf(text, pointer);
}

function textOf(text: string, { start, end }: Range): string {
  return text.slice(start, end);
}
