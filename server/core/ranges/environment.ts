import { add, addMultiple, keyOf, mentions, partWith, type Sum, substitute, subtract, termSum, zero } from './sum.ts';

/**
 * What a variable holds. Addresses count bytes; a pointer to an entry counts the bytes that the entries before it map, so
 * that the entry of an address is `entryBase` plus that address.
 */
export interface Value {
  readonly sum: Sum;
  /** The calls that may have mapped the page table it points into. */
  readonly tables?: ReadonlySet<string>;
}

/** Term of every pointer to an entry of a known address: where the entry of address 0 would be. */
export const entryBase = 'table;';

/** The values of the variables on one path, or on several that were merged. A variable that is not there may hold anything. */
export class Environment {
  readonly #values: ReadonlyMap<string, Value>;
  #key: string | undefined;

  constructor(values: ReadonlyMap<string, Value> = new Map()) {
    this.#values = values;
  }

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  /** Equal for environments that say the same. */
  get key(): string {
    this.#key ??= [...this.#values]
      .map(([name, { sum, tables }]) => `${name}=${keyOf(sum)} ${[...(tables ?? [])].sort().join()}`)
      .sort()
      .join('\n');
    return this.#key;
  }

  with(name: string, value: Value | undefined): Environment {
    const values = new Map(this.#values);
    if (value) values.set(name, value);
    else values.delete(name);
    return new Environment(values);
  }

  without(names: Iterable<string>): Environment {
    const values = new Map(this.#values);
    for (const name of names) values.delete(name);
    return new Environment(values);
  }

  /** Without what was told by an earlier value of an atom. */
  withoutAtom(atom: string): Environment {
    const stale = [...this.#values].filter(([, { sum }]) => mentions(sum, atom)).map(([name]) => name);
    return stale.length > 0 ? this.without(stale) : this;
  }

  /** Two sums turned out to be equal. */
  equating(one: Sum, other: Sum): Environment {
    const difference = subtract(one, other);
    const solvable = [...difference.terms].filter(([name, factor]) => name !== entryBase && Math.abs(factor) === 1);
    const [name, factor] = solvable.find(([each]) => each.startsWith('~')) ?? solvable.at(0) ?? ['', 0];
    if (factor === 0) return this;
    const value = addMultiple(termSum(name), -factor, difference);
    return new Environment(
      new Map([...this.#values].map(([each, held]) => [each, { ...held, sum: substitute(held.sum, name, value) }])),
    );
  }

  /**
   * What holds on both of two paths that meet at a node. Variables whose distance is the same on both keep it: they are then
   * told by a name that stands for the value of one of them at that node, whichever path led there.
   */
  join(other: Environment, node: number): Environment {
    const met = `~${node}:`;
    const values = new Map<string, Value>();
    const groups = new Map<string, { readonly name: string /** Without `entryBase`. */; readonly sum: Sum }>();
    for (const [name, one] of [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const two = other.#values.get(name);
      if (!two) continue;
      const tables = one.tables && two.tables && new Set([...one.tables, ...two.tables]);
      const difference = subtract(one.sum, two.sum);
      const unchanged = difference.terms.size === 0 && difference.constant === 0;
      if (unchanged && !mentions(one.sum, met)) {
        values.set(name, { sum: one.sum, tables });
        continue;
      }
      const group = `${keyOf(difference)} ${partWith(one.sum, met)}`;
      const first = groups.get(group) ?? { name, sum: substitute(one.sum, entryBase, zero) };
      groups.set(group, first);
      values.set(name, { sum: add(termSum(`${met}${first.name};`), subtract(one.sum, first.sum)), tables });
    }
    return new Environment(values);
  }
}
