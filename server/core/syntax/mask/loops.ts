import { maskArguments } from './arguments.ts';
import type { Sheet } from './sheet.ts';

/** Macros that run their block any number of times. Naming is uniform in the kernel; those that differ are listed. */
const iteratorPattern = /(?:^|_)(?:for_?each|foreach)(?:_|$)|^for_(?!each)\w+|_for_each$/;
const iterators = new Set(['hash_for_each', 'xas_for_each', 'radix_tree_for_each_slot']);

/** Macros that run their block once, holding something. */
const guardPattern = /^scoped_|^with_\w+|^(?:rcu|user|unsafe)_\w*scope$/;

/** Words after which a statement begins. */
const statementLeaders = new Set(['else', 'do']);

function beginsStatement(sheet: Sheet, index: number): boolean {
  const before = sheet.textAt(index - 1);
  return before === '' || /^[;{}):]$/.test(before) || statementLeaders.has(before);
}

/** Whether what stands behind a macro call makes it the head of a statement. */
function headsStatement(sheet: Sheet, after: number, isKnown: boolean): boolean {
  const next = sheet.tokens[after];
  if (!next) return false;
  if (next.text === '{') return true;
  if (!isKnown) return false;
  return next.kind === 'word' || next.text === '*' || next.text === '(';
}

const placeholder = 'while(0)';

/**
 * Turns `for_each_thing(args) statement` and `scoped_guard(args) statement` into `while (args) statement`, and notes the
 * macro. Any other `name(args) {` is a macro over a block too: it counts as one that may run its block any number of
 * times. Returns whether the word at `index` was one.
 */
export function maskBlockMacro(sheet: Sheet, index: number): boolean {
  const word = sheet.tokens[index];
  const close = sheet.textAt(index + 1) === '(' ? sheet.closerOf(index + 1) : undefined;
  if (close === undefined || !beginsStatement(sheet, index)) return false;
  if (maskDoWhile(sheet, index, close)) return true;
  const isGuard = guardPattern.test(word.text);
  const isKnown = isGuard || iterators.has(word.text) || iteratorPattern.test(word.text);
  if (word.text.length < 5 || !headsStatement(sheet, close + 1, isKnown)) return false;
  const kind = isGuard ? 'guard' : 'iterate';
  const empty = close === index + 2;
  sheet.note(word.start, { kind, macro: word.text, empty });
  const end = sheet.tokens[close].end;
  if (empty && end - word.start >= placeholder.length) sheet.replace(word.start, end, placeholder);
  else sheet.replace(word.start, word.end, 'while');
  if (!empty) maskArguments(sheet, index + 1, close);
  return true;
}

/** `do_each_thing(args) { … } while_each_thing(args);` and `do { … } for_each_thing(args);` */
function maskDoWhile(sheet: Sheet, index: number, close: number): boolean {
  const word = sheet.tokens[index];
  if (word.text.startsWith('do_each_') && sheet.textAt(close + 1) === '{') {
    sheet.replace(word.start, sheet.tokens[close].end, 'do');
    return true;
  }
  if (word.text.length < 5 || !endsDoLoop(sheet, index, close)) return false;
  sheet.replace(word.start, word.end, 'while');
  sheet.note(sheet.tokens[index + 1].start, { kind: 'loop-test', macro: word.text });
  maskArguments(sheet, index + 1, close);
  return true;
}

/** Whether a call stands where the `while (…);` of a do loop would. */
function endsDoLoop(sheet: Sheet, index: number, close: number): boolean {
  if (sheet.textAt(index - 1) !== '}' || sheet.textAt(close + 1) !== ';') return false;
  if (sheet.textAt(index).startsWith('while_each_')) return true;
  const opener = sheet.openerOf(index - 1);
  return opener !== undefined && sheet.textAt(opener - 1) === 'do';
}
