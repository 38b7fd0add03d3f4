import type { ReachedPlace } from '../interpreter/places.ts';
import type { MachineProgram } from '../programs.ts';
import type { ReplayPlace } from './replay.ts';

/** The places of a replay, numbered in the order in which they are asked for. */
export class PlaceList {
  readonly list: ReplayPlace[] = [];
  readonly #file: string;
  readonly #program: MachineProgram;
  readonly #reached: readonly ReachedPlace[];
  readonly #numbers = new Map<number, number>();

  /** `reached` are the places that the run traced; `file` is that of the walker. */
  constructor(file: string, program: MachineProgram, reached: readonly ReachedPlace[]) {
    this.#file = file;
    this.#program = program;
    this.#reached = reached;
  }

  /** The place of a traced number; -1 is the walker's caller. */
  at(traced: number): ReplayPlace {
    return this.list[this.numberOf(traced)];
  }

  numberOf(traced: number): number {
    const known = this.#numbers.get(traced);
    if (known !== undefined) return known;
    this.#numbers.set(traced, this.list.length);
    return this.list.push(this.#describe(traced)) - 1;
  }

  #describe(traced: number): ReplayPlace {
    const { program, sources } = this.#program;
    const reached = this.#reached[traced];
    if (reached === undefined) return { file: this.#file, line: 0, function: '', walkerLine: 0 };
    const { file, line, function: name } = program.sites[reached.site];
    const walkerLine = program.sites[reached.walkerSite]?.line ?? 0;
    const text = sources.textOf({ file, line });
    return { file, line, function: name, walkerLine, ...(text === undefined ? {} : { text }) };
  }
}
