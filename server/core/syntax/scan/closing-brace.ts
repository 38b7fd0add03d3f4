import { readDirective } from './directives.ts';
import { opensBlock } from './head-words.ts';
import type { MacroTable } from './macros.ts';
import { isWordCode, skipComment, skipString } from './skip.ts';

/** Where blocks that are open at an offset come to an end. */
export interface BlocksAhead {
  /** Offset behind the `}` that closes the last of them; undefined when another function begins before, or the text ends. */
  readonly closedAt?: number;
  /** How far the text was read to tell. */
  readonly readTo: number;
}

/**
 * Reads on from `from`, in the body of a function with `depth` blocks open, to see whether they are all closed before
 * another function begins. A `}` in the first column then closes a block of a body that is laid out otherwise; it ends the
 * function where they are not, because a brace is missing.
 */
export function findBlocksAhead(text: string, from: number, depth: number, macros: MacroTable): BlocksAhead {
  let open = depth;
  let at = from;
  let lineStart = false;
  let inHead = false;
  while (at < text.length) {
    const character = text[at];
    const firstColumn = text[at - 1] === '\n';
    if (firstColumn && (text.startsWith('static ', at) || (inHead && character === '{'))) return { readTo: at + 1 };
    if (character === '\n') {
      lineStart = true;
      at += 1;
    } else if (character <= ' ') at += 1;
    else if (character === '#' && lineStart) {
      at = readDirective(text, at, 0, macros).end;
      inHead = false;
    } else {
      lineStart = false;
      if (firstColumn && isWordCode(text.charCodeAt(at)) && !opensBlock(text, at)) inHead = true;
      else if (';:={}'.includes(character)) inHead = false;
      if (character === '{') open += 1;
      if (character === '}') open -= 1;
      if (open === 0) return { closedAt: at + 1, readTo: at + 1 };
      at = endOfToken(text, at);
    }
  }
  return { readTo: text.length };
}

function endOfToken(text: string, at: number): number {
  const character = text[at];
  if (character === '/') return skipComment(text, at);
  if (character === '"' || character === "'") return skipString(text, at);
  if (character === '\\') return at + 2;
  let end = at + 1;
  if (isWordCode(text.charCodeAt(at))) while (end < text.length && isWordCode(text.charCodeAt(end))) end += 1;
  return end;
}
