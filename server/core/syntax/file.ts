import { applyEdits, LineIndex, type Range, type TextEdit } from '../text.ts';
import type { DeclarationStatement, FunctionDefinition, SyntaxProblem } from './ast.ts';
import type { SegmentReader } from './reader.ts';
import { relocate } from './relocate.ts';
import { MacroTable } from './scan/macros.ts';
import type { Segment } from './scan/segment.ts';
import { Splitter } from './scan/splitter.ts';
import type { Configuration, FunctionEntry, MacroDefinition, SourceFile } from './source-file.ts';

/** A segment where it stands in one version of a file. */
interface Placed {
  readonly segment: Segment;
  readonly offset: number;
}

/** Reads a whole file. */
export function openSegmentedFile(
  path: string,
  text: string,
  configuration: Configuration,
  reader: SegmentReader,
): SourceFile {
  return new SegmentedFile(path, text, configuration, reader, splitAll(text, configuration));
}

function splitAll(text: string, configuration: Configuration): Placed[] {
  const splitter = new Splitter(text, new MacroTable(configuration));
  const placed: Placed[] = [];
  let offset = 0;
  let open = 0;
  while (offset < text.length) {
    const segment = splitter.next(offset, open);
    placed.push({ segment, offset });
    offset += segment.text.length;
    open = segment.openAfter;
  }
  return placed;
}

/** A file as a row of segments. An edit reads the segments anew that it touches; the others, and all lowered of them, stay. */
class SegmentedFile implements SourceFile {
  readonly path: string;
  readonly text: string;
  readonly functions: readonly FunctionEntry[];
  readonly #configuration: Configuration;
  readonly #reader: SegmentReader;
  readonly #placed: readonly Placed[];
  #lines: LineIndex | undefined;
  #macros: ReadonlyMap<string, MacroDefinition> | undefined;
  #masked: string | undefined;

  constructor(
    path: string,
    text: string,
    configuration: Configuration,
    reader: SegmentReader,
    placed: readonly Placed[],
  ) {
    this.path = path;
    this.text = text;
    this.#configuration = configuration;
    this.#reader = reader;
    this.#placed = placed;
    this.functions = placed
      .filter(({ segment }) => segment.kind === 'function')
      .map(({ segment, offset }) => new SegmentFunction(segment, offset, reader));
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

  declarations(): readonly DeclarationStatement[] {
    return this.#placed
      .filter(({ segment }) => segment.kind === 'declaration' || segment.kind === 'macro')
      .flatMap(({ segment, offset }) => relocate(this.#reader.declarations(segment), offset));
  }

  edit(edits: readonly TextEdit[]): SourceFile {
    const text = applyEdits(this.text, edits);
    return new SegmentedFile(this.path, text, this.#configuration, this.#reader, splitAll(text, this.#configuration));
  }

  dispose(): void {
    // Parses are copied out of the wasm heap and freed at once: there is nothing left to free.
  }
}

class SegmentFunction implements FunctionEntry {
  readonly name: string;
  readonly nameRange: Range;
  readonly start: number;
  readonly end: number;
  readonly #segment: Segment;
  readonly #offset: number;
  readonly #reader: SegmentReader;
  #problems: readonly SyntaxProblem[] | undefined;
  #definition: FunctionDefinition | undefined;

  constructor(segment: Segment, offset: number, reader: SegmentReader) {
    this.name = segment.name ?? '';
    this.start = offset + segment.start;
    this.end = offset + segment.end;
    this.nameRange = { start: offset + segment.nameStart, end: offset + segment.nameStart + this.name.length };
    this.#segment = segment;
    this.#offset = offset;
    this.#reader = reader;
  }

  get text(): string {
    return this.#segment.text.slice(this.#segment.start, this.#segment.end);
  }

  get problems(): readonly SyntaxProblem[] {
    this.#problems ??= relocate(this.#reader.function(this.#segment).problems, this.#offset);
    return this.#problems;
  }

  definition(): FunctionDefinition {
    this.#definition ??= relocate(this.#reader.function(this.#segment).definition, this.#offset);
    return this.#definition;
  }
}
