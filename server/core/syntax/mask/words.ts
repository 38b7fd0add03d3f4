import { isTypeName } from '../type-names.ts';
import type { Sheet } from './sheet.ts';

const typeofWords = new Set([
  'typeof',
  '__typeof__',
  '__typeof',
  'typeof_unqual',
  '__typeof_unqual__',
  'TYPEOF_UNQUAL',
]);

/** `typeof(operand)` becomes a type name; the lowering reads the operand on its own. Returns the index behind it. */
export function maskTypeof(sheet: Sheet, index: number): number | undefined {
  if (!typeofWords.has(sheet.textAt(index)) || sheet.textAt(index + 1) !== '(') return undefined;
  const close = sheet.closerOf(index + 1);
  if (close === undefined) return undefined;
  const [open, end] = [sheet.tokens[index + 1], sheet.tokens[close]];
  sheet.blank(open.start, end.end);
  sheet.note(sheet.tokens[index].start, { kind: 'typeof', operandStart: open.end, operandEnd: end.start });
  return close + 1;
}

/** `auto` is a storage class to the grammar and a type to the kernel. */
export function maskAuto(sheet: Sheet, index: number): number | undefined {
  if (sheet.textAt(index) !== 'auto') return undefined;
  const { start, end } = sheet.tokens[index];
  sheet.replace(start, end, 'Auto');
  sheet.note(start, { kind: 'type-name', type: '__auto_type' });
  return index + 1;
}

/** `typeof_member(type, member) name` is a declaration. */
export function maskTypeofMember(sheet: Sheet, index: number, source: string): number | undefined {
  if (sheet.textAt(index) !== 'typeof_member' || sheet.textAt(index + 1) !== '(') return undefined;
  const close = sheet.closerOf(index + 1);
  if (close === undefined) return undefined;
  const inside = source.slice(sheet.tokens[index + 1].end, sheet.tokens[close].start);
  const comma = inside.lastIndexOf(',');
  sheet.blank(sheet.tokens[index + 1].start, sheet.tokens[close].end);
  const type = `typeof(((${inside.slice(0, comma)} *)0)->${inside.slice(comma + 1).trim()})`;
  sheet.note(sheet.tokens[index].start, { kind: 'type-name', type });
  return close + 1;
}

/** `TYPE_MACRO(argument) name;` declares `name`; the type is known by the macro's name alone. */
export function maskTypeMacro(sheet: Sheet, index: number): number | undefined {
  if (!/^[A-Z][A-Z0-9_]*$/.test(sheet.textAt(index)) || sheet.textAt(index + 1) !== '(') return undefined;
  const close = sheet.closerOf(index + 1);
  if (close === undefined || !sheet.isWord(close + 1) || !/^[;{}]$/.test(sheet.textAt(index - 1))) return undefined;
  if (!/^[;=,]$/.test(sheet.textAt(close + 2))) return undefined;
  sheet.blank(sheet.tokens[index + 1].start, sheet.tokens[close].end);
  return close + 1;
}

const operandLeaders = new Set(['(', '-', '+', '*', '&', '~', '!']);
const wordsBeforeCast = new Set(['return', 'case', 'else', 'do']);

/**
 * `(pte_t)` before an operand becomes `(int  )`: the grammar knows no typedefs, and would read the operator behind it
 * as one between two values.
 */
export function maskCast(sheet: Sheet, index: number): void {
  const word = sheet.tokens[index];
  if (sheet.textAt(index - 1) !== '(' || sheet.textAt(index + 1) !== ')') return;
  if (word.text.length < 3 || !isTypeName(word.text)) return;
  if (sheet.isWord(index - 2) && !wordsBeforeCast.has(sheet.textAt(index - 2))) return;
  const next = sheet.tokens[index + 2];
  if (!next || (next.kind === 'punctuation' && !operandLeaders.has(next.text))) return;
  sheet.replace(word.start, word.end, 'int');
  sheet.note(word.start, { kind: 'type-name', type: word.text });
}

const operandKeywords = new Set(['offsetof', '__alignof__', '__alignof', '_Alignof', 'alignof']);

/** The grammar lets these keywords take less than the kernel gives them: they become calls. */
export function renameOperandKeyword(sheet: Sheet, index: number): void {
  const word = sheet.tokens[index];
  if (!operandKeywords.has(word.text) || sheet.textAt(index + 1) !== '(') return;
  sheet.replace(word.start, word.end, word.text.replace(/^./, 'X'));
  sheet.note(word.start, { kind: 'renamed', name: word.text });
}

