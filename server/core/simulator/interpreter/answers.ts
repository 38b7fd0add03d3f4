import { growthOf, type Repeat, type Tally } from '../tally.ts';
import { wordStorage } from './compile/convert.ts';
import type { Linkage, LinkedAssumption } from './compile/linkage.ts';
import { convertWord } from './integers.ts';
import type { RunOptions } from './program.ts';
import type { Behaviour, Site, Word } from './runtime.ts';

/** How often an intrinsic was asked whose answer is an assumption, and what it said. */
export interface Consultation {
  readonly intrinsic: number;
  times: number;
  /** Index of the place that asked first. */
  site: number;
  answer: Word;
  /** It did not always answer the same. */
  varied: boolean;
  /** The scenario answers in its place. */
  readonly given: boolean;
}

/** What a run takes for granted, or is told by its scenario, with how often it was asked for. */
export class Answers implements Tally {
  readonly consultations: Consultation[] = [];
  /** By index of the assumption. */
  readonly assumedTimes: number[] = [];
  readonly #linkage: Linkage;
  readonly #assume: RunOptions['assume'];
  /** How many answers of a list were given, by name: wherever it is asked from. */
  readonly #answered = new Map<string, number>();

  constructor(linkage: Linkage, assume: RunOptions['assume']) {
    this.#linkage = linkage;
    this.#assume = assume;
  }

  /** Forgets what was asked. What is bound stays in force. */
  reset(): void {
    this.assumedTimes.length = 0;
    this.#answered.clear();
    for (const consultation of this.consultations) {
      consultation.times = 0;
      consultation.varied = false;
    }
  }

  record(): () => Repeat {
    const assumed = this.assumedTimes.slice();
    const asked = this.consultations.map(({ times }) => times);
    return () => {
      const assumedMore = growthOf(assumed, this.assumedTimes);
      const askedMore = growthOf(
        asked,
        this.consultations.map(({ times }) => times),
      );
      return ({ times }) => {
        for (const [index, by] of assumedMore) this.assumedTimes[index] += by * times;
        for (const [index, by] of askedMore) this.consultations[index].times += by * times;
      };
    };
  }

  /** An intrinsic as `bind` makes it; one that answers from an assumption, or whose answers are given, is watched. */
  bindIntrinsic(intrinsic: number, place: Site, bind: (index: number) => Behaviour): Behaviour {
    const { assumption, name } = this.#linkage.options.intrinsics[intrinsic];
    const given = this.#answersFor(intrinsic, name);
    if (assumption === undefined && given === undefined) return bind(intrinsic);
    const consultation: Consultation = {
      intrinsic,
      times: 0,
      site: 0,
      answer: 0,
      varied: false,
      given: given !== undefined,
    };
    this.consultations.push(consultation);
    const behaviour: Behaviour =
      given === undefined ? bind(intrinsic) : () => given[Math.min(consultation.times, given.length - 1)];
    // None that answers from an assumption has more arguments; naming them spares a list of them for every call.
    return (first, second, third, fourth, fifth) => {
      const site = place.current;
      const answer = behaviour(first, second, third, fourth, fifth);
      if (consultation.times++ === 0) {
        consultation.site = site;
        consultation.answer = answer;
      } else if (answer !== consultation.answer) consultation.varied = true;
      return answer;
    };
  }

  /** Something was taken for granted once more. */
  note(assumption: number): void {
    this.assumedTimes[assumption] = (this.assumedTimes[assumption] ?? 0) + 1;
  }

  /** The value of an assumption: what the scenario says, one after the other, else `fallback`. */
  assumeOr(assumption: number, fallback: number): Word {
    this.note(assumption);
    const linked = this.#linkage.assumptions[assumption];
    const values = this.valuesOf(linked, fallback);
    if (values.length === 1) return values[0];
    const times = this.#answered.get(linked.name) ?? 0;
    this.#answered.set(linked.name, times + 1);
    return values[Math.min(times, values.length - 1)];
  }

  /** What the scenario says of an assumption, one after the other, as values of its type. */
  valuesOf({ name, type }: LinkedAssumption, fallback = 0): readonly Word[] {
    if (type.kind === 'void' || type.kind === 'record') return [0];
    const storage = wordStorage(type);
    return (this.#given(name) ?? [fallback]).map((value) => convertWord(Math.trunc(value), storage));
  }

  /** What the scenario has an intrinsic return, one after the other, unless it returns no value. */
  #answersFor(intrinsic: number, name: string): readonly Word[] | undefined {
    const type = this.#linkage.intrinsics[intrinsic]?.type.returns;
    if (!type || type.kind === 'void' || type.kind === 'record') return undefined;
    const storage = wordStorage(type);
    return this.#given(name)?.map((value) => convertWord(Math.trunc(value), storage));
  }

  /** What the scenario says of a name. */
  #given(name: string): readonly number[] | undefined {
    const given = Object.hasOwn(this.#assume, name) ? this.#assume[name] : undefined;
    return typeof given === 'number' ? [given] : given;
  }
}
