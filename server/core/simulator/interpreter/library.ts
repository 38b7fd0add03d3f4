import type { SourceTree } from '../../source-tree.ts';
import type { DeclarationStatement, Declarator, Expression, MemberDeclaration, TypeSyntax } from '../../syntax/ast.ts';
import type {
  Configuration,
  FunctionEntry,
  KernelParser,
  MacroDefinition,
  SourceFile,
} from '../../syntax/source-file.ts';
import type { StopCheck } from './stop-check.ts';

export type EnumSyntax = Extract<TypeSyntax, { readonly kind: 'enum' }>;

/** A text that C nodes stand in: what their ranges are relative to. */
export interface Unit {
  readonly path: string;
  readonly text: string;
  lineOf(offset: number): number;
  /** Macros in it are expanded already. */
  readonly expanded: boolean;
}

export interface Found<T> {
  readonly unit: Unit;
  readonly item: T;
}

export interface Variable {
  readonly declarator: Declarator;
  readonly storage: DeclarationStatement['storage'];
}

export interface EnumeratorDefinition {
  readonly name: string;
  readonly value: Expression | undefined;
  /** The enumerator before it, which it counts on from when it has no value. */
  readonly previous: string | undefined;
}

/** What declarations of one file name. */
interface Names {
  readonly records: Map<string, readonly MemberDeclaration[]>;
  readonly typedefs: Map<string, TypeSyntax>;
  readonly enumerators: Map<string, EnumeratorDefinition>;
  readonly enums: Map<string, EnumSyntax>;
  readonly variables: Map<string, Variable>;
  readonly prototypes: Map<string, TypeSyntax>;
}

class Source {
  readonly file: SourceFile;
  readonly unit: Unit;
  #functions: ReadonlyMap<string, FunctionEntry> | undefined;
  readonly #names = new Map<string, Names>();
  #built: Names | undefined;
  readonly #mayDeclare: (text: string, word: string) => boolean;

  constructor(file: SourceFile, mayDeclare: (text: string, word: string) => boolean) {
    this.file = file;
    this.#mayDeclare = mayDeclare;
    this.unit = {
      path: file.path,
      text: file.text,
      lineOf: (offset) => file.lines.lineOf(offset),
      expanded: false,
    };
  }

  function(name: string): FunctionEntry | undefined {
    this.#functions ??= new Map(this.file.functions.map((entry) => [entry.name, entry]));
    return this.#functions.get(name);
  }

  macro(name: string): MacroDefinition | undefined {
    return this.file.macros.get(name);
  }

  /** What the declarations name that may declare a word: those that hold it, if the text looks like that, or build names. */
  names(word: string): Names {
    let names = this.#names.get(word);
    if (!names) {
      names = this.#mayDeclare(this.file.text, word) ? collectNames(this.file.declarations(word)) : this.#builtNames();
      this.#names.set(word, names);
    }
    return names;
  }

  #builtNames(): Names {
    this.#built ??= collectNames(this.file.builtDeclarations());
    return this.#built;
  }
}

function holds(text: string, word: string): boolean {
  return text.includes(word);
}

/**
 * Whether a header laid out as the kernel's are may declare a word: a line in the first column or a typedef holds it, a tag before a brace is it, or it
 * stands where an enumerator or the name behind a brace does. Says yes too often, not too seldom.
 */
function mayDeclare(text: string, word: string): boolean {
  if (!text.includes(word)) return false;
  const places = [
    `^[A-Za-z_][^\\n;{}]*\\b${word}\\b`,
    `\\btypedef\\b[^;{}]*\\b${word}\\b`,
    `\\b(?:struct|union|enum)\\s+${word}\\b[^;(){}=]*\\{`,
    `(?:^|[{,}*])\\s*${word}\\s*(?:[=,;}[]|/[*/]|$)`,
  ];
  return new RegExp(places.join('|'), 'm').test(text);
}

function collectNames(declarations: readonly DeclarationStatement[]): Names {
  const names: Names = {
    records: new Map(),
    typedefs: new Map(),
    enumerators: new Map(),
    enums: new Map(),
    variables: new Map(),
    prototypes: new Map(),
  };
  for (const declaration of declarations) {
    collectType(declaration.base, names);
    for (const declarator of declaration.declarators) {
      if (declaration.storage === 'typedef') names.typedefs.set(declarator.name, declarator.type);
      else if (declarator.type.kind === 'function') names.prototypes.set(declarator.name, declarator.type);
      else collectVariable({ declarator, storage: declaration.storage }, names);
    }
  }
  return names;
}

function collectVariable(variable: Variable, names: Names): void {
  const { name, initializer } = variable.declarator;
  const known = names.variables.get(name);
  if (!known || initializer || (known.storage === 'extern' && !known.declarator.initializer)) {
    names.variables.set(name, variable);
  }
}

function collectType(type: TypeSyntax, names: Names): void {
  switch (type.kind) {
    case 'record':
      if (type.tag !== undefined && type.members) names.records.set(type.tag, type.members);
      for (const member of type.members ?? []) collectType(member.type, names);
      break;
    case 'enum': {
      if (type.tag !== undefined && type.enumerators) names.enums.set(type.tag, type);
      let previous: string | undefined;
      for (const { name, value } of type.enumerators ?? []) {
        names.enumerators.set(name, { name, value, previous });
        previous = name;
      }
      break;
    }
    case 'pointer':
      collectType(type.target, names);
      break;
    case 'array':
      collectType(type.element, names);
      break;
    default:
  }
}

/** Parsed headers of a tree, shared by its programs; a header whose text has changed is parsed again. */
const parsedHeaders = new WeakMap<SourceTree, Map<string, Source>>();

