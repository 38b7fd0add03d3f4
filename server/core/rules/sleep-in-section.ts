import { functionNameIn } from '../callbacks/function-name.ts';
import { calleeName } from '../flow/walk.ts';
import { callbackRunner } from '../kernel/callback-runners.ts';
import { mayAlwaysSleep } from '../kernel/sleeping.ts';
import { pointInSection } from '../regions/function-regions.ts';
import { maySleep, sleepOfCall } from '../sleeping/may-sleep.ts';
import { type SectionCall, sectionCalls } from '../summaries/call-graph.ts';
import type { Step } from '../summaries/question.ts';
import { notesOfPath } from '../summaries/steps.ts';
import type { CallExpression } from '../syntax/ast.ts';
import { notesOf, witnessOf } from './paths.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const sleepInSection: Rule = {
  id: 'LM017',
  slug: 'sleep-in-section',
  severity: 'error',
  summary: 'A call that may sleep is made while lazy MMU mode is on.',
  why: `On sparc64, on powerpc with the hash MMU and on s390 with batching the mode belongs to the CPU and keeps preemption
off until it is left. Whoever sleeps in it schedules while atomic, and a task that goes on elsewhere leaves its updates
behind. Generic code must do without sleeping between enable and disable, also for kernel tables where no lock is held.

It counts what may sleep: allocations whose flags let them wait, mutexes and semaphores, \`cond_resched()\`, accesses to user
memory unless page faults are disabled, \`split_folio()\`, and the start of MMU notifiers; directly, through the functions
that the section calls, and in callbacks that it runs, such as those of \`apply_to_page_range()\`. \`GFP_NOWAIT\` and
\`GFP_ATOMIC\` do not wait. A pause makes room for a sleep.

arm64's own code is not reported: its mode belongs to the task, leaves preemption on, and its walkers of the linear map
allocate in it.`,
  bad: `static void stamp_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	do {
		cond_resched();
		set_pte_at(mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
}
`,
  good: `static void stamp_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	do {
		set_pte_at(mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	cond_resched();
}
`,
  source:
    'include/linux/pgtable.h (7.2, 7.3): users must not sleep in the mode unless they pause it. arch/sparc/mm/tlb.c, arch/powerpc/include/asm/book3s/64/tlbflush-hash.h (7.3): preemption is disabled. Instances: pagemap_scan_pmd_entry() in fs/proc/task_mmu.c and kasan_populate_vmalloc_pte() in mm/kasan/shadow.c (6.12).',
  check(context) {
    return sectionCalls(context).flatMap((made) => {
      const sleep = sleepOf(context, made);
      return sleep && !mayAlwaysSleep(context.file.path) ? [found(context, made, sleep)] : [];
    });
  },
};

/** A sleep with the way from the callee to it; empty for a call that sleeps itself. */
interface Sleep {
  readonly by: string;
  readonly path: readonly Step[];
}

function sleepOf(context: RuleContext, { call, node, name }: SectionCall): Sleep | undefined {
  const direct = sleepOfCall(name, call, context, node);
  if (direct) return direct.parameter === undefined ? { by: name, path: [] } : undefined;
  for (const { fact, path } of context.callees.ofCall(maySleep, call, name)) {
    const carried = maySleep.through(fact, call, context, node);
    if (carried && carried.parameter === undefined) return { by: fact.by, path };
  }
  return sleepOfOperations(context, call);
}

/** What the callbacks do that a page walker in the section is given. */
function sleepOfOperations({ callees }: RuleContext, call: CallExpression): Sleep | undefined {
  const runner = callbackRunner(calleeName(call) ?? '');
  const operations = runner?.gives === 'operations' ? call.arguments[runner.argument] : undefined;
  const reached = operations
    ? callees.operationsOf(functionNameIn(operations)).flatMap((name) => callees.of(maySleep, name))
    : [];
  const sleep = reached.find(({ fact }) => fact.parameter === undefined);
  return sleep && { by: sleep.fact.by, path: sleep.path };
}

function found(context: RuleContext, { call, node, name }: SectionCall, { by, path }: Sleep): RuleFinding {
  const { file, regions } = context;
  const range = { start: call.start, end: call.end };
  const point = pointInSection(regions, node);
  const through = path.length > 0 ? `, through ${by}()` : '';
  return {
    range,
    message: `${name}() may sleep${through}, while lazy MMU mode is on`,
    notes: [
      ...(point ? notesOf(witnessOf(regions, point)) : []),
      ...notesOfPath(path, `${by}() may sleep`, file, range),
    ],
  };
}
