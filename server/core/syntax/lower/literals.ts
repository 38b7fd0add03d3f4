import type { IntegerExpression } from '../ast.ts';

/** The value and suffix of an integer literal, or undefined for a floating-point one and for what is no number. */
export function readInteger(text: string): Omit<IntegerExpression, 'kind' | 'start' | 'end'> | undefined {
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlL]*)$/.exec(text);
  if (!match) return undefined;
  const [, digits, suffix] = match;
  const longs = suffix.replace(/[uU]/g, '').length;
  const octal = /^0[0-7]+$/.test(digits);
  return {
    value: BigInt(octal ? `0o${digits.slice(1)}` : digits),
    unsigned: /[uU]/.test(suffix),
    long: longs >= 2 ? 2 : longs === 1 ? 1 : 0,
    decimal: /^(0|[1-9][0-9]*)$/.test(digits),
  };
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
};

/** The text that a literal's body stands for, escapes resolved. */
export function unescapeLiteral(body: string): string {
  return body.replace(
    /\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|(\r?\n)|([\s\S]))/g,
    (_, hex?: string, octal?: string, lineEnd?: string, other?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16) & 0xff);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (lineEnd !== undefined) return '';
      return simpleEscapes[other ?? ''] ?? other ?? '';
    },
  );
}

/** The body of a string or character literal: without its prefix and quotes. */
export function literalBody(text: string): string {
  const open = text.search(/["']/);
  return text.slice(open + 1, -1);
}
