/**
 * Answers that are kept as long as they are asked for: those of the last round and of this one. They are found by keys that
 * say everything they depend on.
 */
export class Kept<Value> {
  #last: ReadonlyMap<string, Value> = new Map();
  #now = new Map<string, Value>();

  /** What is known, or else what `find` finds. */
  of(key: string, find: () => Value): Value {
    const value = this.#now.has(key) || this.#last.has(key) ? (this.get(key) as Value) : find();
    this.#now.set(key, value);
    return value;
  }

  get(key: string): Value | undefined {
    return this.#now.get(key) ?? this.#last.get(key);
  }

  set(key: string, value: Value): void {
    this.#now.set(key, value);
  }

  /** Ends a round: what was not asked for in it is forgotten. */
  turn(): void {
    this.#last = this.#now;
    this.#now = new Map();
  }

  /** Forgets what does not hold any more. */
  forget(isGone: (value: Value) => boolean): void {
    this.#last = new Map([...this.#last].filter(([, value]) => !isGone(value)));
    this.#now = new Map([...this.#now].filter(([, value]) => !isGone(value)));
  }
}
