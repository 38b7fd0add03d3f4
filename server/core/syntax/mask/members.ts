import { splitArguments } from './declarations.ts';
import type { Sheet } from './sheet.ts';

/** Macros around the members of a struct, with how many arguments stand before the members. */
const memberGroups: ReadonlyMap<string, number> = new Map([
  ['__struct_group', 3],
  ['struct_group', 1],
  ['struct_group_attr', 2],
  ['struct_group_tagged', 2],
]);

/** Words that end a type, so that a bit field right behind them has no name. */
const builtinWords = new Set(['unsigned', 'signed', 'long', 'short', 'int', 'char', 'bool', '_Bool']);

/** Masks the body that follows `struct`, `union` or `enum` at an index, where there is one. */
export function maskMembers(sheet: Sheet, index: number): void {
  const keyword = sheet.textAt(index);
  if (keyword !== 'struct' && keyword !== 'union' && keyword !== 'enum') return;
  const open = sheet.textAt(index + 1) === '{' ? index + 1 : index + 2;
  const close = sheet.textAt(open) === '{' ? sheet.closerOf(open) : undefined;
  if (close === undefined) return;
  if (keyword === 'enum') maskEnumerators(sheet, open, close);
  else maskRecord(sheet, open + 1, close);
}

/** The members between two indexes; bodies of inner records are visited on their own. */
function maskRecord(sheet: Sheet, first: number, after: number): void {
  let member = first;
  for (let index = first; index < after; index++) {
    const text = sheet.textAt(index);
    if (text === ';') member = index + 1;
    else if (text === '{' || text === '[') index = sheet.closerOf(index) ?? index;
    else if (text === ':') maskUnnamedField(sheet, member, index);
    else if (text === '(') {
      const close = sheet.closerOf(index);
      if (close === undefined) return;
      maskGroup(sheet, index, close);
      index = close;
    }
  }
}

/** `u32 : 3` gets a name, which the lowering takes away again. */
function maskUnnamedField(sheet: Sheet, first: number, colon: number): void {
  const words = sheet.tokens.slice(first, colon);
  if (words.length === 0 || words.some((token) => token.kind !== 'word')) return;
  const last = words[words.length - 1];
  if (words.length > 1 && !builtinWords.has(last.text)) return;
  const [start, end] = [words[0].start, sheet.tokens[colon].start];
  if (end - start < 3) return;
  const type = words.map((token) => token.text).join(' ');
  // The type name may span lines; the stand-in for the name goes right behind it.
  sheet.replace(start, last.end, 'T x'.slice(0, last.end - start));
  if (last.end - start < 3) sheet.replace(start, start + 3, 'T x');
  sheet.note(start, { kind: 'type-name', type });
  sheet.note(start + 2, { kind: 'unnamed' });
}

/** `struct_group(name, members);` leaves its members where they are. */
function maskGroup(sheet: Sheet, open: number, close: number): void {
  const leading = memberGroups.get(sheet.textAt(open - 1));
  if (leading === undefined) return;
  const comma = splitArguments(sheet, open, close)[leading - 1]?.after;
  if (comma === undefined || comma >= close) return;
  sheet.blank(sheet.tokens[open - 1].start, sheet.tokens[comma].end);
  const semicolon = sheet.textAt(close + 1) === ';' ? close + 1 : close;
  sheet.blank(sheet.tokens[close].start, sheet.tokens[semicolon].end);
  maskRecord(sheet, comma + 1, close);
}

/**
 * `MACRO(arguments)` among enumerators becomes a name that stands for what the macro gives; what follows up to the next
 * comma goes with it, because such macros often bring their own commas.
 */
function maskEnumerators(sheet: Sheet, open: number, close: number): void {
  for (const { first, after } of splitArguments(sheet, open, close)) {
    if (after === first || !sheet.isWord(first) || sheet.textAt(first + 1) !== '(') continue;
    const [word, last] = [sheet.tokens[first], sheet.tokens[after - 1]];
    sheet.blank(word.end, last.end);
    sheet.note(word.start, { kind: 'enumerator-macro', end: last.end });
  }
}
