import { isAttribute, needsNameBefore, onlyInHead, takesArguments } from './attributes.ts';
import type { TextShape } from './mask.ts';
import { blankCodes } from './sheet.ts';
import { pairBrackets, type Token } from './tokens.ts';

/** Blanks attribute macros, with their arguments where they take some, and drops their tokens. */
export function withoutAttributes(tokens: readonly Token[], codes: Uint16Array, shape: TextShape): Token[] {
  const kept: Token[] = [];
  let pairs: ReadonlyMap<number, number> | undefined;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token.kind !== 'word') {
      kept.push(token);
      continue;
    }
    const next = tokens[index + 1];
    if (next?.text === '(' && takesArguments(token.text)) {
      pairs ??= pairBrackets(tokens);
      const close = pairs.get(index + 1);
      if (close !== undefined && (!needsNameBefore(token.text) || declares(kept.at(-1)))) {
        blankCodes(codes, token.start, tokens[close].end);
        index = close;
        continue;
      }
    }
    if (isBare(token, next, shape)) blankCodes(codes, token.start, token.end);
    else kept.push(token);
  }
  return kept;
}

/** Whether a token may belong to a declarator, so that an attribute may stand beside it. */
function declares(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.text === '*' || token?.text === ']';
}

/** Whether a word is an attribute without arguments where it stands. */
function isBare(token: Token, next: Token | undefined, shape: TextShape): boolean {
  if (isAttribute(token.text) || shape.attributes?.includes(token.text)) return true;
  return onlyInHead(token.text) && token.start < shape.bodyStart && declares(next);
}
