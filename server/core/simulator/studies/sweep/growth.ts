import { formulaOf, formulaOfPieces, growthOfTerms, wordsOf, wordsOfPieces } from './describe-law.ts';
import { exactLaws, type MeasuredScenarios, type Sample } from './exact-fit.ts';
import type { Law, LawPiece, Term } from './law.ts';
import { leastSquares } from './linear.ts';
import type { MeasureName } from './measures.ts';

/** What a law is fitted to, and how more of it is found out. */
export interface GrowthQuestion {
  /** In order of the axis; at least two. */
  readonly fitted: readonly Sample[];
  /** Others, which must bear the law out. */
  readonly checked: readonly Sample[];
  /** Values of the axis at which laws that agree on the samples are told apart. */
  readonly apart: readonly number[];
  /** Between whole numbers there are no values, so that a break can be found exactly. */
  readonly whole: boolean;
  readonly scenarios: MeasuredScenarios;
  readonly entriesPerTable: number;
  /** Runs the walker at one more value; undefined when it cannot be run there. */
  probe(at: number): number | undefined;
  /** Called often; throws to end the search. */
  poll(): void;
}

/** Pieces that a law may have: more would describe the samples and not the machine. */
const mostPieces = 3;
/** Fresh values that prove a law after a check has refuted an earlier one. */
const freshChecks = 5;

/** The law by which the number of an event grows: exact where there is one, else the line that comes nearest. */
export function fitGrowth(question: GrowthQuestion): Law {
  const fit = new Fit(question);
  return fit.single() ?? fit.ofEachTable() ?? fit.piecewise() ?? fit.approximate();
}

class Fit {
  readonly #question: GrowthQuestion;
  readonly #names: readonly MeasureName[];
  /** All that is known, by value of the axis. */
  readonly #known: Map<number, number>;

  constructor(question: GrowthQuestion) {
    this.#question = question;
    this.#known = new Map([...question.fitted, ...question.checked].map(({ at, value }) => [at, value]));
    this.#names = question.scenarios.independent([...this.#known.keys()]);
  }

