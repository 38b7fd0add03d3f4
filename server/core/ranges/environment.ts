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

  /**
   * A value got a new meaning: what was told by its old one is told by names of its own from now on. `stem` begins the names of
   * the value and of those; distances stay.
   */
  forgetting(stem: string): Environment {
    const stale = [...this.#values].filter(([, { sum }]) => mentions(sum, stem)).sort(byName);
    if (stale.length === 0) return this;
    const groups = new Groups(stem);
    const values = new Map(this.#values);
    for (const [name, { sum, tables }] of stale) {
      values.set(name, { sum: groups.rename(partWith(sum, stem), name, sum), tables });
    }
    return new Environment(values);
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
    const moved: [string, { readonly one: Value; readonly two: Value }][] = [];
    for (const name of new Set([...this.#values.keys(), ...other.#values.keys()])) {
      const [one, two] = [this.#values.get(name), other.#values.get(name)];
      if (!one || !two) values.set(name, { sum: termSum(`${met}${name};`) });
      else if (one.sum.key !== two.sum.key || mentions(one.sum, met)) moved.push([name, { one, two }]);
      else values.set(name, { sum: one.sum, tables: union(one.tables, two.tables) });
    }
    const groups = new Groups(met);
    for (const [name, { one, two }] of moved.sort(byName)) {
      const group = `${subtract(one.sum, two.sum).key} ${partWith(one.sum, met)}`;
      values.set(name, { sum: groups.rename(group, name, one.sum), tables: union(one.tables, two.tables) });
    }
    return new Environment(values);
  }
}

/** Variables whose distances are known, and that are told by the value of the first of them from now on. */
class Groups {
  readonly #stem: string;
  readonly #first = new Map<string, { readonly name: string; readonly sum: Sum }>();

  constructor(stem: string) {
    this.#stem = stem;
  }

  /** The value of a variable of a group, by a new name that stands for the first one's without `entryBase`. */
  rename(group: string, name: string, sum: Sum): Sum {
    const first = this.#first.get(group) ?? { name, sum: substitute(sum, entryBase, zero) };
    this.#first.set(group, first);
    return add(termSum(`${this.#stem}${first.name};`), subtract(sum, first.sum));
  }
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
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
