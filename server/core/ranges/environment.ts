import { SmallMap } from '../small-map.ts';
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
  readonly #values: SmallMap<Value>;

  constructor(values: SmallMap<Value> = new SmallMap()) {
    this.#values = values;
  }

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  /** True when both say the same. */
  equals(other: Environment): boolean {
    return this.#values.equals(other.#values, sameValue);
  }

  with(name: string, value: Value | undefined): Environment {
    return this.#having(value ? this.#values.with(name, value) : this.#values.without(name));
  }

  without(names: readonly string[]): Environment {
    return this.#having(this.#values.filter((name) => !names.includes(name)));
  }

  #having(values: SmallMap<Value>): Environment {
    return values === this.#values ? this : new Environment(values);
  }

  /**
   * A value got a new meaning: what was told by its old one is told by names of its own from now on. `stem` begins the names of
   * the value and of those; distances stay.
   */
  forgetting(stem: string): Environment {
    const stale = this.#values.filter((_, { sum }) => mentions(sum, stem));
    if (stale.size === 0) return this;
    const groups = new Groups(stem);
    let values = this.#values;
    for (const name of [...stale.keys].sort()) {
      const { sum, tables } = stale.get(name) as Value;
      values = values.with(name, { sum: groups.rename(partWith(sum, stem), name, sum), tables });
    }
    return new Environment(values);
  }

  /** Two sums turned out to be equal. Nothing follows for a pointer to an entry that is equal to anything else. */
  equating(one: Sum, other: Sum): Environment {
    const difference = subtract(one, other);
    if (difference.terms.has(entryBase)) return this;
    const solvable = difference.terms.filter((_, factor) => Math.abs(factor) === 1);
    const name = solvable.keys.find((each) => each.startsWith('~')) ?? solvable.keys.at(0) ?? '';
    const factor = solvable.get(name);
    if (factor === undefined) return this;
    const value = addMultiple(termSum(name), -factor, difference);
    return this.#having(
      this.#values.map((held) =>
        held.sum.terms.has(name) ? { ...held, sum: substitute(held.sum, name, value) } : held,
      ),
    );
  }

  /**
   * What holds on both of two paths that meet at a node. Variables whose distance is the same on both keep it: they are then
   * told by a name that stands for the value of one of them at that node, whichever path led there.
   */
  join(other: Environment, node: number): Environment {
    const met = `~${node}:`;
    const moved: Moved[] = [];
    let values = this.#values.map((one, name) => {
      const two = other.#values.get(name);
      if (!two) return { sum: termSum(`${met}${name};`) };
      if (!sameSum(one.sum, two.sum) || mentions(one.sum, met)) moved.push({ name, one, two });
      else if (one.tables !== two.tables) return { sum: one.sum, tables: union(one.tables, two.tables) };
      return one;
    });
    for (const name of other.#values.keys)
      if (!this.#values.get(name)) values = values.with(name, { sum: termSum(`${met}${name};`) });
    const groups = new Groups(met);
    for (const { name, one, two } of moved.sort(byName)) {
      const group = `${subtract(one.sum, two.sum).key} ${partWith(one.sum, met)}`;
      values = values.with(name, { sum: groups.rename(group, name, one.sum), tables: union(one.tables, two.tables) });
    }
    return new Environment(values);
  }
}

/** A variable that holds different values where two paths meet. */
interface Moved {
  readonly name: string;
  readonly one: Value;
  readonly two: Value;
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

function byName({ name: one }: Moved, { name: other }: Moved): number {
  return one < other ? -1 : 1;
}

function sameSum(one: Sum, other: Sum): boolean {
  return one === other || one.key === other.key;
}

function union(one: Value['tables'], other: Value['tables']): Value['tables'] {
  if (one === other) return one;
  return one && other && new Set([...one, ...other]);
}

function sameValue(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (!sameSum(one.sum, other.sum)) return false;
  if (one.tables === other.tables) return true;
  if (one.tables?.size !== other.tables?.size) return false;
  return [...(one.tables ?? [])].every((table) => other.tables?.has(table));
}
