import type { FunctionEntry, MacroDefinition, SourceFile } from '../syntax/source-file.ts';

/** A function or a function-like macro where it is defined. */
export type Definition =
  | { readonly kind: 'function'; readonly file: SourceFile; readonly entry: FunctionEntry }
  | { readonly kind: 'macro'; readonly file: SourceFile; readonly macro: MacroDefinition };

/**
 * What the engine may ask about functions of other files. The host answers from the tree, as C resolves a name: what
 * headers define, then what the files of the tree export. Nothing it does not know is guessed at.
 */
export interface FunctionIndex {
  /** Another number whenever an answer may be another one. */
  readonly version: number;
  /** The definition that a call in the file at a path of the tree reaches; undefined when it is not known. */
  find(name: string, from: string): Definition | undefined;
  /** What may be different from an earlier version; undefined when everything may be. */
  changesSince(version: number): IndexChanges | undefined;
  /** Files that may define functions or macros which enter or leave lazy MMU mode for callers in others. */
  withHalves(): readonly SourceFile[];
  /** Files that may call one of some functions: all there are, or those among them whose text mentions lazy MMU mode. */
  mentioning(names: readonly string[], among: 'all' | 'concerned'): readonly SourceFile[];
}

/** What is different between two versions of an index. */
export interface IndexChanges {
  /** Names by which another definition may be found now, or none, and those of macros that have changed. */
  readonly names: ReadonlySet<string>;
  /** By path, files that were read again, as they are now; undefined for one that is gone. */
  readonly files: ReadonlyMap<string, SourceFile | undefined>;
}

/** For a file that stands alone. */
export const emptyIndex: FunctionIndex = {
  version: 0,
  find: () => undefined,
  changesSince: () => ({ names: new Set(), files: new Map() }),
  withHalves: () => [],
  mentioning: () => [],
};

const functionsByName = new WeakMap<SourceFile, ReadonlyMap<string, FunctionEntry>>();

/** A function or a function-like macro of one file. */
export function definitionIn(file: SourceFile, name: string): Definition | undefined {
  let functions = functionsByName.get(file);
  if (!functions) {
    functions = new Map(file.functions.map((entry) => [entry.name, entry]));
    functionsByName.set(file, functions);
  }
  const entry = functions.get(name);
  if (entry) return { kind: 'function', file, entry };
  const macro = file.macros.get(name);
  return macro?.parameters ? { kind: 'macro', file, macro } : undefined;
}

/** What a call in a file reaches: the file's own functions and macros come first, as in C. */
export function resolve(name: string, file: SourceFile, index: FunctionIndex): Definition | undefined {
  return definitionIn(file, name) ?? index.find(name, file.path);
}
