/** What tells code that runs in an interrupt: include/linux/preempt.h, interrupt.h, bottom_half.h (6.12, 7.3). */

/** Questions about the context, with the answer that means an interrupt, or bottom halves that are off. */
export const contextQuestions: ReadonlyMap<string, boolean> = new Map([
  ['in_interrupt', true],
  ['in_hardirq', true],
  ['in_irq', true],
  ['in_softirq', true],
  ['in_serving_softirq', true],
  ['in_nmi', true],
  ['in_task', false],
]);

/** Calls that turn bottom halves off, in_interrupt() being true from then on, and calls that turn them on again. */
export const bottomHalves: ReadonlyMap<string, 'off' | 'on'> = new Map([
  ['local_bh_disable', 'off'],
  ['spin_lock_bh', 'off'],
  ['read_lock_bh', 'off'],
  ['write_lock_bh', 'off'],
  ['local_bh_enable', 'on'],
  ['spin_unlock_bh', 'on'],
  ['read_unlock_bh', 'on'],
  ['write_unlock_bh', 'on'],
]);

/** Types of a parameter that only callbacks of timers have, which run in an interrupt: include/linux/timer.h, hrtimer.h. */
export const interruptParameters: ReadonlySet<string> = new Set(['timer_list', 'hrtimer']);

const registrations = /\b(?:devm_)?request_(?:percpu_)?(?:irq|nmi)\s*\(([^;]*)\)/g;

const handlers = new WeakMap<object, ReadonlySet<string>>();

/** True for a function that a file registers as the handler of an interrupt; handlers in threads of their own are none. */
export function isInterruptHandler(source: { readonly text: string }, name: string): boolean {
  const known = handlers.get(source) ?? registeredIn(source.text);
  handlers.set(source, known);
  return known.has(name);
}

/** All words of the registrations in a text. */
function registeredIn(text: string): ReadonlySet<string> {
  if (!text.includes('request_')) return new Set();
  return new Set([...text.matchAll(registrations)].flatMap(([, given]) => given.match(/\w+/g) ?? []));
}
