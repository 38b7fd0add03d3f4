import type { StateChange, StatePattern, StateRun } from './report.ts';

/** Longest cycle that is looked for among the runs of a block. */
const longestCycle = 16;

/** A row of states, put together run by run; neighbours of equal state become one run. */
export class StateRuns {
  readonly runs: { state: StateRun['state']; entries: number }[] = [];

  add(state: StateRun['state'], entries = 1): void {
    const last = this.runs[this.runs.length - 1];
    if (last?.state === state) last.entries += entries;
    else this.runs.push({ state, entries });
  }
}

function sameRuns(a: readonly StateRun[], b: readonly StateRun[]): boolean {
  return (
    a.length === b.length && a.every(({ state, entries }, at) => b[at].state === state && b[at].entries === entries)
  );
}

/** How often the `length` runs from `first` on stand there in a row. */
function repetitions(runs: readonly StateRun[], first: number, length: number): number {
  let end = first + length;
  while (end < runs.length && sameRuns([runs[end]], [runs[end - length]])) end++;
  return Math.floor((end - first) / length);
}

/** Runs as patterns: what is repeated at least twice becomes one pattern, the rest patterns of one time. */
function patternsOf(runs: readonly StateRun[]): readonly StatePattern[] {
  const patterns: StatePattern[] = [];
  let single: StateRun[] = [];
  const endSingle = () => {
    if (single.length > 0) patterns.push({ times: 1, runs: single });
    single = [];
  };
  for (let at = 0; at < runs.length; ) {
    let [times, length] = [1, 1];
    for (let cycle = 2; cycle <= longestCycle && times === 1; cycle++) {
      const found = repetitions(runs, at, cycle);
      if (found > 1) [times, length] = [found, cycle];
    }
    if (times === 1) single.push(runs[at]);
    else {
      endSingle();
      patterns.push({ times, runs: runs.slice(at, at + length) });
    }
    at += times * length;
  }
  endSingle();
  return patterns;
}

/** A row of states of any length, put together block by block. */
export class StatePatterns {
  #patterns: StatePattern[] = [];

  /** Adds a block's states `times` times. */
  add(runs: readonly StateRun[], times = 1): void {
    const patterns = patternsOf(runs);
    if (times === 1) for (const each of patterns) this.#append(each);
    else if (patterns.length === 1) this.#append({ ...patterns[0], times: patterns[0].times * times });
    else this.#append({ times, runs });
  }

  /** The shortest form: single runs in a row are one pattern, and so are equal patterns. */
  get patterns(): readonly StatePattern[] {
    return this.#patterns;
  }

  #append({ times, runs }: StatePattern): void {
    if (runs.length === 1) {
      this.#appendRun({ ...runs[0], entries: runs[0].entries * times });
      return;
    }
    const last = this.#patterns[this.#patterns.length - 1];
    if (last !== undefined && sameRuns(last.runs, runs)) {
      this.#patterns[this.#patterns.length - 1] = { times: last.times + times, runs };
    } else this.#patterns.push({ times, runs });
  }

  #appendRun(run: StateRun): void {
    const last = this.#patterns[this.#patterns.length - 1];
    if (last?.times !== 1) {
      this.#patterns.push({ times: 1, runs: [run] });
      return;
    }
    const end = last.runs[last.runs.length - 1];
    const runs =
      end.state === run.state
        ? [...last.runs.slice(0, -1), { ...end, entries: end.entries + run.entries }]
        : [...last.runs, run];
    this.#patterns[this.#patterns.length - 1] = { times: 1, runs };
  }
}

/** How many entries went from which state to which: before and after are rows of the same length. */
export class StateChanges {
  readonly #entries = new Map<string, { -readonly [Key in keyof StateChange]: StateChange[Key] }>();

  /** Adds what became of a block, `times` times. */
  add(before: readonly StateRun[], after: readonly StateRun[], times = 1): void {
    let [at, done] = [0, 0];
    for (const { state, entries } of before) {
      for (let left = entries; left > 0; ) {
        const next = after[at];
        const taken = Math.min(left, next.entries - done);
        this.#count(state, next.state, taken * times);
        left -= taken;
        done += taken;
        if (done === next.entries) [at, done] = [at + 1, 0];
      }
    }
  }

  get changes(): readonly StateChange[] {
    return [...this.#entries.values()];
  }

  #count(before: StateRun['state'], after: StateRun['state'], entries: number): void {
    const key = `${before} ${after}`;
    const known = this.#entries.get(key);
    if (known === undefined) this.#entries.set(key, { before, after, entries });
    else known.entries += entries;
  }
}
