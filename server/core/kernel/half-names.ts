/**
 * Words of function names that say that the function does one half of something and its caller the other, as
 * arch_enter_lazy_mmu_mode() and arch_leave_lazy_mmu_mode(), xen_start_context_switch() and xen_end_context_switch()
 * (arch/x86/xen/enlighten_pv.c, 6.12), double_pt_lock() and double_pt_unlock() (mm/userfaultfd.c, 7.3).
 */
const openingWords: ReadonlySet<string> = new Set([
  ...['begin', 'start', 'enter', 'open', 'prepare', 'prep', 'setup', 'init', 'pre', 'in', 'on'],
  ...['enable', 'lock', 'acquire', 'get', 'pause', 'suspend', 'save', 'push'],
]);

const closingWords: ReadonlySet<string> = new Set([
  ...['end', 'stop', 'leave', 'exit', 'close', 'finish', 'finalize', 'complete', 'done', 'post', 'out', 'off'],
  ...['disable', 'unlock', 'release', 'put', 'resume', 'restore', 'pop', 'cleanup', 'abort', 'cancel'],
]);

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split('_');
}

/** True for a name that says that its function opens something for its caller. */
export function tellsOpening(name: string): boolean {
  return wordsOf(name).some((word) => openingWords.has(word));
}

/** True for a name that says that its function closes something that its caller has opened. */
export function tellsClosing(name: string): boolean {
  return wordsOf(name).some((word) => closingWords.has(word));
}

/** True for two names that differ in one word, which opens in the one and closes in the other. */
export function nameHalvesOfOne(one: string, other: string): boolean {
  const [left, right] = [wordsOf(one), wordsOf(other)];
  if (left.length !== right.length) return false;
  const different = left.flatMap((word, at) => (word === right[at] ? [] : [[word, right[at]] as const]));
  if (different.length !== 1) return false;
  const [[first, second]] = different;
  return (openingWords.has(first) && closingWords.has(second)) || (closingWords.has(first) && openingWords.has(second));
}
