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
  const words = sheet.tokens.slice(index, open).map((token) => token.text);
  sheet.replace(start, end, '0');
  sheet.note(start, { kind: 'assembly', end, jumps: words.some((word) => word.includes('goto')) });
  return close + 1;
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
export function maskLabelAtEnd(sheet: Sheet, index: number, blankAt: (from: number, to: number) => number): void {
  if (sheet.textAt(index + 1) !== ':' || sheet.textAt(index + 2) !== '}') return;
  if (!/^[;{}:]$/.test(sheet.textAt(index - 1))) return;
  const at = blankAt(sheet.tokens[index + 1].end, sheet.tokens[index + 2].start);
  if (at >= 0) sheet.replace(at, at + 1, ';');
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
