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

/** The text that was asked about last, with what it registers: one text is asked about each of its functions. */
let latest: { readonly text: string; readonly given: readonly string[] } = { text: '', given: [] };

/** True for a function that a file registers as the handler of an interrupt; handlers in threads of their own are none. */
export function isInterruptHandler(text: string, name: string): boolean {
  if (latest.text !== text) latest = { text, given: [...text.matchAll(registrations)].map(([, given]) => given) };
  if (latest.given.length === 0) return false;
  const word = new RegExp(`\\b${name}\\b`);
  return latest.given.some((given) => word.test(given));
}
