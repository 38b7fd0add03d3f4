import { addMultiple, type Sum, substitute, subtract, termSum } from '../ranges/sum.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { dependsOn, isMemberOf, isNear, pointerSum } from './pointer-sums.ts';

/** An update of an entry in a section. */
export interface Update {
  readonly call: CallExpression;
  /** The primitive that updates; `call` may be that of a helper. */
  readonly primitive: string;
  /** Pointers to the entries as far as they are plain: of a batch those whose distance is known, the first one first. */
  readonly pointers: readonly Sum[];
}

/** Pointers that are equal, by their keys, and the updates of their entry that wait for the end of the section. */
interface SameEntry {
  readonly pointers: ReadonlyMap<string, Sum>;
  readonly updates: ReadonlySet<Update>;
}

/** An update that a call has made only when its result is true, or only when it is false. */
interface Undecided {
  readonly when: boolean;
  /** What holds the result. */
  readonly holder: string;
  /** The entries, as they are told now. */
  readonly pointers: readonly Sum[];
}

const noEntries: ReadonlyMap<string, SameEntry> = new Map();
const noneUndecided: ReadonlyMap<Update, Undecided> = new Map();

/** What waits on some path, at one place of a function. */
export class WaitingUpdates {
  static readonly none = new WaitingUpdates(noEntries, new Set(), noneUndecided);
  /** Entries by each of the pointers that lead to them. A pointer that is equal to no other and has no updates is left out. */
  readonly #entries: ReadonlyMap<string, SameEntry>;
  readonly #undecided: ReadonlyMap<Update, Undecided>;
  /** Of any entry. */
  readonly all: ReadonlySet<Update>;

  private constructor(
    entries: ReadonlyMap<string, SameEntry>,
    all: ReadonlySet<Update>,
    undecided: ReadonlyMap<Update, Undecided>,
  ) {
    this.#entries = entries;
    this.all = all;
    this.#undecided = undecided;
  }

  /** Updates of the entry that a pointer leads to. */
  of(pointer: Expression): ReadonlySet<Update> {
    return this.#entries.get(pointerSum(pointer)?.key ?? '')?.updates ?? new Set();
  }