interface HeaderWords {
  readonly text: string | undefined;
  readonly words: ReadonlySet<string>;
}

/** Words of the headers of a tree: most questions about most headers end here. */
const headerWords = new WeakMap<SourceTree, Map<string, HeaderWords>>();

function wordsOf(tree: SourceTree, path: string): ReadonlySet<string> {
  let known = headerWords.get(tree);
  if (!known) {
    known = new Map();
    headerWords.set(tree, known);
  }
  const text = tree.read(path);
  const before = known.get(path);
  if (before && before.text === text) return before.words;
  const words = new Set(text?.match(/[A-Za-z_]\w*/g));
  known.set(path, { text, words });
  return words;
}

function configurationKey(configuration: Configuration): string {
  return [...configuration.defines].map(([name, value]) => `${name}=${value}`).join(' ');
}

/** include/linux/compiler.h makes a macro of `if` to profile branches, which changes nothing that is simulated. */
const neverMacros: ReadonlySet<string> = new Set(['if']);

export interface LibraryOptions {
  readonly parser: KernelParser;
  readonly file: SourceFile;
  readonly tree?: SourceTree;
  readonly configuration: Configuration;
  readonly headers: readonly string[];
  readonly declarations: string;
}

/** Finds definitions by name: in the walker's file, in the declarations of ours, then in the headers in their order. */
export class Library {
  readonly #options: LibraryOptions;
  readonly #own: readonly Source[];
  readonly #headers: (Source | undefined)[] = [];
  readonly #configuration: string;
  readonly #stopCheck: StopCheck;
  readonly #known = new Map<string, Found<unknown> | undefined>();

  constructor(options: LibraryOptions, stopCheck: StopCheck) {
    this.#options = options;
    this.#stopCheck = stopCheck;
    this.#configuration = configurationKey(options.configuration);
    const declarations = options.parser.parse('(declarations)', options.declarations, options.configuration);
    this.#own = [options.file, declarations].map((file) => new Source(file, holds));
  }

  get fileUnit(): Unit {
    return this.#own[0].unit;
  }

  function(name: string): Found<FunctionEntry> | undefined {
    return this.#first('function', name, (source) => source.function(name));
  }

  /** A macro, unless a function of the name stands in an earlier source. */
  macro(name: string): Found<MacroDefinition> | undefined {
    if (neverMacros.has(name)) return undefined;
    const found = this.#first('macro', name, (source) => source.macro(name) ?? source.function(name));
    return found && 'body' in found.item ? { unit: found.unit, item: found.item } : undefined;
  }

  record(tag: string): Found<readonly MemberDeclaration[]> | undefined {
    return this.#first('record', tag, (source) => source.names(tag).records.get(tag));
  }

  typedef(name: string): Found<TypeSyntax> | undefined {
    return this.#first('typedef', name, (source) => source.names(name).typedefs.get(name));
  }

  enumerator(name: string): Found<EnumeratorDefinition> | undefined {
    return this.#first('enumerator', name, (source) => source.names(name).enumerators.get(name));
  }

  enumeration(tag: string): Found<EnumSyntax> | undefined {
    return this.#first('enum', tag, (source) => source.names(tag).enums.get(tag));
  }

  /** A variable; one that is only declared extern gives way to a definition in a later source. */
  variable(name: string): Found<Variable> | undefined {
    const look = (source: Source): Variable | undefined => source.names(name).variables.get(name);
    const defined = this.#first('defined variable', name, (source) => {
      const variable = look(source);
      return variable && variable.storage !== 'extern' ? variable : undefined;
    });
    return defined ?? this.#first('variable', name, look);
  }

  prototype(name: string): Found<TypeSyntax> | undefined {
    return this.#first('prototype', name, (source) => source.names(name).prototypes.get(name));
  }

  /** Each question goes through the headers once: `kind` and `name` say which question it is. */
  #first<T>(kind: string, name: string, look: (source: Source) => T | undefined): Found<T> | undefined {
    const key = `${kind} ${name}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#search(name, look));
    return this.#known.get(key) as Found<T> | undefined;
  }

  #search<T>(name: string, look: (source: Source) => T | undefined): Found<T> | undefined {
    for (const source of this.#own) {
      const item = look(source);
      if (item !== undefined) return { unit: source.unit, item };
    }
    for (let index = 0; index < this.#options.headers.length; index++) {
      this.#stopCheck.check();
      const source = this.#headers[index] ?? this.#header(index, name);
      const item = source && look(source);
      if (source && item !== undefined) return { unit: source.unit, item };
    }
    return undefined;
  }

  /** Undefined when the header does not even hold the word: it is then not parsed. */
  #header(index: number, word: string): Source | undefined {
    const path = this.#options.headers[index];
    if (!this.#options.tree || !wordsOf(this.#options.tree, path).has(word)) return undefined;
    const source = this.#parse(path);
    this.#headers[index] = source;
    return source;
  }

  #parse(path: string): Source | undefined {
    const { tree, parser, configuration } = this.#options;
    const text = path === this.#options.file.path ? undefined : tree?.read(path);
    if (!tree || text === undefined) return undefined;
    let cache = parsedHeaders.get(tree);
    if (!cache) {
      cache = new Map();
      parsedHeaders.set(tree, cache);
    }
    const key = `${path} ${this.#configuration}`;
    const known = cache.get(key);
    if (known?.file.text === text) return known;
    known?.file.dispose();
    const source = new Source(parser.parse(path, text, configuration), mayDeclare);
    cache.set(key, source);
    return source;
  }
}
