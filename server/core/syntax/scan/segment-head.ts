import { isAttribute, takesArguments } from '../mask/attributes.ts';
import type { MacroDefinition } from '../source-file.ts';
import { asterisk, closeBracket, closeParen, equals, openBracket, openParen, semicolon } from './characters.ts';
import { definers, noNames } from './head-words.ts';
import type { MacroTable } from './macros.ts';
import { isDigitCode } from './skip.ts';

/** What a segment declares, as the words and marks outside of its braces tell. */
export class SegmentHead {
  readonly #text: string;
  readonly #macros: MacroTable;
  #parens = 0;
  #assigned = false;
  #onlyCalls = true;
  #previousWord = '';
  #previousWordStart = 0;
  #afterWord = false;
  #name = '';
  #nameStart = 0;
  readonly #attributes: MacroDefinition[] = [];

  constructor(text: string, macros: MacroTable) {
    this.#text = text;
    this.#macros = macros;
  }

  /** Empty as long as nothing is named. */
  get name(): string {
    return this.#name;
  }

  get nameStart(): number {
    return this.#nameStart;
  }

  /** Words that the file itself defines to be attributes, or to be nothing. */
  get attributes(): readonly MacroDefinition[] {
    return this.#attributes;
  }

  /** No parenthesis or bracket is open. */
  get isBalanced(): boolean {
    return this.#parens === 0;
  }

  /** Only macro calls so far: `NAME(…)`, once or more. */
  get onlyCalls(): boolean {
    return this.#onlyCalls;
  }

  /** Only macro calls so far, and all of them whole: what comes now may be something else. */
  get isWhole(): boolean {
    return this.isBalanced && this.#onlyCalls && !this.#afterWord;
  }

  /** A word from `start` up to `end`, or a number. */
  word(start: number, end: number): void {
    if (this.isBalanced && this.#afterWord) this.#onlyCalls = false;
    if (isDigitCode(this.#text.charCodeAt(start))) {
      this.#afterWord = false;
      return;
    }
    const word = this.#text.slice(start, end);
    const attribute = this.#macros.asAttribute(word);
    if (attribute) {
      this.#attributes.push(attribute);
      return;
    }
    this.#previousWord = word;
    this.#previousWordStart = start;
    this.#afterWord = true;
  }

  /** Something between words that is no mark: a literal, a block. */
  gap(): void {
    this.#afterWord = false;
  }

  /** All that was open is taken to be closed. */
  closeAll(): void {
    this.#parens = 0;
  }

  /** A mark that ends before `end`, but no brace; true for a semicolon that ends the segment. */
  mark(character: number, end: number): boolean {
    const afterWord = this.#afterWord;
    this.#afterWord = false;
    switch (character) {
      case openParen:
        if (afterWord) this.#noteName(end);
        else if (this.isBalanced) this.#onlyCalls = false;
        this.#parens++;
        return false;
      case openBracket:
        this.#onlyCalls &&= this.#parens > 0;
        this.#parens++;
        return false;
      case closeParen:
      case closeBracket:
        if (this.#parens > 0) this.#parens--;
        return false;
      case semicolon:
        return this.isBalanced;
      default:
        if (this.isBalanced) this.#onlyCalls = false;
        if (character === equals && this.isBalanced) this.#assigned = true;
        return false;
    }
  }

  /** A `{`; true when it opens the body of a function, which then has its name. */
  opensBody(): boolean {
    if (!this.isBalanced || this.#assigned || this.#name === '') return false;
    if (definers.test(this.#name)) this.#takeFirstArgument();
    return true;
  }

  /** The first word before a parenthesis that is neither an attribute nor a type word names what is declared. */
  #noteName(end: number): void {
    const word = this.#previousWord;
    if (this.#name !== '' || this.#assigned || noNames.has(word)) return;
    if (isAttribute(word) || takesArguments(word)) return;
    if (this.isBalanced && this.#beginsPointerDeclarator(end)) return;
    this.#name = word;
    this.#nameStart = this.#previousWordStart;
  }

  /** `type (*name(…))(…)`: the word before the parenthesis is the type. `name(*…)` never declares. */
  #beginsPointerDeclarator(behind: number): boolean {
    let at = behind;
    while (this.#text.charCodeAt(at) === 32) at++;
    return this.#text.charCodeAt(at) === asterisk;
  }

  #takeFirstArgument(): void {
    const first = /[\s(]*([A-Za-z_]\w*)/y;
    first.lastIndex = this.#nameStart + this.#name.length;
    const named = first.exec(this.#text);
    if (!named) return;
    this.#name = named[1];
    this.#nameStart = first.lastIndex - named[1].length;
  }
}