  /** Updates whose pointer has not moved since. */
  get unmoved(): readonly Update[] {
    return [...this.all].filter((update) => this.#entries.get(update.pointers.at(0)?.key ?? '')?.updates.has(update));
  }

  with(update: Update, pointers: readonly Sum[] = update.pointers): WaitingUpdates {
    const entries = pointers.reduce((known, pointer) => withUpdate(known, pointer, update), this.#entries);
    return new WaitingUpdates(entries, new Set([...this.all, update]), this.#undecided);
  }

  /** The update was made when what `holder` holds is true, or when it is false, as `when` says. */
  withUndecided(update: Update, holder: string, when: boolean): WaitingUpdates {
    const { pointers } = update;
    const undecided = new Map(this.#undecided).set(update, { when, holder, pointers });
    return new WaitingUpdates(this.#entries, this.all, undecided);
  }

  /** The result that one name stood for goes by another one from now on. */
  renamed(holder: string, name: string): WaitingUpdates {
    if (![...this.#undecided.values()].some((each) => each.holder === holder)) return this;
    const undecided = [...this.#undecided].map(
      ([update, each]) => [update, each.holder === holder ? { ...each, holder: name } : each] as const,
    );
    return new WaitingUpdates(this.#entries, this.all, new Map(undecided));
  }

  /** What a name holds is true, or is false. */
  decided(holder: string, truth: boolean): WaitingUpdates {
    const settled = [...this.#undecided].filter(([, each]) => each.holder === holder);
    if (settled.length === 0) return this;
    const open = [...this.#undecided].filter(([, each]) => each.holder !== holder);
    const start = new WaitingUpdates(this.#entries, this.all, new Map(open));
    return settled.reduce(
      (waiting, [update, { when, pointers }]) => (when === truth ? waiting.with(update, pointers) : waiting),
      start,
    );
  }

  /** A variable was given a value; `value` is what it was, in terms of what variables held before, where it is plain. */
  assigned(variable: string, value: Sum | undefined): WaitingUpdates {
    const step = value?.terms.get(variable) === 1 ? subtract(value, termSum(variable)) : undefined;
    if (step && !dependsOn(step, variable)) return this.#stepped(variable, step);
    const gone = this.#changed(variable, (pointer) => (dependsOn(pointer, variable) ? undefined : pointer));
    if (value === undefined || dependsOn(value, variable)) return gone;
    const same = this.#entries.get(value.key) ?? { pointers: new Map([[value.key, value]]), updates: new Set() };
    const own = termSum(variable);
    const pointers = new Map([...same.pointers].filter(([, pointer]) => !dependsOn(pointer, variable)));
    pointers.set(own.key, own);
    return new WaitingUpdates(withEntry(gone.#entries, { ...same, pointers }), this.all, gone.#undecided);
  }

  /** What is behind a variable may have changed: its members are not what they were. */
  changedBehind(variable: string): WaitingUpdates {
    return this.#changed(undefined, (pointer) => (isMemberOf(pointer, variable) ? undefined : pointer));
  }

  /** Whatever waits on one of two paths. */
  join(other: WaitingUpdates): WaitingUpdates {
    if (this.#isSameAs(other)) return this;
    const entries = new Map<string, SameEntry>();
    for (const key of new Set([...this.#entries.keys(), ...other.#entries.keys()])) {
      const [one, two] = [this.#entries.get(key), other.#entries.get(key)];
      const shared = [...(one?.pointers ?? two?.pointers ?? [])].filter(
        ([each]) => each === key || (one && two?.pointers.has(each)),
      );
      const updates = new Set([...(one?.updates ?? []), ...(two?.updates ?? [])]);
      if (shared.length > 1 || updates.size > 0) entries.set(key, { pointers: new Map(shared), updates });
    }
    const undecided = new Map([...other.#undecided, ...this.#undecided]);
    return new WaitingUpdates(entries, new Set([...this.all, ...other.all]), undecided);
  }

  equals(other: WaitingUpdates): boolean {
    if (this === other) return true;
    if (this.all.size !== other.all.size || this.#entries.size !== other.#entries.size) return false;
    if (this.#undecided.size !== other.#undecided.size) return false;
    return [...this.#entries].every(([pointer, { pointers, updates }]) => {
      const known = other.#entries.get(pointer);
      return known?.pointers.size === pointers.size && known.updates.size === updates.size;
    });
  }

  #isSameAs(other: WaitingUpdates): boolean {
    if (this === other) return true;
    if (this.#entries.size !== other.#entries.size || !sameKeys(this.all, other.all)) return false;
    if (!sameKeys(this.#undecided, other.#undecided)) return false;
    for (const [pointer, entry] of this.#entries) {
      const known = other.#entries.get(pointer);
      if (!known || !sameKeys(entry.pointers, known.pointers) || !sameKeys(entry.updates, known.updates)) return false;
    }
    return true;
  }

  /** A variable moved: pointers that are told by it are as far from it as it has left them behind. */
  #stepped(variable: string, step: Sum): WaitingUpdates {
    const before = addMultiple(termSum(variable), -1, step);
    return this.#changed(variable, (pointer) => {
      if (isMemberOf(pointer, variable)) return undefined;
      const now = substitute(pointer, variable, before);
      return isNear(now) ? now : undefined;
    });
  }

  /** With pointers told otherwise, or not any more; results that a variable held are gone. */
  #changed(variable: string | undefined, change: (pointer: Sum) => Sum | undefined): WaitingUpdates {
    const entries = changedEntries(this.#entries, change);
    const undecided = changedUndecided(this.#undecided, variable, change);
    if (entries === this.#entries && undecided === this.#undecided) return this;
    return new WaitingUpdates(entries, this.all, undecided);
  }
}

type Change = (pointer: Sum) => Sum | undefined;

/** Every pointer that is equal to another has an entry too: when none of them changes, nothing does. */
function changedEntries(entries: ReadonlyMap<string, SameEntry>, change: Change): ReadonlyMap<string, SameEntry> {
  const sums = [...entries].map(([key, { pointers }]) => pointers.get(key));
  if (sums.every((sum) => sum && change(sum) === sum)) return entries;
  const changed = new Map<string, SameEntry>();
  for (const [key, { pointers, updates }] of entries) {
    const own = pointers.get(key);
    const now = own && change(own);
    if (!now) continue;
    const others = [...pointers.values()].flatMap((each) => change(each) ?? []);
    if (others.length > 1 || updates.size > 0)
      changed.set(now.key, { pointers: new Map(others.map((each) => [each.key, each])), updates });
  }
  return changed;
}

function changedUndecided(
  undecided: ReadonlyMap<Update, Undecided>,
  variable: string | undefined,
  change: Change,
): ReadonlyMap<Update, Undecided> {
  if (undecided.size === 0) return undecided;
  const kept = [...undecided].filter(([, { holder }]) => holder !== variable);
  return new Map(
    kept.map(([update, each]) => [update, { ...each, pointers: each.pointers.flatMap((sum) => change(sum) ?? []) }]),
  );
}

interface Keyed {
  readonly size: number;
  has(key: unknown): boolean;
  keys(): Iterable<unknown>;
}

function sameKeys(one: Keyed, other: Keyed): boolean {
  if (one === other) return true;
  if (one.size !== other.size) return false;
  for (const each of one.keys()) if (!other.has(each)) return false;
  return true;
}

function withUpdate(
  entries: ReadonlyMap<string, SameEntry>,
  pointer: Sum,
  update: Update,
): ReadonlyMap<string, SameEntry> {
  const same = entries.get(pointer.key) ?? { pointers: new Map([[pointer.key, pointer]]), updates: new Set() };
  return withEntry(entries, { pointers: same.pointers, updates: new Set([...same.updates, update]) });
}

function withEntry(entries: ReadonlyMap<string, SameEntry>, entry: SameEntry): ReadonlyMap<string, SameEntry> {
  const next = new Map(entries);
  for (const pointer of entry.pointers.keys()) next.set(pointer, entry);
  return next;
}
