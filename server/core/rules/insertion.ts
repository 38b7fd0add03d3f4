import { substatements, visitStatement } from '../flow/walk.ts';
import type { CompoundStatement, FunctionDefinition, Statement } from '../syntax/ast.ts';
import { lineEndAt, type Range, type TextEdit } from '../text.ts';

/** Where a statement stands: in a block at an index, or alone as the branch of an if or the body of a loop. */
export interface Place {
  readonly statement: Statement;
  readonly block?: CompoundStatement;
  readonly index: number;
}

export function placeOf(definition: FunctionDefinition, range: Range): Place | undefined {
  let place: Place | undefined;
  visitStatement(
    definition.body,
    () => {},
    (outer) => {
      const inner = substatements(outer);
      inner.forEach((statement, index) => {
        if (statement.start !== range.start || statement.end !== range.end) return;
        if (outer.kind === 'compound') place = { statement, block: outer, index };
        else if (statement.kind !== 'compound') place = { statement, index };
      });
    },
  );
  return place;
}

/** Inserts a statement before another on a line of its own; a branch without braces gets them. */
export function insertBefore(text: string, place: Place, inserted: string): readonly TextEdit[] {
  const { start } = place.statement;
  if (!place.block) return bracesAround(text, place.statement, inserted);
  return [{ range: at(start), text: `${inserted}${lineEndAt(text, start)}${indentAt(text, start)}` }];
}

function bracesAround(text: string, statement: Statement, inserted: string): readonly TextEdit[] {
  const gap = { start: statement.start - trailingSpace(text.slice(0, statement.start)).length, end: statement.start };
  const lineEnd = lineEndAt(text, statement.start);
  const outer = indentAt(text, gap.start);
  const opensOnLineAbove = text.slice(gap.start, gap.end).includes('\n');
  const indent = opensOnLineAbove ? indentAt(text, statement.start) : `${outer}\t`;
  const end = statement.end + commentBehind(text, statement.end).length;
  const otherwise = /^\s*(?=else\b)/.exec(text.slice(end));
  const open = endsInLineComment(text, gap.start) ? `${lineEnd}${outer}{` : ' {';
  return [
    { range: gap, text: `${open}${lineEnd}${indent}${inserted}${lineEnd}${indent}` },
    otherwise
      ? { range: { start: end, end: end + otherwise[0].length }, text: `${lineEnd}${outer}} ` }
      : { range: at(end), text: `${lineEnd}${outer}}` },
  ];
}

/** A comment that ends the line of a statement: it belongs to it. */
function commentBehind(text: string, offset: number): string {
  return /^[ \t]*(?:\/\*(?:(?!\*\/)[^\n])*\*\/|\/\/[^\r\n]*)(?=[ \t]*\r?\n)/.exec(text.slice(offset))?.[0] ?? '';
}

/** What is put behind such a comment would be part of it. */
function endsInLineComment(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).includes('//');
}

/** Inserts a statement as the last of a block. */
export function insertAtEnd(text: string, block: CompoundStatement, inserted: string): readonly TextEdit[] {
  const close = block.end - 1;
  const lineEnd = lineEndAt(text, block.start);
  const outer = indentAt(text, close);
  const last = block.body.at(-1);
  const indent = last ? indentAt(text, last.start) : `${outer}\t`;
  const lineStart = text.lastIndexOf('\n', close) + 1;
  const ownLine = text.slice(lineStart, close).trim() === '';
  return ownLine
    ? [{ range: at(lineStart), text: `${indent}${inserted}${lineEnd}` }]
    : [{ range: at(close), text: `${lineEnd}${indent}${inserted}${lineEnd}${outer}` }];
}

/** Removes a statement that stands in a block, with its line when it is alone on it. */
export function removeStatement(text: string, place: Place): readonly TextEdit[] | undefined {
  if (!place.block) return undefined;
  const { start, end } = place.statement;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const alone = lineEnd !== -1 && `${text.slice(lineStart, start)}${text.slice(end, lineEnd)}`.trim() === '';
  return [{ range: alone ? { start: lineStart, end: lineEnd + 1 } : { start, end }, text: '' }];
}

/** Lets a statement change places with the next one of its block, if that is one that `fits`. */
export function swapWithNext(
  text: string,
  definition: FunctionDefinition,
  statement: Range,
  fits: (next: Statement) => boolean,
): readonly TextEdit[] | undefined {
  const place = placeOf(definition, statement);
  const next = place?.block?.body[place.index + 1];
  if (!place || !next || !fits(next)) return undefined;
  const swapped = [place.statement, next].map(({ start, end }) => ({
    range: { start, end },
    text: text.slice(start, end),
  }));
  return swapped.map(({ range }, index) => ({ range, text: swapped[1 - index].text }));
}

function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

function trailingSpace(text: string): string {
  return /\s*$/.exec(text)?.[0] ?? '';
}

function at(start: number): Range {
  return { start, end: start };
}
