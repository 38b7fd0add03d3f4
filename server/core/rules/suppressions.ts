import type { LineIndex, Range } from '../text.ts';

/** A comment `lazy-mmu: allow(rule, rule) reason`. Its range is the whole comment. */
export interface Suppression extends Range {
  /** The slugs or ids that it names, as they are written. */
  readonly names: readonly (Range & { readonly name: string })[];
  /** Empty when it gives none: it does not count then. */
  readonly reason: string;
  /** Lines whose findings it allows, half-open and from 1: those of the comment and the one below. */
  readonly lines: Range;
}

/** What every suppression holds; a file without it has none. */
const mark = 'lazy-mmu:';

const opening = /(\/\*+|\/\/|\*)[ \t]*lazy-mmu:[ \t]*allow\(([^)\n]*)\)/g;

/** False for a text that holds no suppression at all. */
export function mentionsSuppression(text: string): boolean {
  return text.includes(mark);
}

/** Every suppression of a text, in its order. Lines are counted only when there is one. */
export function suppressionsIn(source: { readonly text: string; readonly lines: LineIndex }): readonly Suppression[] {
  const { text } = source;
  if (!mentionsSuppression(text)) return [];
  const { lines } = source;
  return [...text.matchAll(opening)].map(({ index, 0: head, 1: opener, 2: list }) => {
    const behind = index + head.length;
    const end = opener === '//' ? endOfLine(text, behind) : endOfComment(text, behind);
    const reason = text.slice(behind, end).replace(/\*\/$/, '');
    return {
      start: index,
      end,
      names: namesIn(list, behind - 1 - list.length),
      reason: reason.replaceAll(/\n[ \t]*\*?/g, ' ').trim(),
      lines: { start: lines.lineOf(index), end: lines.lineOf(end - 1) + 2 },
    };
  });
}

function namesIn(list: string, offset: number): Suppression['names'] {
  return [...list.matchAll(/[^\s,]+/g)].map(({ index, 0: name }) => ({
    name,
    start: offset + index,
    end: offset + index + name.length,
  }));
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function endOfComment(text: string, from: number): number {
  const end = text.indexOf('*/', from);
  return end === -1 ? text.length : end + 2;
}

/** The comment that allows a rule, for an editor to insert on the line above. */
export function suppressionComment(slug: string, reason: string): string {
  return `/* ${mark} allow(${slug}) ${reason} */`;
}
