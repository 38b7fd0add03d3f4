import { type Measured, measuredValue, type Term } from './law.ts';
import { leastSquares } from './linear.ts';
import { type MeasureName, type Measures, measureNames } from './measures.ts';

/** A measured number of events at a value of the axis. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** Scenarios of a sweep on one machine in numbers; each is measured once. */
export class MeasuredScenarios {
  readonly #measure: (at: number) => Measures;
  readonly #known = new Map<number, Measures>();
  readonly #values = new Map<string, Map<number, number>>();

  /** `measure` gives the measures at a value of the axis. */
  constructor(measure: (at: number) => Measures) {
    this.#measure = measure;
  }

  valueOf(measured: Measured, at: number): number {
    const key = measured.measure === 'batches' ? `${measured.of}/${measured.size}` : measured.measure;
    const values = this.#values.get(key) ?? new Map<number, number>();
    this.#values.set(key, values);
    const known = values.get(at);
    if (known !== undefined) return known;
    const value = measuredValue(measured, this.at(at));
    values.set(at, value);
    return value;
  }

  at(at: number): Measures {
    const known = this.#known.get(at) ?? this.#measure(at);
    this.#known.set(at, known);
    return known;
  }

  predict(terms: readonly Term[], at: number): number {
    return terms.reduce((sum, term) => sum + term.coefficient * this.valueOf(term, at), 0);
  }

  /** Measures that are no multiple of an earlier one at the given values: only they can be told apart. */
  independent(values: readonly number[]): readonly MeasureName[] {
    const kept: { readonly name: MeasureName; readonly column: readonly number[] }[] = [];
    for (const name of measureNames) {
      const column = values.map((at) => this.valueOf({ measure: name }, at));
      if (column.every((each) => each === 0)) continue;
      if (!kept.some((other) => isMultiple(column, other.column))) kept.push({ name, column });
    }
    return kept.map(({ name }) => name);
  }
}

function isMultiple(column: readonly number[], of: readonly number[]): boolean {
  const at = of.findIndex((each) => each !== 0);
  return column.every((each, index) => each * of[at] === column[at] * of[index]);
}

/**
 * Laws of one kind after the other, the simplest first: a measure, batches of some size, two measures, batches beside a
 * measure, three measures. No kind with more numbers to choose than the samples can bear out.
 */
function* kinds(
  names: readonly MeasureName[],
  largestBatch: number,
  samples: number,
  withHoles: boolean,
): Generator<readonly (readonly Measured[])[]> {
  const single: readonly Measured[] = names.map((measure) => ({ measure }));
  // Where there are holes, what is present is likelier to be batched than what is looked at.
  const batched = withHoles ? (['present', 'entries'] as const) : (['entries'] as const);
  const batches: Measured[] = batched.flatMap((of) =>
    Array.from({ length: Math.max(0, largestBatch - 2) }, (_, index) => ({ measure: 'batches', of, size: index + 2 })),
  );
  const pairs = single.flatMap((first, index) => single.slice(index + 1).map((second) => [first, second]));
  yield single.map((each) => [each]);
  if (samples < 4) return;
  yield pairs;
  if (samples < 8) return;
  yield batches.map((each) => [each]);
  yield single.flatMap((first) => batches.map((batch) => [first, batch]));
  yield pairs.flatMap(([first, second], index) =>
    pairs.slice(index + 1).flatMap(([a, b]) => (a === first ? [[first, second, b]] : [])),
  );
}

/** The combination of measures, with whole numbers of events for each, that gives every sample; undefined when there is none. */
function solved(
  measured: readonly Measured[],
  samples: readonly Sample[],
  scenarios: MeasuredScenarios,
): readonly Term[] | undefined {
  const columns = measured.map((each) => samples.map(({ at }) => scenarios.valueOf(each, at)));
  const coefficients = leastSquares(
    columns,
    samples.map(({ value }) => value),
  )?.map(Math.round);
  if (coefficients === undefined || coefficients.includes(0)) return undefined;
  const terms = measured.map((each, index): Term => ({ ...each, coefficient: coefficients[index] }));
  return samples.every(({ at, value }) => scenarios.predict(terms, at) === value) ? terms : undefined;
}

/**
 * Laws of the simplest kind that has any that give every sample. They may say different things about other values.
 * `largestBatch` is the number of entries of a page table; `poll` is called often, and throws to end the search.
 */
export function* exactLaws(
  samples: readonly Sample[],
  scenarios: MeasuredScenarios,
  names: readonly MeasureName[],
  largestBatch: number,
  poll: () => void,
): Generator<readonly (readonly Term[])[]> {
  if (samples.every(({ value }) => value === 0)) {
    yield [[]];
    return;
  }
  const withHoles = samples.some(({ at }) => scenarios.at(at).present !== scenarios.at(at).entries);
  for (const kind of kinds(names, largestBatch, samples.length, withHoles)) {
    const found = kind.flatMap((measured) => {
      poll();
      const terms = solved(measured, samples, scenarios);
      return terms === undefined ? [] : [terms];
    });
    if (found.length > 0) yield found;
  }
}
