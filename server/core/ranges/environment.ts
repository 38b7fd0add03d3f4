import { add, addMultiple, mentions, partWith, type Sum, substitute, subtract, termSum, zero } from './sum.ts';

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

  constructor(values: ReadonlyMap<string, Value> = new Map()) {
    this.#values = values;
  }

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  /** True when both say the same. */
  equals(other: Environment): boolean {
    if (this === other) return true;
    if (this.#values.size !== other.#values.size) return false;
    for (const [name, value] of this.#values) {
      const known = other.#values.get(name);
      if (!known || (known !== value && !sameValue(known, value))) return false;
    }
    return true;
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

  /** Two sums turned out to be equal. Nothing follows for a pointer to an entry that is equal to anything else. */
  equating(one: Sum, other: Sum): Environment {
    const difference = subtract(one, other);
    if (difference.terms.has(entryBase)) return this;
    const solvable = [...difference.terms].filter(([, factor]) => Math.abs(factor) === 1);
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
    const moved: { readonly name: string; readonly one: Value; readonly two: Value }[] = [];
    for (const [name, one] of this.#values) {
      const two = other.#values.get(name);
      if (!two) continue;
      const isSame = one.sum.key === two.sum.key && !mentions(one.sum, met);
      if (isSame) values.set(name, { sum: one.sum, tables: union(one.tables, two.tables) });
      else moved.push({ name, one, two });
    }
    moved.sort((a, b) => (a.name < b.name ? -1 : 1));
    /** The first variable of each group, and its value without `entryBase`. */
    const groups = new Map<string, { readonly name: string; readonly sum: Sum }>();
    for (const { name, one, two } of moved) {
      const group = `${subtract(one.sum, two.sum).key} ${partWith(one.sum, met)}`;
      const first = groups.get(group) ?? { name, sum: substitute(one.sum, entryBase, zero) };
      groups.set(group, first);
      const sum = add(termSum(`${met}${first.name};`), subtract(one.sum, first.sum));
      values.set(name, { sum, tables: union(one.tables, two.tables) });
    }
    return new Environment(values);
  }
}

function union(one: Value['tables'], other: Value['tables']): Value['tables'] {
  if (one === other) return one;
  return one && other && new Set([...one, ...other]);
}

function sameValue(one: Value, other: Value): boolean {
  if (one.sum !== other.sum && one.sum.key !== other.sum.key) return false;
  if (one.tables === other.tables) return true;
  if (one.tables?.size !== other.tables?.size) return false;
  return [...(one.tables ?? [])].every((table) => other.tables?.has(table));
}
