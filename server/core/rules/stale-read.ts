import { callsInSections, type Update, updateByPrimitive } from '../entries/waiting-updates.ts';
import { type Primitive, primitive, queuedUpdates } from '../kernel/primitives.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
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
which the value can be old. A pointer that has moved on to another entry is told apart from one that has not.`,
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
  check({ regions }) {
    const findings = new Map<number, RuleFinding>();
    for (const { call, name, point, waiting } of callsInSections(regions, updateByPrimitive)) {
      const reader = primitive(name);
      const argument = reader?.pointer === undefined ? undefined : call.arguments[reader.pointer];
      if (!reader || !argument || findings.has(call.start)) continue;
      for (const update of waiting.of(argument)) {
        const machines = machinesOf(reader, update, regions);
        if (machines.length === 0 || findings.has(call.start)) continue;
        findings.set(call.start, {
          range: { start: call.start, end: call.end },
          message: `${name}() may see the entry as it was before ${update.primitive}(): on ${machines.join(' and ')} that update waits for the end of the section`,
          notes: [updateNote(update), ...notesOf(witnessOf(regions, point))],
        });
      }
    }
    return [...findings.values()];
  },
};

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
