import { primitiveQuestion } from '../entries/entry-questions.ts';
import { callsInSections } from '../entries/section-updates.ts';
import type { Update } from '../entries/waiting-updates.ts';
import { calleeName } from '../flow/walk.ts';
import { type Primitive, primitive, queuedUpdates } from '../kernel/primitives.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { CalleeSummaries } from '../summaries/callee-summaries.ts';
import type { Step } from '../summaries/question.ts';
import { notesOfPath } from '../summaries/steps.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { notesOf, witnessOf } from './paths.ts';
import type { Rule, RuleFinding } from './rule.ts';
import { updateNote } from './update-note.ts';

export const staleRead: Rule = {
  id: 'LM014',
  slug: 'stale-read',
  severity: 'warning',
  summary: 'An entry is read while an update of it in the same section may still wait.',
  why: `On Xen PV a section queues the updates that go through \`set_pte_at()\`, \`pte_clear()\` and the like, and \`ptep_get()\`
is a plain load: it answers the entry of before. A primitive that reads and changes is worse: \`ptep_get_and_clear()\` acts on
the entry of before at once, and the queued update then puts its own value over the result. On s390 with batching,
\`ptep_get()\` answers from the cache, but \`ptep_get_lockless()\`, \`ptep_clear_flush()\` and \`ptep_set_access_flags()\` look at
the hardware entry.

Keep the value that was written, read before the update, or leave the section in between. The finding names the machines on
which the value can be old. A pointer that has moved on to another entry is told apart from one that has not, and \`pte - 1\`
behind a step is the entry of before. Behind a helper that updates only sometimes, its result tells.`,
  bad: `static void renew_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		set_pte_at(mm, addr, pte, entry);
		if (!pte_present(ptep_get(pte)))
			pte_clear(mm, addr, pte);
	}
	lazy_mmu_mode_disable();
}
`,
  good: `static void renew_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (pte_present(entry))
			set_pte_at(mm, addr, pte, entry);
		else
			pte_clear(mm, addr, pte);
	}
	lazy_mmu_mode_disable();
}
`,
  source:
    'arch/x86/xen/mmu_pv.c and multicalls.c (6.12, 7.3): updates are queued, reads are not answered from the queue. The series "s390/mm: batch PTE updates in lazy MMU mode", 2026, for s390.',
  check({ file, regions, callees }) {
    const findings = new Map<number, RuleFinding>();
    for (const { call, name, point, waiting } of callsInSections(regions, callees, 'certain')) {
      if (waiting.all.size === 0) continue;
      for (const { reader, pointer, path } of readsOf(call, callees)) {
        const update = [...waiting.of(pointer)].find((each) => machinesOf(reader, each, regions).length > 0);
        if (!update || findings.has(call.start)) continue;
        const machines = machinesOf(reader, update, regions).join(' and ');
        const range = { start: call.start, end: call.end };
        findings.set(call.start, {
          range,
          message: `${name}() may see the entry as it was before ${update.primitive}(): on ${machines} that update waits for the end of the section`,
          notes: [
            updateNote(update),
            ...notesOfPath(path, `${reader.name}() looks at the entry here`, file, range),
            ...notesOf(witnessOf(regions, point)),
          ],
        });
      }
    }
    return [...findings.values()];
  },
};

/** A primitive that a call stands for or leads to, and the pointer whose entry it looks at. */
interface Read {
  readonly reader: Primitive;
  readonly pointer: Expression;
  /** The way to it, where another function is in between. */
  readonly path: readonly Step[];
}

function readsOf(call: CallExpression, callees: CalleeSummaries): readonly Read[] {
  const read = (name: string, position: number | undefined, path: readonly Step[]): readonly Read[] => {
    const reader = primitive(name);
    const pointer = position === undefined ? undefined : call.arguments[position];
    return reader && pointer ? [{ reader, pointer, path }] : [];
  };
  const known = primitive(calleeName(call) ?? '');
  if (known) return read(known.name, known.pointer, []);
  return callees
    .ofCall(primitiveQuestion, call)
    .flatMap(({ fact, path }) => (fact.unmoved ? read(fact.primitive, fact.parameter, path) : []));
}

/** Machines on which a primitive looks at memory while the update waits. */
function machinesOf(reader: Primitive, { primitive: updating }: Update, regions: FunctionRegions): readonly string[] {
  const machines: string[] = [];
  const reads = reader.kind !== 'update';
  if (reads && queuedUpdates.has(updating)) machines.push('Xen PV');
  const pastCache = reader.bypassesDeferral || reader.name === 'ptep_get_lockless';
  const hasRange = regions.calls.some(({ effect }) => effect === 'enable-range');
  if (pastCache && hasRange) machines.push('s390 with batching');
  return machines;
}
