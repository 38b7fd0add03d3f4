import { lineEndAt } from '../text.ts';
import type { RangeArguments } from './range-arguments.ts';

/** Documentation/process/coding-style.rst (7.3): the preferred limit of a line, and the width of a tab. */
const [preferredLimit, tabWidth] = [80, 8];

/** Where scripts/checkpatch.pl (7.3) warns: better than three lines for one call. */
const hardLimit = 100;

/**
 * The range call as it stands at an offset of a text: where it would reach behind the limit, arguments go on in the next
 * line, below the first of them. `behind` is what follows on the same line, such as the semicolon.
 */
export function laidOutRangeCall(
  { mm, addr, end, pte }: RangeArguments,
  rangeName: string,
  text: string,
  call: { readonly start: number; readonly end: number },
): string {
  const lineStart = text.lastIndexOf('\n', call.start - 1) + 1;
  const [behind] = /^[^\r\n]*/.exec(text.slice(call.end)) ?? [''];
  const left = widthOf(`${text.slice(lineStart, call.start)}${rangeName}(`);
  const inLines = (limit: number) => lines([mm, addr, end, pte], left, behind.trimEnd(), limit);
  const preferred = inLines(preferredLimit);
  const chosen = preferred.length > 2 ? inLines(hardLimit) : preferred;
  const indentation = '\t'.repeat(Math.floor(left / tabWidth)) + ' '.repeat(left % tabWidth);
  return `${rangeName}(${chosen.join(`,${lineEndAt(text, call.end)}${indentation}`)})`;
}

/** Arguments in lines that begin at a column, as many in each as the limit allows. */
function lines(given: readonly string[], column: number, behind: string, limit: number): readonly string[] {
  const result: string[] = [];
  given.forEach((argument, index) => {
    const ends = index < given.length - 1 ? ',' : `)${behind}`;
    const last = result.at(-1);
    const together = `${last}, ${argument}`;
    if (last === undefined || column + together.length + ends.length > limit) result.push(argument);
    else result[result.length - 1] = together;
  });
  return result;
}

function widthOf(line: string): number {
  let width = 0;
  for (const character of line) width = character === '\t' ? (Math.floor(width / tabWidth) + 1) * tabWidth : width + 1;
  return width;
}
