import type { Place } from './interpreter/program.ts';

/** Lines of the files that a run went through, each file split once. */
export class SourceLines {
  readonly #read: (path: string) => string | undefined;
  readonly #files = new Map<string, readonly string[]>();

  /** `read` gives the text of a file as it was run; undefined when there is no such file. */
  constructor(read: (path: string) => string | undefined) {
    this.#read = read;
  }

  /** The line without the blanks around it; undefined where there is none, as for what the walker's caller did. */
  textOf({ file, line }: Place): string | undefined {
    if (line < 1) return undefined;
    let lines = this.#files.get(file);
    if (lines === undefined) {
      lines = this.#read(file)?.split('\n') ?? [];
      this.#files.set(file, lines);
    }
    return lines[line - 1]?.trim();
  }
}
