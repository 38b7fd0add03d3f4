import { isDigitCode, isWordCode, skipComment, skipString } from '../scan/skip.ts';

/** One token of C. Punctuation comes one character at a time, but for `...` and `->`. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'punctuation';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens of a text without directives; comments and blanks fall away. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code <= 32) at++;
    else if (code === 92) at += 2;
    else if (code === 47 && (text.charCodeAt(at + 1) === 42 || text.charCodeAt(at + 1) === 47)) {
      at = skipComment(text, at);
    } else {
      const token = readToken(text, at, code);
      tokens.push(token);
      at = token.end;
    }
  }
  return tokens;
}

function readToken(text: string, start: number, code: number): Token {
  if (code === 34 || code === 39) {
    const end = skipString(text, start);
    return { kind: 'string', text: '', start, end };
  }
  if (isDigitCode(code)) {
    const number = /[\w.]*?(?=\.\.\.|[^\w.]|$)/y;
    number.lastIndex = start;
    const end = start + Math.max(1, number.exec(text)?.[0].length ?? 1);
    return { kind: 'number', text: text.slice(start, end), start, end };
  }
  if (isWordCode(code)) {
    let end = start + 1;
    while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
    return { kind: 'word', text: text.slice(start, end), start, end };
  }
  const length = text.startsWith('...', start) ? 3 : text.startsWith('->', start) ? 2 : 1;
  return { kind: 'punctuation', text: text.slice(start, start + length), start, end: start + length };
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** For every opening bracket the index of the token that closes it; brackets that do not pair are left out. */
export function pairBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'punctuation') return;
    if (closing[token.text] !== undefined) open.push(index);
    else if (token.text === ')' || token.text === ']' || token.text === '}') {
      const opener = open.at(-1);
      if (opener !== undefined && closing[tokens[opener].text] === token.text) {
        open.pop();
        pairs.set(opener, index);
      }
    }
  });
  return pairs;
}
