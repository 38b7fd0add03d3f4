import { modeMark } from '../core/regions/halves-in-text.ts';
import {
  type Definition,
  definitionIn,
  type FunctionIndex,
  type IndexChanges,
} from '../core/summaries/function-index.ts';
import type { KernelParser, SourceFile } from '../core/syntax/source-file.ts';
import { definedNames, rankOf } from './defined-names.ts';
import { Mentions } from './mentions.ts';
import { NameTable } from './name-table.ts';
import type { DiskTree } from './source-tree.ts';

/** Changes that are remembered one by one; who has not asked for longer must take everything for changed. */
const remembered = 64;

interface Change {
  readonly version: number;
  readonly path: string;
  readonly names: ReadonlySet<string>;
}

/** The functions of a tree while it is worked on: its files change on disk, and open documents win over them. */
export class LiveFunctionIndex implements FunctionIndex {
  readonly #disk: DiskTree;
  readonly #parser: KernelParser;
  readonly #names: NameTable;
  readonly #mentions: Mentions;
  /** Files of the disk that someone has asked for. */
  readonly #files = new Map<string, SourceFile>();
  readonly #open = new Map<string, SourceFile>();
  #changes: readonly Change[] = [];
  #version = 1;

  /** `names` are those that each file of the index defines, by its path. */
  constructor(
    disk: DiskTree,
    parser: KernelParser,
    names: Iterable<readonly [path: string, names: readonly string[]]>,
  ) {
    this.#disk = disk;
    this.#parser = parser;
    this.#names = new NameTable(names);
    this.#mentions = new Mentions(this.#names, (path) => this.#known(path)?.text ?? disk.read(path));
  }

  get version(): number {
    return this.#version;
  }

  find(name: string, from: string): Definition | undefined {
    for (const path of this.#names.pathsOf(name)) {
      const file = path === from ? undefined : this.#fileAt(path);
      const definition = file && definitionIn(file, name);
      if (definition) return definition;
    }
    return undefined;
  }

  changesSince(version: number): IndexChanges | undefined {
    const changes = this.#changes.filter((change) => change.version > version);
    if (this.#version - version > remembered) return undefined;
    return {
      names: new Set(changes.flatMap(({ names }) => [...names])),
      files: new Map(changes.map(({ path }) => [path, this.#open.get(path) ?? this.#files.get(path)])),
    };
  }

  withHalves(): readonly SourceFile[] {
    return this.#filesAt(this.#mentions.withHalves());
  }

  mentioning(names: readonly string[], among: 'all' | 'concerned'): readonly SourceFile[] {
    return this.#filesAt(this.#mentions.of(names, among));
  }

  /** A document of the tree is open, and this is its newest text. */
  opened(file: SourceFile): void {
    const { path, text } = file;
    const before = this.#open.get(path) ?? this.#files.get(path);
    this.#open.set(path, file);
    if (rankOf(path) === undefined) return;
    // Of a file that nobody has asked for, the disk is what the index was made of.
    const known = before ? before.text : this.#disk.read(path);
    if (known !== text) this.#note(path, before, file);
  }

  /** A document of the tree is not open any more: what is on disk counts again. */
  closed(path: string): void {
    const before = this.#open.get(path);
    this.#open.delete(path);
    this.#files.delete(path);
    if (before && rankOf(path) !== undefined) this.#note(path, before, this.#read(path));
  }

  /** A file of the tree was written, made or deleted. */
  changedOnDisk(path: string): void {
    if (this.#open.has(path) || rankOf(path) === undefined) return;
    const before = this.#files.get(path);
    this.#files.delete(path);
    this.#note(path, before, this.#read(path));
  }

  #filesAt(paths: readonly string[]): readonly SourceFile[] {
    return paths.flatMap((path) => this.#fileAt(path) ?? []);
  }

  #fileAt(path: string): SourceFile | undefined {
    return this.#known(path) ?? this.#read(path);
  }

  #known(path: string): SourceFile | undefined {
    return this.#open.get(path) ?? this.#files.get(path);
  }

  #read(path: string): SourceFile | undefined {
    this.#disk.forget(path);
    const text = this.#disk.read(path);
    if (text === undefined) return undefined;
    const file = this.#parser.parse(path, text);
    this.#files.set(path, file);
    return file;
  }

  /** Remembers what is different in a file. Of one that nobody has asked for, only the names that it defines can be. */
  #note(path: string, before: SourceFile | undefined, after: SourceFile | undefined): void {
    const names = new Set(before ? changedNames(before, after) : []);
    if (!before || !after || outlineOf(before) !== outlineOf(after))
      for (const name of this.#names.set(path, after ? definedNames(path, after.text) : [])) names.add(name);
    this.#version += 1;
    this.#changes = [...this.#changes, { version: this.#version, path, names }].slice(-remembered);
  }
}

/** What tells by which names a file is found: how each function begins, its macros, and whether it mentions the mode. */
function outlineOf({ functions, macros, text: whole }: SourceFile): string {
  const heads = functions.map(({ text }) => text.slice(0, text.indexOf('(')));
  return [whole.includes(modeMark), ...heads, ...macros.keys()].join('\n');
}

/** Names of functions and macros that have come or gone, and of macros that a file defines in another way than before. */
function changedNames(before: SourceFile, after: SourceFile | undefined): readonly string[] {
  const [old, fresh] = [meaningsOf(before), after ? meaningsOf(after) : new Map<string, string>()];
  const names = [...fresh.keys(), ...[...old.keys()].filter((name) => !fresh.has(name))];
  return names.filter((name) => old.get(name) !== fresh.get(name));
}

function meaningsOf({ functions, macros }: SourceFile): ReadonlyMap<string, string> {
  const meanings = new Map<string, string>();
  for (const { name, parameters, body } of macros.values()) meanings.set(name, `(${parameters?.join()}) ${body}`);
  for (const { name } of functions) meanings.set(name, '');
  return meanings;
}
