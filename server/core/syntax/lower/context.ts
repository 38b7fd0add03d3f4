import type { Range } from '../../text.ts';
import type { Enumerator, Expression, SyntaxProblem, TypeSyntax } from '../ast.ts';
import type { MaskedText, Notes } from '../mask/notes.ts';
import type { MacroDefinition } from '../source-file.ts';

/**
 * How deep C may be nested before the lowering gives up: far beyond what people write, and far below what the stack of
 * the readers of the syntax tree holds.
 */
export const nestingLimit = 250;

/** Reads a piece of C on its own: what the masking had to hide from the surrounding parse. */
export interface FragmentReader {
  type(text: string, base: number): TypeSyntax | undefined;
  expression(text: string, base: number): Expression | undefined;
  /** A statement that stands as a macro's argument. */
  statement(text: string, base: number): Expression | undefined;
  /** What stands between the braces of an enum. */
  enumerators(text: string): readonly Enumerator[] | undefined;
  /** The call of a macro that declares, read as the call that it looks like. */
  call(text: string, base: number): Expression | undefined;
}

/** One text being lowered. Node offsets are relative to it; lowered ranges are shifted by `base`. */
export class LoweringContext {
  /** What tree-sitter read, and what names and operators are taken from. */
  readonly text: string;
  /** What the author wrote, for the pieces that the masking hid. */
  readonly source: string;
  readonly notes: Notes;
  readonly base: number;
  readonly fragments: FragmentReader;
  /** Function-like macros of the file that the text may call where only their expansion makes sense. */
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly problems: SyntaxProblem[] = [];
  #depth = 0;

  constructor(
    source: string,
    masked: MaskedText,
    base: number,
    fragments: FragmentReader,
    macros: ReadonlyMap<string, MacroDefinition> = new Map(),
  ) {
    this.macros = macros;
    this.source = source;
    this.text = masked.text;
    this.notes = masked.notes;
    this.base = base;
    this.fragments = fragments;
  }

  textOf(range: Range): string {
    return this.text.slice(range.start, range.end);
  }

  rangeOf(range: Range): Range {
    return { start: range.start + this.base, end: range.end + this.base };
  }

  problem(range: Range, reason: string): void {
    this.problems.push({ ...this.rangeOf(range), reason });
  }

  /** Runs `lower` one level deeper, or `tooDeep` when that would nest beyond the limit. */
  nested<Result>(range: Range, lower: () => Result, tooDeep: (reason: string) => Result): Result {
    if (this.#depth >= nestingLimit) {
      const reason = `nested deeper than ${nestingLimit} levels`;
      if (!this.problems.some((each) => each.reason === reason)) this.problem(range, reason);
      return tooDeep(reason);
    }
    this.#depth++;
    try {
      return lower();
    } finally {
      this.#depth--;
    }
  }
}
