import type { Place, Program, Run } from '../interpreter/program.ts';
import type { World } from '../machine/world.ts';

interface Definition {
  readonly function: string;
  readonly file: string;
  /** Line that the definition starts in. */
  readonly line: number;
}

/** Finds the function that a place is in, among those that were run: the last one that starts before it. */
export class FunctionsByPlace {
  readonly #definitions: readonly Definition[];

  constructor(program: Program<World>, executed: Run['executed']) {
    const definitions = executed.flatMap(({ function: name, file }): Definition[] => {
      const signature = program.signatureOf(name);
      return signature === undefined ? [] : [{ function: name, file, line: signature.place.line }];
    });
    this.#definitions = definitions.sort((one, other) => other.line - one.line);
  }

  at({ file, line }: Place): { readonly function: string; readonly file: string } {
    const found = this.#definitions.find((each) => each.file === file && each.line <= line);
    return { function: found?.function ?? '', file };
  }
}
