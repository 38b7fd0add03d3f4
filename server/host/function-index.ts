import type { SourceTree } from '../core/source-tree.ts';
import { type Definition, definitionIn, type FunctionIndex } from '../core/summaries/function-index.ts';
import type { KernelParser, SourceFile } from '../core/syntax/source-file.ts';
import { type DefinedNames, namesOfTree } from './defined-names.ts';
import { Mentions } from './mentions.ts';

/** Which files of a tree seem to define which functions, found by their layout alone; files are parsed when they are asked for. */
export class TreeFunctionIndex implements FunctionIndex {
  readonly #tree: SourceTree;
  readonly #parser: KernelParser;
  readonly #files = new Map<string, SourceFile>();
  #names: DefinedNames | undefined;
  #mentions: Mentions | undefined;
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
    for (const path of this.#namesOfTree().pathsOf(name)) {
      if (path === from) continue;
      const file = this.#fileAt(path);
      const definition = file && definitionIn(file, name);
      if (definition) return definition;
    }
    return undefined;
  }

  withHalves(): readonly SourceFile[] {
    return this.#filesAt(this.#mentionsOfTree().withHalves());
  }

  mentioning(names: readonly string[], among: 'all' | 'concerned'): readonly SourceFile[] {
    return this.#filesAt(this.#mentionsOfTree().of(names, among));
  }

  #namesOfTree(): DefinedNames {
    this.#names ??= namesOfTree(this.#tree);
    return this.#names;
  }

  #mentionsOfTree(): Mentions {
    this.#mentions ??= new Mentions(this.#namesOfTree(), (path) => this.#tree.read(path));
    return this.#mentions;
  }

  #filesAt(paths: readonly string[]): readonly SourceFile[] {
    return paths.flatMap((path) => this.#fileAt(path) ?? []);
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
