import { isDeclaringMacro } from '../mask/declarations.ts';
import {
  apostrophe,
  backslash,
  closeBrace,
  colon,
  equals,
  hash,
  newline,
  openBrace,
  quote,
  semicolon,
  slash,
} from './characters.ts';
import { findBlocksAhead } from './closing-brace.ts';
import { readDirective } from './directives.ts';
import { opensBlock } from './head-words.ts';
import type { MacroEvent, MacroTable } from './macros.ts';
import type { Segment, SegmentKind } from './segment.ts';
import { SegmentHead } from './segment-head.ts';
import { textsOf } from './segment-texts.ts';
import { endOfCode, isWordCode, skipComment, skipPlainCode, skipString } from './skip.ts';

/** What no head of a function holds between its first word and its body. */
const headEnders = new Set([semicolon, colon, equals, openBrace, closeBrace]);

/**
 * Cuts a file into segments, one call at a time, and resolves `#if` as it goes. Braces decide, helped by kernel layout
 * where code is half typed: `static` in the first column begins anew, and a `}` there closes everything unless the blocks
 * that are open are closed further on.
 */
export class Splitter {
  readonly #text: string;
  readonly #macros: MacroTable;

  constructor(text: string, macros: MacroTable) {
    this.#text = text;
    this.#macros = macros;
  }

  /** The segment that begins at `from`, which is before the end of the text. */
  next(from: number, openConditionals: number): Segment {
    const reading = new Reading(this.#text, from, openConditionals, this.#macros);
    return reading.run();
  }
}

/** The reading of one segment, from its first character to where it ends. */
class Reading {
  readonly #text: string;
  readonly #from: number;
  readonly #macros: MacroTable;
  readonly #openBefore: number;
  #open: number;
  #at: number;
  #braces = 0;
  #first = -1;
  #last = 0;
  #isFunction = false;
  #bodyStart = 0;
  readonly #head: SegmentHead;
  /** Where another function's head may begin, and where the code before it ends. */
  #nextHead: { readonly start: number; readonly before: number } | undefined;
  /** Up to where the blocks of the body are known to be closed one by one, and how far that was looked for. */
  #closedAt = 0;
  #readTo = 0;
  readonly #events: MacroEvent[] = [];
  readonly #blanks: { readonly start: number; readonly end: number }[] = [];

  constructor(text: string, from: number, open: number, macros: MacroTable) {
    this.#text = text;
    this.#from = from;
    this.#at = from;
    this.#open = open;
    this.#openBefore = open;
    this.#macros = macros;
    this.#head = new SegmentHead(text, macros);
  }

