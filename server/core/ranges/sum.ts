/**
 * A number as a sum: a constant, and multiples of values that are only known by a name. A term's name is made of atoms that
 * end in a semicolon (`p:addr;`), so that a name which is built of another one holds it.
 */
export interface Sum {
  readonly constant: number;
  readonly terms: ReadonlyMap<string, number>;
}

export const zero: Sum = constantSum(0);

export function constantSum(constant: number): Sum {
  return { constant, terms: new Map() };
}

export function termSum(name: string, factor = 1): Sum {
  return { constant: 0, terms: new Map([[name, factor]]) };
}

/** `one + factor * other`. */
export function addMultiple(one: Sum, factor: number, other: Sum): Sum {
  const terms = new Map(one.terms);
  for (const [name, each] of other.terms) {
    const sum = (terms.get(name) ?? 0) + factor * each;
    if (sum === 0) terms.delete(name);
    else terms.set(name, sum);
  }
  return { constant: one.constant + factor * other.constant, terms };
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

/** The same text for equal sums. */
export function keyOf({ constant, terms }: Sum): string {
  const parts = [...terms].map(([name, factor]) => `${factor}*${name}`).sort();
  return [constant, ...parts].join('+');
}

/** True when a term's name holds an atom, itself or within another name. */
export function mentions({ terms }: Sum, atom: string): boolean {
  return [...terms.keys()].some((name) => name.includes(atom));
}

/** The terms whose names hold an atom, as a text. */
export function partWith({ terms }: Sum, atom: string): string {
  return keyOf({ constant: 0, terms: new Map([...terms].filter(([name]) => name.includes(atom))) });
}

/** The sum with another in the place of a term that stands for itself, not within another name. */
export function substitute(sum: Sum, name: string, value: Sum): Sum {
  const factor = sum.terms.get(name);
  return factor === undefined ? sum : addMultiple(addMultiple(sum, -factor, termSum(name)), factor, value);
}
