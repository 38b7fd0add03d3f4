import { codesOfText } from '../scan/skip.ts';
import { isCall, maskArguments } from './arguments.ts';

import { maskDeclaringMacro, maskDefiner, maskSyscall } from './declarations.ts';
import { maskBlockMacro } from './loops.ts';
import { maskMembers } from './members.ts';
import type { MaskedText } from './notes.ts';
import { Sheet } from './sheet.ts';
import { type Token, tokenise } from './tokens.ts';
import { withoutAttributes } from './without-attributes.ts';
import {
  maskAssembly,
  maskAuto,
  maskCaseRange,
  maskCast,
  maskLabelAtEnd,
  maskLocalLabels,
  maskStringMacro,
  maskTypeMacro,
  maskTypeof,
  maskTypeofMember,
  renameOperandKeyword,
} from './words.ts';

/**
 * What a text is. A 'call' is a fragment whose declaring macros are left as the calls that they look like. The body's
 * offset matters because `name(struct x *p)` is a parameter list outside of one.
 */
export interface TextShape {
  readonly kind: 'function' | 'declaration' | 'fragment' | 'call';
  /** Of a function: the offset of its `{`. */
  readonly bodyStart: number;
  /** Words that the file itself defines to be attributes, or to be nothing. */
  readonly attributes?: readonly string[];
}

/** Makes kernel C readable for a C grammar without moving anything. The text holds no directives any more. */
export function mask(text: string, shape: TextShape): MaskedText {
  const codes = codesOfText(text);
  replaceUnreadable(codes);
  const tokens = withoutAttributes(tokenise(text), codes, shape);
  const sheet = new Sheet(tokens, codes);
  const bodies = new Bodies(shape);
  let index = 0;
  if (shape.kind === 'function' && sheet.isWord(0) && sheet.textAt(1) === '(') {
    if (!maskSyscall(sheet, 0)) maskDefiner(sheet, 0);
  }
  while (index < tokens.length) {
    const token = tokens[index];
    bodies.pass(token);
    index = token.kind === 'word' ? maskWord(index) : index + 1;
  }
  return sheet.finish();

  function maskWord(at: number): number {
    maskMembers(sheet, at);
    const behind =
      maskTypeof(sheet, at) ??
      maskAssembly(sheet, at) ??
      maskLocalLabels(sheet, at) ??
      maskAuto(sheet, at) ??
      maskTypeofMember(sheet, at, text) ??
      (shape.kind === 'call' ? undefined : maskDeclaringMacro(sheet, at, text));
    if (behind !== undefined) return behind;
    if (!bodies.holdCode) return at + 1;
    if (tokens[at].text === 'case') maskCaseRange(sheet, at);
    if (sheet.textAt(at + 1) === ':') maskLabelAtEnd(sheet, at);
    maskCast(sheet, at);
    if (!isCall(sheet, at)) return at + 1;
    const joined = maskStringMacro(sheet, at) ?? maskTypeMacro(sheet, at);
    if (joined !== undefined) return joined;
    if (maskBlockMacro(sheet, at)) return at + 1;
    renameOperandKeyword(sheet, at);
    const close = sheet.closerOf(at + 1);
    if (close !== undefined) maskArguments(sheet, at + 1, close);
    return at + 1;
  }
}

const replacement = '@'.charCodeAt(0);

/** NUL ends a text for tree-sitter, and half a surrogate pair derails it: both become a character that C does not have. */
function replaceUnreadable(codes: Uint16Array): void {
  for (let at = 0; at < codes.length; at++) {
    if (codes[at] === 0) codes[at] = replacement;
    else if (codes[at] >= 0xd800 && codes[at] <= 0xdfff) {
      const paired = codes[at] <= 0xdbff && codes[at + 1] >= 0xdc00 && codes[at + 1] <= 0xdfff;
      if (paired) at++;
      else codes[at] = replacement;
    }
  }
}

/** Whether the text read so far is where expressions and statements stand. */
class Bodies {
  readonly #shape: TextShape;
  #braces = 0;
  #initialiser = false;
  holdCode: boolean;

  constructor(shape: TextShape) {
    this.#shape = shape;
    this.holdCode = shape.kind === 'fragment' || shape.kind === 'call';
  }

  pass(token: Token): void {
    if (this.#shape.kind === 'fragment' || this.#shape.kind === 'call') return;
    if (this.#shape.kind === 'function') {
      if (token.start >= this.#shape.bodyStart) this.holdCode = true;
      return;
    }
    if (token.text === '{') this.#braces++;
    else if (token.text === '}') this.#braces--;
    else if (token.text === '=' && this.#braces === 0) this.#initialiser = true;
    this.holdCode = this.#initialiser;
  }
}
