import { applyEdits, LineIndex, type Range, type TextEdit } from '../text.ts';
import type { DeclarationStatement, Expression, FunctionDefinition, Statement, SyntaxProblem } from './ast.ts';
import type { SegmentReader } from './reader.ts';
import { relocate } from './relocate.ts';
import type { Segment } from './scan/segment.ts';
import { isWordCode } from './scan/skip.ts';
import { type Placed, resplitText, splitText } from './segments.ts';
import type { Configuration, FunctionEntry, MacroDefinition, SourceFile } from './source-file.ts';

/** Reads a whole file. */
export function openSegmentedFile(
  path: string,
  text: string,
  configuration: Configuration,
  reader: SegmentReader,
): SourceFile {
  return new SegmentedFile(path, text, configuration, reader, splitText(text, configuration), new WeakMap());
}

/**
 * A file as a row of segments. An edit reads those again that it touches; the others, and all that was lowered of them,
 * stay. Nothing is parsed before someone asks for it.
 */
class SegmentedFile implements SourceFile {
  readonly path: string;
  readonly text: string;
  readonly functions: readonly FunctionEntry[];
  readonly #configuration: Configuration;
  readonly #reader: SegmentReader;
  readonly #placed: readonly Placed[];
  /** A function that an edit does not move keeps its entry. */
  readonly #entries: WeakMap<Placed, FunctionEntry>;
  readonly #declarations = new Map<Placed, readonly DeclarationStatement[]>();
  #lines: LineIndex | undefined;
  #macros: ReadonlyMap<string, MacroDefinition> | undefined;
  #masked: string | undefined;

  constructor(
    path: string,
    text: string,
    configuration: Configuration,
    reader: SegmentReader,
    placed: readonly Placed[],
    entries: WeakMap<Placed, FunctionEntry>,
  ) {
    this.path = path;
    this.text = text;
    this.#configuration = configuration;
    this.#reader = reader;
    this.#placed = placed;
    this.#entries = entries;
    this.functions = placed.filter(({ segment }) => segment.kind === 'function').map((each) => this.#entry(each));
  }

  #entry(placed: Placed): FunctionEntry {
    let entry = this.#entries.get(placed);
    if (!entry) {
      entry = new SegmentFunction(placed, this.#reader);
      this.#entries.set(placed, entry);
    }
    return entry;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  get masked(): string {
    this.#masked ??= this.#placed.map(({ segment }) => this.#reader.masked(segment).text).join('');
    return this.#masked;
  }

  get macros(): ReadonlyMap<string, MacroDefinition> {
    this.#macros ??= this.#collectMacros();
    return this.#macros;
  }

  #collectMacros(): ReadonlyMap<string, MacroDefinition> {
    const macros = new Map<string, MacroDefinition>();
    for (const { segment, offset } of this.#placed) {
      for (const event of segment.events) {
        if (event.kind === 'define') macros.set(event.definition.name, relocate(event.definition, offset));
      }
    }
    return macros;
  }

  declarations(word?: string): readonly DeclarationStatement[] {
    return this.#declaring()
      .filter(({ segment }) => word === undefined || mentions(segment, word))
      .flatMap((placed) => this.#declared(placed));
  }

  builtDeclarations(): readonly DeclarationStatement[] {
    return this.#declaring()
      .filter(({ segment }) => callsMacros(segment))
      .flatMap((placed) => this.#declared(placed));
  }

  /** The same objects whichever word they are asked for by. */
  #declared(placed: Placed): readonly DeclarationStatement[] {
    let declared = this.#declarations.get(placed);
    if (!declared) {
      declared = relocate(this.#reader.declarations(placed.segment).declarations, placed.offset);
      this.#declarations.set(placed, declared);
    }
    return declared;
  }

  declarationProblems(): readonly SyntaxProblem[] {
    return this.#declaring().flatMap(({ segment, offset }) =>
      relocate(this.#reader.declarations(segment).problems, offset),
    );
  }

  #declaring(): readonly Placed[] {
    return this.#placed.filter(({ segment }) => segment.kind === 'declaration');
  }

  readExpression(text: string): Expression | undefined {
    return this.#reader.fragments.expression(text, 0);
  }

  readStatements(text: string): readonly Statement[] | undefined {
    return this.#reader.fragments.statements(text, 0);
  }

  edit(edits: readonly TextEdit[]): SourceFile {
    const text = applyEdits(this.text, edits);
    const placed = resplitText(this.#placed, edits, text, this.#configuration);
    return new SegmentedFile(this.path, text, this.#configuration, this.#reader, placed, this.#entries);
  }

  dispose(): void {
    // Parses are copied out of the wasm heap and freed at once: there is nothing left to free.
  }
}

function callsMacros({ macros }: Segment): boolean {
  return (macros?.size ?? 0) > 0;
}

/** Whether a segment holds a word, or calls a macro that may build it. */
function mentions(segment: Segment, word: string): boolean {
  if (callsMacros(segment)) return true;
  const { active } = segment;
  for (let at = active.indexOf(word); at >= 0; at = active.indexOf(word, at + 1)) {
    const [before, behind] = [active.charCodeAt(at - 1), active.charCodeAt(at + word.length)];
    if (!isWordCode(before) && !isWordCode(behind)) return true;
  }
  return false;
}

class SegmentFunction implements FunctionEntry {
  readonly name: string;
  readonly nameRange: Range;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly #placed: Placed;
  readonly #reader: SegmentReader;
  #problems: readonly SyntaxProblem[] | undefined;
  #definition: FunctionDefinition | undefined;

  constructor(placed: Placed, reader: SegmentReader) {
    const { segment, offset } = placed;
    this.name = segment.name ?? '';
    this.start = offset + segment.start;
    this.end = offset + segment.end;
    this.nameRange = { start: offset + segment.nameStart, end: offset + segment.nameStart + this.name.length };
    this.text = segment.code;
    this.#placed = placed;
    this.#reader = reader;
  }

  get problems(): readonly SyntaxProblem[] {
    this.#problems ??= relocate(this.#reader.function(this.#placed.segment).problems, this.#placed.offset);
    return this.#problems;
  }

  definition(): FunctionDefinition {
    this.#definition ??= relocate(this.#reader.function(this.#placed.segment).definition, this.#placed.offset);
    return this.#definition;
  }
}