const assemblyWords = new Set(['asm', '__asm__', '__asm', 'asm_volatile_goto', 'asm_inline', 'asm_goto_output']);
const assemblyQualifiers = new Set([
  'volatile',
  '__volatile__',
  '__volatile',
  'goto',
  'inline',
  '__inline',
  '__inline__',
  'asm_inline',
]);

/**
 * Inline assembly becomes `0`, because its operands hold macros; behind a declarator (`register … asm("r1")`) it is an
 * attribute and becomes blank. Returns the index behind it.
 */
export function maskAssembly(sheet: Sheet, index: number): number | undefined {
  if (!assemblyWords.has(sheet.textAt(index))) return undefined;
  let open = index + 1;
  while (assemblyQualifiers.has(sheet.textAt(open))) open++;
  const close = sheet.textAt(open) === '(' ? sheet.closerOf(open) : undefined;
  if (close === undefined) return undefined;
  const [start, end] = [sheet.tokens[index].start, sheet.tokens[close].end];
  const before = sheet.textAt(index - 1);
  if (sheet.isWord(index - 1) && before !== 'else' && before !== 'do') {
    sheet.blank(start, end);
    return close + 1;
  }
  const jumps = sheet.tokens.slice(index, open).some((token) => token.text.includes('goto'));
  sheet.replace(start, end, '0');
  const labels = jumps ? labelsOf(sheet, open, close) : [];
  sheet.note(start, { kind: 'assembly', end, plain: !jumps && !hasOperands(sheet, open, close), labels });
  return close + 1;
}

/** Whether anything stands between the first colon and the third: outputs and inputs. */
function hasOperands(sheet: Sheet, open: number, close: number): boolean {
  let colons = 0;
  for (let index = open + 1; index < close; index++) {
    if (sheet.textAt(index) === ':') colons++;
    else if (colons === 1 || colons === 2) return true;
  }
  return false;
}

/** The labels that `asm goto` may jump to: what stands behind the last colon. */
function labelsOf(sheet: Sheet, open: number, close: number): readonly string[] {
  let labels: string[] = [];
  for (let index = open + 1; index < close; index++) {
    const text = sheet.textAt(index);
    if (text === ':') labels = [];
    else if (text === '(' || text === '[') index = sheet.closerOf(index) ?? index;
    else if (sheet.isWord(index)) labels.push(text);
  }
  return labels;
}

/** The `...` of `case low ... high:` becomes `||`, the weakest operator that the grammar has there. */
export function maskCaseRange(sheet: Sheet, index: number): void {
  for (let at = index + 1; at < sheet.tokens.length; at++) {
    const { text, start, end } = sheet.tokens[at];
    if (text === ':' || text === ';' || text === '{' || text === '}') return;
    if (text === '(') at = sheet.closerOf(at) ?? at;
    else if (text === '...') {
      sheet.replace(start, end, '||');
      sheet.note(start, { kind: 'case-range' });
      return;
    }
  }
}

/** `label: }` lacks the statement that the grammar wants: a blank between the two becomes one. */
export function maskLabelAtEnd(sheet: Sheet, index: number): void {
  if (sheet.textAt(index + 1) !== ':' || sheet.textAt(index + 2) !== '}') return;
  if (!/^[;{}:]$/.test(sheet.textAt(index - 1))) return;
  const at = sheet.blankBetween(sheet.tokens[index + 1].end, sheet.tokens[index + 2].start);
  if (at !== undefined) sheet.replace(at, at + 1, ';');
}

/** `__label__ a, b;` declares labels for a statement expression: nothing that is read here. */
export function maskLocalLabels(sheet: Sheet, index: number): number | undefined {
  if (sheet.textAt(index) !== '__label__') return undefined;
  let end = index;
  while (end < sheet.tokens.length && sheet.textAt(end) !== ';') end++;
  sheet.blank(sheet.tokens[index].start, sheet.tokens[end]?.start ?? sheet.tokens[index].end);
  return end;
}

/** `"text" MACRO(x) "text"`: the macro call becomes blank, because the grammar joins only names to strings. */
export function maskStringMacro(sheet: Sheet, index: number): number | undefined {
  if (sheet.textAt(index + 1) !== '(') return undefined;
  const close = sheet.closerOf(index + 1);
  if (close === undefined) return undefined;
  const beside = sheet.tokens[index - 1]?.kind === 'string' || sheet.tokens[close + 1]?.kind === 'string';
  if (!beside) return undefined;
  sheet.blank(sheet.tokens[index].start, sheet.tokens[close].end);
  return close + 1;
}
