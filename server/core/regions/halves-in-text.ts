/** Every name of the API in any dialect holds this. */
export const modeMark = 'lazy_mmu';

/** Calls of the API by what they open or close. */
const sides: readonly (readonly [opens: RegExp, closes: RegExp])[] = [
  [/lazy_mmu_mode_enable|enter_lazy_mmu/, /lazy_mmu_mode_disable|leave_lazy_mmu/],
  [/lazy_mmu_mode_pause/, /lazy_mmu_mode_resume/],
];

const definesMacro = /^[ \t]*#[ \t]*define\b/m;

/**
 * True for a text in which some function seems to open without closing, or to close without opening, or in which a macro may:
 * told by its layout alone, for files that are not parsed yet.
 */
export function mayHoldHalves(text: string): boolean {
  for (let at = text.indexOf(modeMark); at >= 0; ) {
    const { start, end } = stretchAround(text, at);
    const stretch = text.slice(start, end);
    if (definesMacro.test(stretch) || sides.some(([opens, closes]) => opens.test(stretch) !== closes.test(stretch)))
      return true;
    at = text.indexOf(modeMark, end);
  }
  return false;
}

/** From behind one brace in the first column to the next; a function on one line is a stretch of its own. */
function stretchAround(text: string, at: number): { readonly start: number; readonly end: number } {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const lineEnd = endOf(text.indexOf('\n', at), text);
  if (/^[A-Za-z_].*\{.*\}\s*$/.test(text.slice(lineStart, lineEnd))) return { start: lineStart, end: lineEnd };
  return { start: text.lastIndexOf('\n}', at) + 1, end: endOf(text.indexOf('\n}', at), text) };
}

function endOf(found: number, text: string): number {
  return found < 0 ? text.length : found;
}
