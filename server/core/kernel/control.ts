/** Calls that decide where control goes, and macros that change what they are given. Facts from include/linux (7.3). */

/** Calls that do not return: include/asm-generic/bug.h, include/linux/panic.h, include/linux/compiler.h. */
export const noReturnCalls: ReadonlySet<string> = new Set([
  'BUG',
  'panic',
  'unreachable',
  '__builtin_unreachable',
  'do_exit',
  'make_task_dead',
  'nmi_panic',
  'BUILD_BUG',
]);

/** Calls that return only when their argument is false: include/asm-generic/bug.h, include/linux/mmdebug.h. */
export const assertCalls: ReadonlySet<string> = new Set(['BUG_ON']);

/** Calls whose value is the truth of their first argument: include/linux/compiler.h, include/asm-generic/bug.h. */
export const transparentConditions: ReadonlySet<string> = new Set([
  'likely',
  'unlikely',
  'WARN_ON',
  'WARN_ON_ONCE',
  'VM_WARN_ON',
  'VM_WARN_ON_ONCE',
  '__builtin_expect',
]);

/** Warnings whose first argument is a condition that correct callers never make true. */
export const warningConditions: ReadonlySet<string> = new Set(['WARN_ON', 'WARN_ON_ONCE', 'WARN', 'WARN_ONCE']);

/** Predicates of a value alone: asked twice about the same value they answer the same. */
export const purePredicates: ReadonlySet<string> = new Set(['IS_ERR', 'IS_ERR_OR_NULL', 'IS_ENABLED', 'IS_BUILTIN']);

/** Macros that assign to variables named in their arguments, by the positions of those. */
export const assigningMacros: ReadonlyMap<string, readonly number[]> = new Map([
  ['get_user', [0]],
  ['__get_user', [0]],
  ['unsafe_get_user', [0]],
  ['swap', [0, 1]],
  ['local_irq_save', [0]],
  ['local_save_flags', [0]],
  ['spin_lock_irqsave', [1]],
  ['spin_trylock_irqsave', [1]],
  ['raw_spin_lock_irqsave', [1]],
]);
