import { mayHoldHalves, modeMark } from '../core/regions/halves-in-text.ts';
import type { DefinedNames } from './defined-names.ts';

/** An answer about a text that is still the same. */
interface Answer {
  readonly text: string;
  readonly fits: boolean;
}

/** Which files of an index mention what, by their newest texts; a text that has not changed is not looked at again. */
export class Mentions {
  readonly #names: DefinedNames;
  readonly #textOf: (path: string) => string | undefined;
  readonly #halves = new Map<string, Answer>();
  #mentions = { what: '', answers: new Map<string, Answer>() };

  constructor(names: DefinedNames, textOf: (path: string) => string | undefined) {
    this.#names = names;
    this.#textOf = textOf;
  }

  /** Paths of files that may enter or leave lazy MMU mode for others. */
  withHalves(): readonly string[] {
    return this.#filter(this.#names.pathsOf(modeMark), this.#halves, mayHoldHalves);
  }

  /** Paths of files whose texts hold one of some names. */
  of(names: readonly string[], among: 'all' | 'concerned'): readonly string[] {
    const what = `\\b(?:${names.join('|')})\\b`;
    if (this.#mentions.what !== what) this.#mentions = { what, answers: new Map() };
    const pattern = new RegExp(what);
    const paths = among === 'all' ? this.#names.paths : this.#names.pathsOf(modeMark);
    return this.#filter(paths, this.#mentions.answers, (text) => pattern.test(text));
  }

  #filter(
    paths: readonly string[],
    answers: Map<string, Answer>,
    isWanted: (text: string) => boolean,
  ): readonly string[] {
    return paths.filter((path) => {
      const text = this.#textOf(path);
      if (text === undefined) return false;
      const known = answers.get(path);
      if (known?.text === text) return known.fits;
      const fits = isWanted(text);
      answers.set(path, { text, fits });
      return fits;
    });
  }
}