  /** One law for the whole range. A check that refutes it becomes a sample, and others have to prove the next one. */
  single(): Law | undefined {
    const { fitted, checked } = this.#question;
    const first = this.#law(fitted);
    if (first !== undefined && this.#holds(first, checked)) return this.#describe(first);
    const second = this.#law(this.#samples());
    return second !== undefined && this.#holds(second, this.#fresh()) ? this.#describe(second) : undefined;
  }

  /** Laws that follow each other, such as one instruction per entry up to a limit and one for all beyond it. */
  piecewise(): Law | undefined {
    const pieces = this.#pieces(this.#samples());
    if (pieces === undefined || !this.#piecesHold(pieces, this.#fresh())) return undefined;
    const [only] = pieces;
    if (pieces.length === 1) return this.#describe(only.terms);
    return {
      exact: true,
      growth: 'piecewise',
      formula: formulaOfPieces(pieces),
      words: wordsOfPieces(pieces),
      pieces,
    };
  }

  /** The same for each table by itself, where the range has several and they add up: each is flushed on its own. */
  ofEachTable(): Law | undefined {
    const { scenarios, entriesPerTable } = this.#question;
    const samples = this.#samples();
    const isFirstTable = ({ at }: Sample) => scenarios.at(at).equalTables[0].entries === at && at <= entriesPerTable;
    const isUniform = samples.every(({ at }) => [0, at].includes(scenarios.at(at).present));
    const inFirst = samples.filter(isFirstTable);
    const addsUp = (pieces: readonly LawPiece[], { at, value }: Sample) =>
      value ===
      scenarios.at(at).equalTables.reduce((sum, { times, entries }) => sum + times * this.#predict(pieces, entries), 0);
    if (!isUniform || samples.every(isFirstTable) || inFirst[0]?.at !== 1) return undefined;
    const pieces = this.#pieces(inFirst);
    if (pieces === undefined || pieces[pieces.length - 1].to !== entriesPerTable) return undefined;
    if (![...this.#samples(), ...this.#fresh()].every((sample) => addsUp(pieces, sample))) return undefined;
    return {
      exact: true,
      growth: 'piecewise',
      formula: `for each table ${formulaOfPieces(pieces)}`,
      words: `in each table ${wordsOfPieces(pieces)}`,
      pieces,
      perTable: true,
    };
  }

  #predict(pieces: readonly LawPiece[], at: number): number {
    const piece = pieces.find(({ from, to }) => at >= from && at <= to);
    return piece === undefined ? Number.NaN : this.#question.scenarios.predict(piece.terms, at);
  }

  /** Pieces that give all samples, with their breaks found exactly. */
  #pieces(samples: readonly Sample[]): LawPiece[] | undefined {
    if (!this.#question.whole) return undefined;
    const pieces: LawPiece[] = [];
    let rest = samples;
    while (rest.length > 0) {
      if (pieces.length === mostPieces) return undefined;
      const { length, terms } = this.#longestPrefix(rest);
      if (terms === undefined) return undefined;
      pieces.push({ from: rest[0].at, to: rest[length - 1].at, terms });
      rest = rest.slice(length);
    }
    return this.#withExactBreaks(pieces);
  }

  /** The nearest straight line over the measure that it fits best. */
  approximate(): Law {
    const samples = this.#samples();
    const values = samples.map(({ value }) => value);
    const candidates = this.#names.flatMap((measure) => {
      const terms = this.#line(measure, samples, values);
      return terms === undefined ? [] : [{ terms, residual: this.#residual(terms, samples) }];
    });
    const best = candidates.reduce((a, b) => (b.residual.rootMeanSquare < a.residual.rootMeanSquare ? b : a));
    const { terms, residual } = best;
    const formula = formulaOf(terms, 3);
    return {
      exact: false,
      growth: 'approximate',
      formula,
      words: `approximately ${formula}, at most ${Number(residual.maximum.toPrecision(3))} off`,
      pieces: [{ ...this.#range(), terms }],
      residual,
    };
  }

  #line(measure: MeasureName, samples: readonly Sample[], values: readonly number[]): readonly Term[] | undefined {
    const { scenarios } = this.#question;
    const constant = samples.map(() => 1);
    const column = samples.map(({ at }) => scenarios.valueOf({ measure }, at));
    const names = measure === 'constant' ? [measure] : (['constant', measure] as const);
    const found = leastSquares(measure === 'constant' ? [constant] : [constant, column], values);
    return found?.map((coefficient, index) => ({ measure: names[index], coefficient }));
  }

  #residual(terms: readonly Term[], samples: readonly Sample[]) {
    const off = samples.map(({ at, value }) => Math.abs(this.#question.scenarios.predict(terms, at) - value));
    const squares = off.reduce((sum, each) => sum + each * each, 0);
    return { maximum: Math.max(...off), rootMeanSquare: Math.sqrt(squares / off.length) };
  }

  #range(): { from: number; to: number } {
    const { fitted } = this.#question;
    return { from: fitted[0].at, to: fitted[fitted.length - 1].at };
  }

  #describe(terms: readonly Term[]): Law {
    return {
      exact: true,
      growth: growthOfTerms(terms),
      formula: formulaOf(terms),
      words: wordsOf(terms, this.#question.entriesPerTable),
      pieces: [{ ...this.#range(), terms }],
    };
  }

  #samples(): Sample[] {
    return [...this.#known].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
  }

  /** The simplest law of all samples. Those that are equally simple are told apart by further runs. */
  #law(samples: readonly Sample[]): readonly Term[] | undefined {
    const { scenarios, entriesPerTable, poll } = this.#question;
    let known = samples;
    for (const kind of exactLaws(samples, scenarios, this.#names, entriesPerTable, poll)) {
      let candidates = kind.filter((terms) => this.#holds(terms, known));
      for (let at = this.#difference(candidates); at !== undefined; at = this.#difference(candidates)) {
        const value = this.#value(at);
        if (value === undefined) return undefined;
        const sample = { at, value };
        known = [...known, sample];
        candidates = candidates.filter((terms) => this.#holds(terms, [sample]));
      }
      if (candidates.length > 0) return candidates[0];
    }
    return undefined;
  }

  /** A value of the axis at which one of the laws says something else than the first. */
  #difference(candidates: readonly (readonly Term[])[]): number | undefined {
    if (candidates.length < 2) return undefined;
    const { scenarios, apart } = this.#question;
    return apart.find((at) => {
      const first = scenarios.predict(candidates[0], at);
      return candidates.some((terms) => scenarios.predict(terms, at) !== first);
    });
  }

  #longestPrefix(samples: readonly Sample[]): { length: number; terms?: readonly Term[] } {
    const { scenarios, poll } = this.#question;
    for (let length = samples.length; length > 0; length--) {
      const part = samples.slice(0, length);
      // Of a few samples no more can be told than one term; batches need the whole range.
      const [laws] = exactLaws(part, scenarios, this.#names, 0, poll);
      const terms = laws?.find((each) => each.length === 0 || part.length > each.length || part.length === 1);
      if (terms !== undefined) return { length, terms };
    }
    return { length: 0 };
  }

  /** Closes the gaps between pieces by halving: each value in between belongs to one of its two neighbours. */
  #withExactBreaks(pieces: readonly LawPiece[]): LawPiece[] | undefined {
    const exact = [...pieces];
    for (let i = 0; i + 1 < exact.length; i++) {
      while (exact[i + 1].from - exact[i].to > 1) {
        const at = Math.floor((exact[i].to + exact[i + 1].from) / 2);
        const value = this.#value(at);
        if (value === undefined) return undefined;
        if (this.#holds(exact[i].terms, [{ at, value }])) exact[i] = { ...exact[i], to: at };
        else if (this.#holds(exact[i + 1].terms, [{ at, value }])) exact[i + 1] = { ...exact[i + 1], from: at };
        else return undefined;
      }
    }
    return exact;
  }

  #piecesHold(pieces: readonly LawPiece[], samples: readonly Sample[]): boolean {
    return samples.every(({ at, value }) => this.#predict(pieces, at) === value);
  }

  #holds(terms: readonly Term[], samples: readonly Sample[]): boolean {
    return samples.every(({ at, value }) => this.#question.scenarios.predict(terms, at) === value);
  }

  /** Samples at values that nothing was fitted to. */
  #fresh(): Sample[] {
    const unknown = this.#question.apart.filter((at) => !this.#known.has(at));
    const step = Math.max(1, Math.floor(unknown.length / freshChecks));
    return unknown.flatMap((at, index) => {
      if (index % step !== 0) return [];
      const value = this.#value(at);
      return value === undefined ? [] : [{ at, value }];
    });
  }

  #value(at: number): number | undefined {
    const known = this.#known.get(at) ?? this.#question.probe(at);
    if (known !== undefined) this.#known.set(at, known);
    return known;
  }
}
