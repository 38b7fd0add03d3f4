/**
 * A map of a few entries that does not change: one with another value is a copy. Copies of two arrays are far cheaper than
 * those of a `Map`, and so are questions to it as long as entries are few. Entries stay in the order in which they came.
 */
export class SmallMap<Value> {
  readonly keys: readonly string[];
  /** By the position of their keys. */
  readonly values: readonly Value[];

  constructor(keys: readonly string[] = [], values: readonly Value[] = []) {
    this.keys = keys;
    this.values = values;
  }

  get size(): number {
    return this.keys.length;
  }

  get(key: string): Value | undefined {
    const at = this.keys.indexOf(key);
    return at < 0 ? undefined : this.values[at];
  }

  has(key: string): boolean {
    return this.keys.includes(key);
  }

  with(key: string, value: Value): SmallMap<Value> {
    const at = this.keys.indexOf(key);
    if (at < 0) return new SmallMap([...this.keys, key], [...this.values, value]);
    if (this.values[at] === value) return this;
    const values = this.values.slice();
    values[at] = value;
    return new SmallMap(this.keys, values);
  }

  without(key: string): SmallMap<Value> {
    return this.keys.includes(key) ? this.filter((each) => each !== key) : this;
  }

  /** The same keys with other values; the same object when no value is another one. */
  map(change: (value: Value, key: string) => Value): SmallMap<Value> {
    const { keys, values } = this;
    let changed: Value[] | undefined;
    for (let at = 0; at < keys.length; at += 1) {
      const value = change(values[at], keys[at]);
      if (value === values[at]) continue;
      changed ??= values.slice();
      changed[at] = value;
    }
    return changed ? new SmallMap(keys, changed) : this;
  }

  /** The same object when all entries stay. */
  filter(stays: (key: string, value: Value) => boolean): SmallMap<Value> {
    const { keys, values } = this;
    const gone = keys.findIndex((key, at) => !stays(key, values[at]));
    if (gone < 0) return this;
    const [keptKeys, keptValues] = [keys.slice(0, gone), values.slice(0, gone)];
    for (let at = gone + 1; at < keys.length; at += 1) {
      if (!stays(keys[at], values[at])) continue;
      keptKeys.push(keys[at]);
      keptValues.push(values[at]);
    }
    return new SmallMap(keptKeys, keptValues);
  }

  forEach(visit: (key: string, value: Value) => void): void {
    for (let at = 0; at < this.keys.length; at += 1) visit(this.keys[at], this.values[at]);
  }

  /** True when both have the same keys with the same values, in whatever order. */
  equals(other: SmallMap<Value>, same: (one: Value, other: Value) => boolean = areOne): boolean {
    if (this === other) return true;
    const { keys, values } = this;
    if (keys.length !== other.keys.length) return false;
    for (let at = 0; at < keys.length; at += 1) {
      const there = other.keys[at] === keys[at] ? at : other.keys.indexOf(keys[at]);
      if (there < 0 || !same(values[at], other.values[there])) return false;
    }
    return true;
  }
}

function areOne(one: unknown, other: unknown): boolean {
  return one === other;
}
