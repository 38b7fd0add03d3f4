import type { PageTable } from '../machine/page-tables.ts';
import { entrySize } from '../machine/page-tables.ts';
import type { World } from '../machine/world.ts';
import { type Look, type LookChange, LookChanges, replayStateOf, sameLook } from './cells.ts';
import type { ReplayStep } from './replay.ts';

/** What a table is to the walker. Others are those of who interrupts it. */
type Role = 'source' | 'destination' | 'other';

interface Watched {
  readonly table: PageTable;
  readonly role: Role;
  /** Entries as they were last time. */
  readonly known: Float64Array;
  readonly looks: Look[];
}

/** What has become of page tables since somebody looked last. */
export interface TableChanges {
  /** Of tables of the range; indices count as those of runs do. */
  readonly looks: readonly LookChange[];
  /** Entries whose value changed although they look as before. */
  readonly unseen: number;
  /** Of tables that the walker moves or copies to. */
  readonly destination: readonly LookChange[];
  /** Of all others. */
  readonly elsewhere: readonly LookChange[];
}

/**
 * Compares the page tables of a run with what they were. It only looks, and never while a primitive is at work: the machine
 * and its tables do not know that they are watched, so that other runs pay nothing for it.
 */
export class TableWatch {
  readonly #world: World;
  readonly #tables: readonly Watched[];
  /** Addresses of entries for which something is still to come. */
  readonly #waiting = new Set<number>();

  /** `sources` are the tables of the range. */
  constructor(world: World, sources: ReadonlySet<PageTable>) {
    this.#world = world;
    this.#tables = world.tables.tables.map((table) => {
      const known = this.#entriesOf(table).slice();
      const looks = Array.from(known, (entry) => ({ state: replayStateOf(entry) }));
      const role = sources.has(table) ? 'source' : table.isDestination ? 'destination' : 'other';
      return { table, role, known, looks };
    });
  }

  /** Looks of the entries of the range, or of the destination, from `first` up to `end`. */
  looksBetween(wanted: 'source' | 'destination', first: number, end: number): readonly Look[] {
    const all: Look[] = [];
    for (const { table, role, looks } of this.#tables) {
      if (role !== wanted) continue;
      const from = this.#indexOf(table, 0);
      all.push(...looks.slice(Math.max(0, first - from), Math.max(0, end - from)));
    }
    return all;
  }

  /** What an entry holds, and the value that is to come into it; undefined for an address that is none of an entry. */
  valuesAt(address: number): { readonly table: number; readonly waiting: number | undefined } | undefined {
    if (this.#find(address) === undefined) return undefined;
    const { tables, lazy } = this.#world;
    return { table: tables.read(address), waiting: lazy.pending.entry(address) };
  }

  /** Consecutive entries by their indices; undefined for an address that is none of an entry of the range or the destination. */
  entriesAt(address: number, entries: number): ReplayStep['on'] {
    const found = this.#find(address);
    if (found === undefined || found.role === 'other') return undefined;
    const first = this.#indexOf(found.table, (address - found.table.base) / entrySize);
    return { first, entries, ...(found.role === 'destination' ? { destination: true } : {}) };
  }

  #find(address: number): Watched | undefined {
    const bytes = this.#world.tables.entries * entrySize;
    return this.#tables.find(({ table: { base } }) => address >= base && address < base + bytes);
  }

  /** Entries that have changed since the last time. `pointer`: what a primitive was given, of so many entries. */
  changes(pointer: number | undefined, count: number): TableChanges {
    const changed = { source: new LookChanges(), destination: new LookChanges(), other: new LookChanges() };
    let unseen = 0;
    for (const [watched, slots] of this.#slots(pointer, count)) {
      const entries = this.#entriesOf(watched.table);
      for (const at of slots) {
        const isChanged = entries[at] !== watched.known[at];
        const before = watched.looks[at];
        const after = this.#look(watched.table.base + at * entrySize, entries[at], isChanged);
        watched.known[at] = entries[at];
        watched.looks[at] = after;
        if (!sameLook(before, after)) changed[watched.role].add(this.#indexOf(watched.table, at), before, after);
        else if (isChanged) unseen++;
      }
    }
    const { source, destination, other } = changed;
    return { looks: source.list, destination: destination.list, elsewhere: other.list, unseen };
  }

  /** Entries that have changed, and those that may look different although the table holds what it held; in order. */
  #slots(pointer: number | undefined, count: number): ReadonlyMap<Watched, readonly number[]> {
    const slots = new Map<Watched, number[]>();
    for (const watched of this.#tables) {
      const changed = differences(watched.known, this.#entriesOf(watched.table));
      if (changed.length > 0) slots.set(watched, changed);
    }
    const asked = new Set(this.#waiting);
    for (let at = 0; pointer !== undefined && at < count; at++) asked.add(pointer + at * entrySize);
    for (const address of asked) {
      const watched = this.#find(address);
      if (watched === undefined) continue;
      const at = (address - watched.table.base) / entrySize;
      const known = slots.get(watched);
      if (known === undefined) slots.set(watched, [at]);
      else if (!known.includes(at)) known.push(at);
    }
    for (const each of slots.values()) each.sort((one, other) => one - other);
    return slots;
  }

  #look(address: number, entry: number, isChanged: boolean): Look {
    const { pending } = this.#world.lazy;
    const state = replayStateOf(entry);
    if (!pending.waits(address, entry, isChanged || this.#waiting.has(address))) {
      this.#waiting.delete(address);
      return { state };
    }
    this.#waiting.add(address);
    return { state, waiting: replayStateOf(pending.entry(address) ?? entry) };
  }

  #entriesOf({ base }: PageTable): Float64Array {
    const { tables } = this.#world;
    return tables.entriesFrom(base, tables.entries);
  }

  #indexOf({ firstIndex }: PageTable, at: number): number {
    return this.#world.tables.origin + firstIndex + at;
  }
}

/** Where two arrays of one length differ. */
function differences(one: Float64Array, other: Float64Array): number[] {
  const found: number[] = [];
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) found.push(at);
  return found;
}
