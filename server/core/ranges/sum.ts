import { SmallMap } from '../small-map.ts';

/**
 * A number as a sum: a constant, and multiples of values that are only known by a name. A term's name is made of atoms that
 * end in a semicolon (`p:addr;`), so that a name which is built of another one holds it.
 */
export class Sum {
  readonly constant: number;
  readonly terms: SmallMap<number>;
  #key: string | undefined;

  constructor(constant: number, terms: SmallMap<number>) {
    this.constant = constant;
    this.terms = terms;
  }

  /** The same text for equal sums. */
  get key(): string {
    if (this.#key === undefined) {
      const { keys, values } = this.terms;
      const parts = keys.map((name, at) => `${values[at]}*${name}`);
      this.#key = [this.constant, ...(parts.length > 1 ? parts.sort() : parts)].join('+');
    }
    return this.#key;
  }
}

const noTerms = new SmallMap<number>();

export const zero = new Sum(0, noTerms);

export function constantSum(constant: number): Sum {
  return new Sum(constant, noTerms);
}

export function termSum(name: string, factor = 1): Sum {
  return new Sum(0, new SmallMap([name], [factor]));
}

/** `one + factor * other`. */
export function addMultiple(one: Sum, factor: number, other: Sum): Sum {
  if (other.terms.size === 0) return new Sum(one.constant + factor * other.constant, one.terms);
  let { terms } = one;
  other.terms.forEach((name, each) => {
    const sum = (terms.get(name) ?? 0) + factor * each;
    terms = sum === 0 ? terms.without(name) : terms.with(name, sum);
  });
  return new Sum(one.constant + factor * other.constant, terms);
}

export function add(one: Sum, other: Sum): Sum {
  return addMultiple(one, 1, other);
}

export function subtract(one: Sum, other: Sum): Sum {
  return addMultiple(one, -1, other);
}

export function multiply(sum: Sum, factor: number): Sum {
  return addMultiple(zero, factor, sum);
}

export function isConstant({ terms }: Sum): boolean {
  return terms.size === 0;
}

/** True when a term's name holds an atom, itself or within another name. */
export function mentions({ terms }: Sum, atom: string): boolean {
  return terms.keys.some((name) => name.includes(atom));
}

/** The terms whose names hold an atom, as a text. */
export function partWith(sum: Sum, atom: string): string {
  if (!mentions(sum, atom)) return '';
  return new Sum(
    0,
    sum.terms.filter((name) => name.includes(atom)),
  ).key;
}

/** The sum with another in the place of a term that stands for itself, not within another name. */
export function substitute(sum: Sum, name: string, value: Sum): Sum {
  const factor = sum.terms.get(name);
  return factor === undefined ? sum : addMultiple(addMultiple(sum, -factor, termSum(name)), factor, value);
}
