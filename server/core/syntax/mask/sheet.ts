import { textOfCodes } from '../scan/skip.ts';
import type { MaskedText, Note } from './notes.ts';
import { pairBrackets, type Token } from './tokens.ts';

const space = ' '.charCodeAt(0);
const tab = '\t'.charCodeAt(0);
const slash = '/'.charCodeAt(0);

/**
 * The text being masked with its tokens. Every write keeps the length and the line ends; `tokens` are those of the
 * author, attributes taken out.
 */
export class Sheet {
  readonly tokens: readonly Token[];
  readonly pairs: ReadonlyMap<number, number>;
  #openers: ReadonlyMap<number, number> | undefined;
  readonly #codes: Uint16Array;
  readonly #notes = new Map<number, Note>();

  constructor(tokens: readonly Token[], codes: Uint16Array) {
    this.tokens = tokens;
    this.pairs = pairBrackets(tokens);
    this.#codes = codes;
  }

  /** The text of the token at an index; empty outside the text. */
  textAt(index: number): string {
    return this.tokens[index]?.text ?? '';
  }

  isWord(index: number): boolean {
    return this.tokens[index]?.kind === 'word';
  }

  /** The index of the bracket that closes the one at `index`. */
  closerOf(index: number): number | undefined {
    return this.pairs.get(index);
  }

  /** The index of the bracket that the one at `index` closes. */
  openerOf(index: number): number | undefined {
    this.#openers ??= new Map([...this.pairs].map(([open, close]) => [close, open]));
    return this.#openers.get(index);
  }

  blank(start: number, end: number): void {
    blankCodes(this.#codes, start, end);
  }

  /** Writes `replacement` at the start of a stretch and blanks the rest of it. The stretch must hold the replacement. */
  replace(start: number, end: number, replacement: string): void {
    this.blank(start, end);
    for (let at = 0; at < replacement.length; at++) this.#codes[start + at] = replacement.charCodeAt(at);
  }

  /** The first blank of a line between two offsets, before any comment; undefined where there is none. */
  blankBetween(from: number, to: number): number | undefined {
    for (let at = from; at < to && this.#codes[at] !== slash; at++) {
      if (this.#codes[at] === space || this.#codes[at] === tab) return at;
    }
    return undefined;
  }

  note(at: number, note: Note): void {
    this.#notes.set(at, note);
  }

  finish(): MaskedText {
    return { text: textOfCodes(this.#codes), notes: this.#notes };
  }
}

/** Blanks everything but line ends. */
export function blankCodes(codes: Uint16Array, start: number, end: number): void {
  for (let at = start; at < end; at++) if (codes[at] !== 10 && codes[at] !== 13) codes[at] = 32;
}
