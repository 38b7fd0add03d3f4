import type { SourceTree } from '../core/source-tree.ts';
import { type Definition, definitionIn, type FunctionIndex } from '../core/summaries/function-index.ts';
import type { KernelParser, SourceFile } from '../core/syntax/source-file.ts';
import { type DefinedNames, namesOfTree } from './defined-names.ts';

/** Which files of a tree seem to define which functions, found by their layout alone; files are parsed when they are asked for. */
export class TreeFunctionIndex implements FunctionIndex {
  readonly #tree: SourceTree;
  readonly #parser: KernelParser;
  readonly #files = new Map<string, SourceFile>();
  #names: DefinedNames | undefined;
  version = 1;

  /** Without names, all files of the tree are read for them at the first question. */
  constructor(tree: SourceTree, parser: KernelParser, names?: DefinedNames) {
    this.#tree = tree;
    this.#parser = parser;
    this.#names = names;
  }

  changesSince(): undefined {
    return undefined;
  }

  find(name: string, from: string): Definition | undefined {
    this.#names ??= namesOfTree(this.#tree);
    for (const path of this.#names.pathsOf(name)) {
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
