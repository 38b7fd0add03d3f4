import { blank } from './skip.ts';

/** The text of a segment, the same with its directives and what they leave out blank, and the directives. */
export function textsOf(
  source: string,
  from: number,
  to: number,
  blanks: readonly { readonly start: number; readonly end: number }[],
): { text: string; active: string; directives: string } {
  const text = source.slice(from, to);
  if (blanks.length === 0) return { text, active: text, directives: '' };
  let active = '';
  let directives = '';
  let at = from;
  for (const { start, end } of blanks) {
    const hidden = source.slice(start, end);
    active += source.slice(at, start) + blank(hidden);
    directives += `${hidden}\n`;
    at = end;
  }
  return { text, active: active + source.slice(at, to), directives };
}
