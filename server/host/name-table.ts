import { type DefinedNames, rankOf } from './defined-names.ts';

/** Which files define which names, where files change. */
export class NameTable implements DefinedNames {
  readonly #names = new Map<string, readonly string[]>();
  readonly #paths = new Map<string, readonly string[]>();

  constructor(files: Iterable<readonly [path: string, names: readonly string[]]>) {
    const paths = new Map<string, string[]>();
    for (const [path, names] of files) {
      this.#names.set(path, names);
      for (const name of names) {
        const known = paths.get(name);
        if (known) known.push(path);
        else paths.set(name, [path]);
      }
    }
    for (const [name, found] of paths) this.#paths.set(name, found.sort(inOrder));
  }

  pathsOf(name: string): readonly string[] {
    return this.#paths.get(name) ?? [];
  }

  get paths(): readonly string[] {
    return [...this.#names.keys()];
  }

  /** Sets the names that one file defines; none for a file that is gone. Gives those that it did not define before, or does not now. */
  set(path: string, names: readonly string[]): readonly string[] {
    const before = new Set(this.#names.get(path));
    const after = new Set(names);
    const come = names.filter((name) => !before.has(name));
    const gone = [...before].filter((name) => !after.has(name));
    this.#names.set(path, names);
    for (const name of come) this.#paths.set(name, [...this.pathsOf(name), path].sort(inOrder));
    for (const name of gone)
      this.#paths.set(
        name,
        this.pathsOf(name).filter((each) => each !== path),
      );
    return [...come, ...gone];
  }
}

function inOrder(one: string, other: string): number {
  return (rankOf(one) ?? 0) - (rankOf(other) ?? 0) || (one < other ? -1 : 1);
}
