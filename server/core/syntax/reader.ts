import type { DeclarationStatement, FunctionDefinition, SyntaxProblem } from './ast.ts';
import type { Fragments, ParseText } from './fragments.ts';
import { LoweringContext } from './lower/context.ts';
import { lowerDeclaration } from './lower/declarations.ts';
import { lowerFunction } from './lower/functions.ts';
import { mask } from './mask/mask.ts';
import type { MaskedText } from './mask/notes.ts';
import type { Segment } from './scan/segment.ts';
import type { SyntaxNode } from './tree.ts';

/** A lowered function with what stood in the way; ranges are relative to its segment. */
export interface ReadFunction {
  readonly definition: FunctionDefinition;
  readonly problems: readonly SyntaxProblem[];
}

/** The declarations of a segment with what stood in the way; ranges are relative to the segment. */
export interface ReadDeclarations {
  readonly declarations: readonly DeclarationStatement[];
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Masks, parses and lowers segments, each at most once: a segment that an edit leaves alone keeps what was read of it.
 */
export class SegmentReader {
  readonly #parse: ParseText;
  readonly fragments: Fragments;
  readonly #masked = new WeakMap<Segment, MaskedText>();
  readonly #functions = new WeakMap<Segment, ReadFunction>();
  readonly #declarations = new WeakMap<Segment, ReadDeclarations>();

  constructor(parse: ParseText, fragments: Fragments) {
    this.#parse = parse;
    this.fragments = fragments;
  }

  masked(segment: Segment): MaskedText {
    return remember(this.#masked, segment, () => {
      if (segment.kind === 'other') return { text: segment.active, notes: new Map() };
      const kind = segment.kind === 'function' ? 'function' : 'declaration';
      return mask(segment.active, {
        kind,
        bodyStart: segment.bodyStart,
        attributes: segment.attributes.map(({ name }) => name),
      });
    });
  }

  function(segment: Segment): ReadFunction {
    return remember(this.#functions, segment, () => this.#readFunction(segment));
  }

  declarations(segment: Segment): ReadDeclarations {
    return remember(this.#declarations, segment, () => this.#readDeclarations(segment));
  }

  #readFunction(segment: Segment): ReadFunction {
    const masked = this.masked(segment);
    const parsed = this.#parse(masked.text);
    const context = new LoweringContext(segment.active, masked, 0, this.fragments);
    const node = parsed.root.children.find((child) => child.type === 'function_definition');
    const lowered = node && lowerFunction(context, node, headWords(segment));
    const problems = [...parsed.problems, ...context.problems];
    if (problems.length === 0 && (!lowered || parsed.root.children.length !== 1)) {
      problems.push({
        start: segment.start,
        end: segment.bodyStart,
        reason: 'a head that does not read as a function',
      });
    }
    const definition = { ...(lowered ?? emptyDefinition(segment)), ...identity(segment) };
    return { definition, problems: problems.sort(narrowestFirst) };
  }

  #readDeclarations(segment: Segment): ReadDeclarations {
    const masked = this.masked(segment);
    const { root, problems } = this.#parse(masked.text);
    if (problems.length > 0) return { declarations: [], problems };
    const context = new LoweringContext(segment.active, masked, 0, this.fragments, segment.macros);
    const declarations = root.children.flatMap((node) => {
      const declaration = asDeclaration(node);
      return declaration ? [lowerDeclaration(context, declaration)] : [];
    });
    return { declarations, problems: context.problems };
  }
}

function remember<Key extends object, Value>(known: WeakMap<Key, Value>, key: Key, read: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    value = read();
    known.set(key, value);
  }
  return value;
}

/** What stands before the name, with what macros of the file put there. */
function headWords(segment: Segment): readonly string[] {
  const written = segment.active.slice(segment.start, segment.nameStart);
  return [written, ...segment.attributes.map(({ body }) => body)].join(' ').split(/\W+/);
}

/** The name as the scan found it: a macro that defines a function may hide it from the grammar. */
function identity(segment: Segment): Pick<FunctionDefinition, 'name' | 'nameRange' | 'start' | 'end'> {
  const name = segment.name ?? '';
  const nameRange = { start: segment.nameStart, end: segment.nameStart + name.length };
  return { name, nameRange, start: segment.start, end: segment.end };
}

function emptyDefinition(segment: Segment): FunctionDefinition {
  return {
    ...identity(segment),
    returns: { kind: 'named', name: 'int' },
    parameters: [],
    variadic: false,
    inline: false,
    body: { kind: 'compound', body: [], start: segment.bodyStart, end: segment.end },
  };
}

/** A struct, union or enum defined without a declarator is a declaration with no declarators. */
function asDeclaration(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'declaration' || node.type === 'type_definition') return node;
  if (!/^(?:struct|union|enum)_specifier$/.test(node.type)) return undefined;
  return { ...node, children: [{ ...node, field: 'type' }] };
}

/** tree-sitter may wrap a whole function in an ERROR: the place to look at is the smallest one. */
function narrowestFirst(a: SyntaxProblem, b: SyntaxProblem): number {
  return a.end - a.start - (b.end - b.start);
}
