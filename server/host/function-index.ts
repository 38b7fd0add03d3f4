import type { SourceTree } from '../core/source-tree.ts';
import { type Definition, definitionIn, type FunctionIndex } from '../core/summaries/function-index.ts';
import type { KernelParser, SourceFile } from '../core/syntax/source-file.ts';

/** Folders whose headers define what C of any folder calls, and whether folders in them do too. */
const headerFolders: readonly string[] = ['include/linux', 'include/asm-generic', 'mm'];

/** Folders whose files export functions that walkers reach. */
const sourceFolders: readonly string[] = ['mm', 'fs/proc', 'lib', 'kernel'];

/** The line on which the head of a function begins its parameters: `static inline int name(`. */
const head = /^(static\b)?(?:[A-Za-z_][^\n;{}=()]*[\s*])?([A-Za-z_]\w*)\(/gm;
const macro = /^#[ \t]*define[ \t]+([A-Za-z_]\w*)\(/gm;

/** Which files of a tree seem to define which functions, found by their layout alone; files are parsed when they are asked for. */
export class TreeFunctionIndex implements FunctionIndex {
  readonly #tree: SourceTree;
  readonly #parser: KernelParser;
  readonly #files = new Map<string, SourceFile>();
  #paths: ReadonlyMap<string, readonly string[]> | undefined;
  version = 1;

  constructor(tree: SourceTree, parser: KernelParser) {
    this.#tree = tree;
    this.#parser = parser;
  }

  changesSince(): undefined {
    return undefined;
  }

  find(name: string, from: string): Definition | undefined {
    this.#paths ??= scan(this.#tree);
    for (const path of this.#paths.get(name) ?? []) {
      if (path === from) continue;
      const file = this.#fileAt(path);
      const definition = file && definitionIn(file, name);
      if (definition) return definition;
    }
    return undefined;
  }

  #fileAt(path: string): SourceFile | undefined {
    const text = this.#tree.read(path);
    if (text === undefined) return undefined;
    let file = this.#files.get(path);
    if (file?.text !== text) {
      file = this.#parser.parse(path, text);
      this.#files.set(path, file);
    }
    return file;
  }
}

function scan(tree: SourceTree): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  const add = (name: string, path: string) => {
    const known = paths.get(name);
    if (!known) paths.set(name, [path]);
    else if (known.at(-1) !== path) known.push(path);
  };
  for (const folder of headerFolders) {
    for (const name of tree.list(folder)) {
      if (!name.endsWith('.h')) continue;
      const path = `${folder}/${name}`;
      const text = tree.read(path) ?? '';
      for (const [, defined] of text.matchAll(macro)) add(defined, path);
      for (const match of text.matchAll(head)) if (opensBody(text, match)) add(match[2], path);
    }
  }
  for (const folder of sourceFolders) {
    for (const path of sourcesIn(tree, folder)) {
      const text = tree.read(path) ?? '';
      for (const match of text.matchAll(head)) if (!match[1] && opensBody(text, match)) add(match[2], path);
    }
  }
  return paths;
}

function* sourcesIn(tree: SourceTree, folder: string): Generator<string> {
  for (const name of tree.list(folder)) {
    if (name.endsWith('/')) yield* sourcesIn(tree, `${folder}/${name.slice(0, -1)}`);
    else if (name.endsWith('.c')) yield `${folder}/${name}`;
  }
}

/** A brace comes before any semicolon: what stands there is no mere declaration. */
function opensBody(text: string, { index, 0: { length } }: RegExpMatchArray): boolean {
  for (let at = (index ?? 0) + length; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x3b) return false;
    if (character === 0x7b) return true;
  }
  return false;
}
