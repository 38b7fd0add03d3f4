import { type ForwardAnalysis, forwardFacts } from '../flow/dataflow.ts';
import type { Effect, FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { Rule, RuleFinding } from './rule.ts';

/** Positions of the entry's pointer and of the values, old and new, that are written for it. */
const commits: ReadonlyMap<string, { readonly pointer: number; readonly templates: readonly number[] }> = new Map([
  ['ptep_modify_prot_commit', { pointer: 2, templates: [3, 4] }],
  ['modify_prot_commit_ptes', { pointer: 2, templates: [3, 4] }],
]);

export const batchTemplateNotAdvanced: Rule = {
  id: 'LM026',
  slug: 'batch-template-not-advanced',
  severity: 'error',
  summary: 'A batch goes on to its next entry, and the old or the new value stays that of the entry before.',
  why: `The old and the new value of a batch are templates: the entries map consecutive pages, so each step of the pointer has
to advance the page frame number in both, by \`pte_next_pfn()\` or \`pte_advance_pfn()\`. A new value that stays maps the
same page again and again. An old value that stays is compared with the wrong page on powerpc, where the commit decides by
it whether to flush. The old value is that of the entry before the change, never the new value of the entry before.`,
  bad: `static void settle_ptes(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old, pte_t new, unsigned int nr)
{
	for (; nr; nr--, ptep++, addr += PAGE_SIZE) {
		ptep_modify_prot_commit(vma, addr, ptep, old, new);
		new = pte_next_pfn(new);
	}
}
`,
  good: `static void settle_ptes(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old, pte_t new, unsigned int nr)
{
	for (; nr; nr--, ptep++, addr += PAGE_SIZE) {
		ptep_modify_prot_commit(vma, addr, ptep, old, new);
		old = pte_next_pfn(old);
		new = pte_next_pfn(new);
	}
}
`,
  source: 'Review of "mm: Add batched versions of ptep_modify_prot_start/commit", linux-mm, July 2025.',
  check({ regions: { graph } }) {
    const found: RuleFinding[] = [];
    for (const { node, call } of graph.nodes.flatMap(commitsOf)) {
      const { pointer, templates } = commits.get(calleeName(call) ?? '') ?? { pointer: 0, templates: [] };
      const movers = namesIn(call.arguments[pointer]);
      const values = templates.flatMap((position) => call.arguments[position] ?? []);
      const places = forwardFacts(graph, templateAnalysis(movers, new Set(values.flatMap(namesIn))))[node.id];
      for (const value of values) {
        if (value.kind !== 'name' || !places?.get(value.name)?.has('behind')) continue;
        const message = `${value.name} is still that of an earlier entry: it advances with ${movers.join(' and ')}`;
        found.push({ range: { start: value.start, end: value.end }, message });
      }
    }
    return found;
  },
};

function commitsOf(node: FlowNode): readonly { node: FlowNode; call: CallExpression }[] {
  return node.effects.flatMap((effect) =>
    effect.kind === 'call' && commits.has(calleeName(effect.call) ?? '') ? [{ node, call: effect.call }] : [],
  );
}

/** Where a value stands against the pointer: with it, a step behind, or a step ahead because it was advanced first. */
type Place = 'with' | 'behind' | 'ahead';

/** Places that each template may have, by its name. */
type Places = ReadonlyMap<string, ReadonlySet<Place>>;

const afterStep: Readonly<Record<Place, Place>> = { with: 'behind', behind: 'behind', ahead: 'with' };
const afterAdvance: Readonly<Record<Place, Place>> = { with: 'ahead', behind: 'with', ahead: 'ahead' };

/** include/linux/pgtable.h (6.12, 7.3). */
const advances: ReadonlySet<string> = new Set(['pte_next_pfn', 'pte_advance_pfn']);

function templateAnalysis(movers: readonly string[], templates: ReadonlySet<string>): ForwardAnalysis<Places> {
  const even = () => new Map([...templates].map((each) => [each, new Set<Place>(['with'])]));
  const apply = (effect: Effect, places: Map<string, ReadonlySet<Place>>) => {
    if (effect.kind !== 'assign') return;
    const move = (name: string, by: (place: Place) => Place) =>
      places.set(name, new Set([...(places.get(name) ?? [])].map(by)));
    if (movers.includes(effect.name)) {
      const stepped = isStep(effect.by);
      for (const each of templates) move(each, (place) => (stepped ? afterStep[place] : 'with'));
    } else if (templates.has(effect.name)) {
      move(effect.name, (place) => placeAfter(place, effect.name, effect.value, templates));
    }
  };
  return {
    initial: even(),
    transfer({ effects }, before) {
      const places = new Map(before);
      for (const effect of effects) apply(effect, places);
      return places;
    },
    join: (one, other) =>
      new Map([...templates].map((each) => [each, new Set([...(one.get(each) ?? []), ...(other.get(each) ?? [])])])),
    equal: (one, other) => [...templates].every((each) => one.get(each)?.size === other.get(each)?.size),
  };
}

/** An advanced value is a step further; the other value is no template of this one; any other comes from the entry itself. */
function placeAfter(place: Place, name: string, value: Expression | undefined, templates: ReadonlySet<string>): Place {
  if (value?.kind === 'name' && templates.has(value.name)) return 'behind';
  const source = value?.kind === 'call' && advances.has(calleeName(value) ?? '') ? value.arguments[0] : undefined;
  return source?.kind === 'name' && source.name === name ? afterAdvance[place] : 'with';
}

function isStep(by: Expression): boolean {
  return by.kind === 'update' || (by.kind === 'assign' && by.operator !== '=');
}

/** Variables in a pointer or a value: `ptep` and `i` in `ptep + i`. */
function namesIn(expression: Expression | undefined): readonly string[] {
  if (expression?.kind === 'name') return [expression.name];
  return expression?.kind === 'binary' ? [...namesIn(expression.left), ...namesIn(expression.right)] : [];
}