  run(): Segment {
    const text = this.#text;
    let lineStart = this.#from === 0 || text.charCodeAt(this.#from - 1) === newline;
    while (this.#at < text.length) {
      const at = this.#at;
      const character = text.charCodeAt(at);
      if (character === newline) {
        lineStart = true;
        this.#at++;
      } else if (character <= 32) this.#at++;
      else if (character === slash) {
        this.#at = skipComment(text, at);
        if (this.#at === at + 1 && this.#mark(character)) return this.#finish();
      } else if (character === backslash) this.#at += 2;
      else if (character === hash && lineStart) this.#directive();
      else {
        const firstColumn = at === 0 || text.charCodeAt(at - 1) === newline;
        lineStart = false;
        if (firstColumn && this.#beginsAnew(character)) return this.#finish();
        if (this.#isFunction && this.#endsBeforeHead(character, firstColumn)) return this.#finish();
        if (this.#first < 0) this.#first = at;
        let ended = false;
        if (isWordCode(character)) this.#word();
        else ended = this.#other(character, firstColumn);
        this.#last = this.#at;
        if (ended) return this.#finish();
        if (this.#braces > 0 && !this.#nextHead) this.#skipPlainCode();
      }
    }
    this.#at = text.length;
    return this.#finish();
  }

  /** Goes on to the next character that matters within braces. */
  #skipPlainCode(): void {
    const from = this.#at;
    this.#at = skipPlainCode(this.#text, from);
    const end = endOfCode(this.#text, from, this.#at);
    if (end > from) this.#last = end;
  }

  #directive(): void {
    const start = this.#at;
    const effect = readDirective(this.#text, start, this.#from, this.#macros);
    this.#open = Math.max(0, this.#open + effect.opened);
    if (effect.event) {
      this.#macros.apply(effect.event);
      this.#events.push(effect.event);
    }
    this.#blanks.push({ start, end: effect.end });
    this.#nextHead = undefined;
    this.#at = effect.end;
  }

  /** Whether a token in the first column cannot belong to the segment so far. */
  #beginsAnew(character: number): boolean {
    if (this.#first < 0 || !isWordCode(character)) return false;
    if (this.#braces === 0 && this.#head.isBalanced) return this.#head.isWhole;
    return this.#text.startsWith('static ', this.#at);
  }

  /**
   * Inside a function, a `{` in the first column opens the body of another one: the first was never closed, and ends
   * where the head of the other begins, which is a word in the first column with no `;`, `}` or label behind it.
   */
  #endsBeforeHead(character: number, firstColumn: boolean): boolean {
    if (firstColumn && character === openBrace && this.#nextHead) {
      this.#at = this.#nextHead.start;
      this.#last = this.#nextHead.before;
      return true;
    }
    if (firstColumn && isWordCode(character) && !opensBlock(this.#text, this.#at))
      this.#nextHead ??= { start: this.#at, before: this.#last };
    else if (headEnders.has(character)) this.#nextHead = undefined;
    return false;
  }

  #word(): void {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && isWordCode(this.#text.charCodeAt(end))) end++;
    this.#at = end;
    if (this.#braces === 0) this.#head.word(start, end);
  }

  #other(character: number, firstColumn: boolean): boolean {
    if (character === quote || character === apostrophe) {
      this.#at = skipString(this.#text, this.#at);
      this.#head.gap();
      return false;
    }
    this.#at++;
    if (character === closeBrace) return this.#closeBrace(firstColumn);
    if (this.#braces > 0) {
      if (character === openBrace) this.#braces++;
      return false;
    }
    return this.#mark(character);
  }

  #closeBrace(firstColumn: boolean): boolean {
    const stray = this.#braces === 0;
    this.#head.gap();
    if (firstColumn && this.#text.charCodeAt(this.#at) !== semicolon && !this.#closesBlock()) {
      this.#braces = 0;
      this.#head.closeAll();
      return stray || this.#isFunction;
    }
    if (stray) return false;
    this.#braces--;
    return this.#braces === 0 && this.#head.isBalanced && this.#isFunction;
  }

  /** Whether the `}` before this place closes one block of a body, and others stay open that are closed further on. */
  #closesBlock(): boolean {
    if (!this.#isFunction || this.#braces <= 1) return false;
    if (this.#at < this.#closedAt) return true;
    const { closedAt, readTo } = findBlocksAhead(this.#text, this.#at, this.#braces - 1, this.#macros);
    this.#closedAt = closedAt ?? 0;
    this.#readTo = readTo;
    return closedAt !== undefined;
  }

  /** A mark outside braces; true when it ends the segment. */
  #mark(character: number): boolean {
    if (character !== openBrace) return this.#head.mark(character, this.#at);
    this.#braces = 1;
    if (!this.#isFunction && this.#head.opensBody()) {
      this.#isFunction = true;
      this.#bodyStart = this.#at - 1;
    }
    this.#head.gap();
    return false;
  }

  #finish(): Segment {
    const { text, active, directives } = textsOf(this.#text, this.#from, this.#at, this.#blanks);
    const kind = this.#kind();
    const { name, nameStart, attributes } = this.#head;
    const holdsEnum = kind === 'declaration' && /\benum\b[^;{]*\{/.test(active);
    const empty = this.#first < 0;
    const [start, end] = empty ? [0, 0] : [this.#first - this.#from, this.#last - this.#from];
    return {
      kind,
      text,
      active,
      start,
      end,
      code: text.slice(start, end),
      ...(name !== '' && { name }),
      nameStart: nameStart - this.#from,
      bodyStart: this.#bodyStart - this.#from,
      attributes,
      openBefore: this.#openBefore,
      openAfter: this.#open,
      ahead: Math.max(0, this.#readTo - this.#at),
      ...(holdsEnum && { macros: this.#macros.calledIn(active) }),
      events: this.#events,
      directives,
    };
  }

  #kind(): SegmentKind {
    if (this.#first < 0) return 'other';
    if (this.#isFunction) return 'function';
    const last = this.#text.charCodeAt(this.#last - 1);
    const { onlyCalls, name } = this.#head;
    if (onlyCalls && name !== '' && !isDeclaringMacro(name)) return 'macro';
    return last === semicolon ? 'declaration' : 'other';
  }
}
