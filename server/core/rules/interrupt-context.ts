import type { FlowGraph } from '../flow/graph.ts';
import { type Domain, solve } from '../flow/solve.ts';
import { calleeName } from '../flow/walk.ts';
import { bottomHalves, contextQuestions, interruptParameters, isInterruptHandler } from '../kernel/interrupts.ts';
import type { FunctionDefinition } from '../syntax/ast.ts';
import type { Rule } from './rule.ts';

/** Why the code on a path runs where sections are no use; undefined where nothing says that it does. */
type Reason = 'interrupt' | 'bottom-halves' | undefined;

export const interruptContext: Rule = {
  id: 'LM023',
  slug: 'interrupt-context',
  severity: 'warning',
  summary: 'A section is entered in an interrupt, or with bottom halves off.',
  why: `The mode belongs to the task, and an interrupt comes in the middle of it. With the legacy API entering in an interrupt
corrupts the batch of the task that was interrupted, and leaving turns the mode off under it. The nestable API looks at
\`in_interrupt()\` and does nothing: the section is there to be read and defers no update. \`in_interrupt()\` is true with
bottom halves off too, as under \`spin_lock_bh()\`.

Only what is certain is reported: handlers that the file registers, callbacks of timers, branches that ask
\`in_interrupt()\` and the like, and calls that turn bottom halves off.`,
  bad: `static void poke_pte(struct mm_struct *mm, unsigned long addr, pte_t *pte, pte_t entry, spinlock_t *lock)
{
	spin_lock_bh(lock);
	lazy_mmu_mode_enable();
	set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
	spin_unlock_bh(lock);
}
`,
  good: `static void poke_pte(struct mm_struct *mm, unsigned long addr, pte_t *pte, pte_t entry, spinlock_t *lock)
{
	spin_lock(lock);
	lazy_mmu_mode_enable();
	set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
	spin_unlock(lock);
}
`,
  source: 'lazy_mmu_mode_enable() in include/linux/pgtable.h (7.2, 7.3); the comment on the mode there (6.12).',
  check({ file, regions, dialect }) {
    const { definition, graph, calls } = regions;
    const enables = calls.filter(({ effect }) => effect.startsWith('enable'));
    if (enables.length === 0) return [];
    const called = isCallback(definition) || isInterruptHandler(file, definition.name);
    if (!called && !tellsContext(graph)) return [];
    const solution = solve(graph, contextDomain(called ? 'interrupt' : undefined));
    if (solution.gaveUp) return [];
    const effect = dialect.generation === 'legacy' ? 'the mode is not made for it' : 'the section has no effect';
    return enables.flatMap(({ expression, nameRange, name }) => {
      const reason = solution.calls.get(expression)?.find((each) => each !== undefined);
      if (!reason) return [];
      const where = reason === 'interrupt' ? 'in an interrupt' : 'with bottom halves off';
      return [{ range: nameRange, message: `${name}() runs ${where}: ${effect}` }];
    });
  },
};

/** Whether a function asks about its context or changes it; in any other, nothing tells of an interrupt. */
function tellsContext({ nodes }: FlowGraph): boolean {
  return nodes.some(({ effects }) =>
    effects.some((effect) => {
      const name = effect.kind === 'call' ? (calleeName(effect.call) ?? '') : '';
      return contextQuestions.has(name) || bottomHalves.has(name);
    }),
  );
}

function contextDomain(initial: Reason): Domain<Reason> {
  return {
    initial,
    key: (reason) => reason ?? 'task',
    call(reason, call) {
      const name = calleeName(call) ?? '';
      const inInterrupt = contextQuestions.get(name);
      if (inInterrupt !== undefined) {
        return [
          { property: reason ?? 'interrupt', result: inInterrupt },
          ...(reason === 'interrupt' ? [] : [{ property: reason, result: !inInterrupt }]),
        ];
      }
      const change = bottomHalves.get(name);
      if (change === 'off') return [{ property: reason ?? 'bottom-halves' }];
      return [{ property: change === 'on' && reason === 'bottom-halves' ? undefined : reason }];
    },
  };
}

function isCallback({ parameters }: FunctionDefinition): boolean {
  const [first] = parameters;
  if (parameters.length !== 1 || first.type.kind !== 'pointer') return false;
  const { target } = first.type;
  return target.kind === 'record' && target.tag !== undefined && interruptParameters.has(target.tag);
}
