import type { Sheet } from './sheet.ts';

/** Words that only a type begins with. */
const typeWords = new Set([
  ...[
    'struct',
    'union',
    'enum',
    'unsigned',
    'signed',
    'long',
    'short',
    'int',
    'char',
    'void',
    'bool',
    'float',
    'double',
  ],
  ...['const', 'volatile', '_Bool', 'static', 'register'],
]);

/** Words that only a statement begins with. */
const statementWords = new Set(['return', 'goto', 'break', 'continue', 'if', 'for', 'while', 'do', 'switch', 'case']);

/** Masks the arguments of a call, between the parentheses at `open` and `close`, that are no expressions. */
export function maskArguments(sheet: Sheet, open: number, close: number): void {
  let first = open + 1;
  for (let index = first; index <= close; index++) {
    const text = sheet.textAt(index);
    if (text === ',' || index === close) {
      maskArgument(sheet, first, index);
      first = index + 1;
    } else if (text === '(' || text === '[' || text === '{') index = sheet.closerOf(index) ?? index;
  }
}

/** The argument of the tokens from `first` up to, not with, `after`. */
function maskArgument(sheet: Sheet, first: number, after: number): void {
  if (first >= after) {
    maskEmptyArgument(sheet, first);
    return;
  }
  const [start, end] = [sheet.tokens[first].start, sheet.tokens[after - 1].end];
  const kind = argumentKind(sheet, first, after);
  if (kind === 'expression') return;
  sheet.replace(start, end, '0');
  sheet.note(start, { kind, end });
}

/** `f(a, , b)` gets a `0` where there is room, and `f(a,)` loses its comma. */
function maskEmptyArgument(sheet: Sheet, after: number): void {
  const [before, behind] = [sheet.tokens[after - 1], sheet.tokens[after]];
  if (before.text !== ',' && behind.text !== ',') return;
  const room = sheet.blankBetween(before.end, behind.start);
  if (behind.text !== ',') sheet.blank(before.start, before.end);
  else if (room !== undefined) {
    sheet.replace(room, room + 1, '0');
    sheet.note(room, { kind: 'type-argument', end: room });
  }
}

type ArgumentKind = 'expression' | 'type-argument' | 'statement-argument';

function argumentKind(sheet: Sheet, first: number, after: number): ArgumentKind {
  const head = sheet.textAt(first);
  const next = sheet.textAt(first + 1);
  const last = sheet.textAt(after - 1);
  if (sheet.isWord(first)) {
    if (statementWords.has(head)) return 'statement-argument';
    if (typeWords.has(head)) return 'type-argument';
    if (last === '*' && after - first > 1) return 'type-argument';
    if (sheet.isWord(first + 1) && first + 1 < after && next !== 'sizeof') return 'type-argument';
    return hasSemicolon(sheet, first, after) ? 'statement-argument' : 'expression';
  }
  if (head === '.' || head === '[' || isOnlyPunctuation(sheet, first, after)) return 'type-argument';
  return 'expression';
}

function isOnlyPunctuation(sheet: Sheet, first: number, after: number): boolean {
  for (let index = first; index < after; index++) {
    const { kind, text } = sheet.tokens[index];
    if (kind !== 'punctuation' || text === '{' || text === '(') return false;
  }
  return true;
}

function hasSemicolon(sheet: Sheet, first: number, after: number): boolean {
  for (let index = first; index < after; index++) {
    const text = sheet.textAt(index);
    if (text === ';') return true;
    if (text === '(' || text === '{') index = sheet.closerOf(index) ?? index;
  }
  return false;
}

/** Keywords whose parentheses hold no arguments. */
const keywords = new Set([
  ...['if', 'while', 'for', 'switch', 'return', 'sizeof', 'do', 'else', 'case', 'goto', 'typeof', '__typeof__'],
  ...['_Generic', '__typeof', 'typeof_unqual', 'asm'],
]);

/** Whether `name(` at an index is a call and not the declarator of a local prototype, as in `int name(struct x *);`. */
export function isCall(sheet: Sheet, index: number): boolean {
  if (keywords.has(sheet.textAt(index)) || sheet.textAt(index + 1) !== '(') return false;
  if (!sheet.isWord(index - 1)) return true;
  return keywords.has(sheet.textAt(index - 1));
}
