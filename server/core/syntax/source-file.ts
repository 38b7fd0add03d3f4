import type { LineIndex, Range, TextEdit } from '../text.ts';
import type { DeclarationStatement, Expression, FunctionDefinition, Statement, SyntaxProblem } from './ast.ts';

/** Which branches of `#if` hold: CONFIG_ names and other macros, to a value or to `undefined` for "not defined". */
export interface Configuration {
  readonly name: string;
  readonly defines: ReadonlyMap<string, bigint | boolean | undefined>;
}

/** A `#define` of the file, in text: the simulator expands it, the flow looks through simple ones. */
export interface MacroDefinition extends Range {
  readonly name: string;
  readonly nameRange: Range;
  /** Absent for an object-like macro. */
  readonly parameters?: readonly string[];
  readonly body: string;
  readonly bodyRange: Range;
}

/** One function of a file, found without lowering it; `definition()` lowers on first use and is cached. */
export interface FunctionEntry extends Range {
  readonly name: string;
  readonly nameRange: Range;
  /** The unmasked text of the function: the key for everything cached about it. */
  readonly text: string;
  /** Non-empty when the function must be reported as "not analysed". */
  readonly problems: readonly SyntaxProblem[];
  definition(): FunctionDefinition;
}

/** One version of one file of kernel C, parsed. Plain data and lazy views; nothing of tree-sitter leaves this folder. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Same length as `text`; what tree-sitter was given. */
  readonly masked: string;
  readonly lines: LineIndex;
  readonly functions: readonly FunctionEntry[];
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  /** File-level declarations: variables, struct, union and enum definitions, typedefs. */
  /** Only those whose text holds the word, when one is given: the others are then not even parsed. */
  declarations(word?: string): readonly DeclarationStatement[];
  /** Those that call macros of the file: they may declare words that its text does not hold. */
  builtDeclarations(): readonly DeclarationStatement[];
  /** Where file-level declarations could not be read; those are not among `declarations()`. */
  declarationProblems(): readonly SyntaxProblem[];
  /** Lowers C that a macro of the file stands for, offsets from 0: one expression, or statements. Undefined when it cannot be read so. */
  readExpression(text: string): Expression | undefined;
  readStatements(text: string): readonly Statement[] | undefined;
  /** The next version; this one stays usable. A function that the edits do not move keeps its entry. */
  edit(edits: readonly TextEdit[]): SourceFile;
  /** Says that nobody will ask this version for more. Nothing of tree-sitter outlives a call, so none is held here. */
  dispose(): void;
}

/** Reads kernel C. Made once by the host, which alone can load the two wasm files. Never throws on bad C. */
export interface KernelParser {
  parse(path: string, text: string, configuration?: Configuration): SourceFile;
  /** Lowers one expression, for a macro body or a scenario override. Undefined when it is not one expression. */
  parseExpression(text: string): Expression | undefined;
  /** Lowers statements, for a macro body such as `do { … } while (0)`. Undefined when they do not parse. */
  parseStatements(text: string): readonly Statement[] | undefined;
}
