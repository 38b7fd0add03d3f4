import { apiFunctions } from '../../kernel/api.ts';
import type { Machine } from '../arch/machines.ts';
import type { ReachedPlace } from '../interpreter/places.ts';
import type { Behaviour, TableWindow, Word } from '../interpreter/runtime.ts';
import { eventNames } from '../machine/events.ts';
import type { Pending } from '../machine/lazy-mode.ts';
import type { PageTable } from '../machine/page-tables.ts';
import type { Primitive, World } from '../machine/world.ts';
import type { EventCounts } from '../report.ts';
import type { Look, LookChange } from './cells.ts';
import type { ReplayActor, ReplayStep } from './replay.ts';
import { TableWatch } from './table-watch.ts';

export type Mode = NonNullable<ReplayStep['mode']>;

/** Steps that a recording keeps; a panel cannot hold more, and nobody would go through them. */
const mostSteps = 20_000;

/** A step as it was seen, before there are words for it. */
export interface RecordedStep {
  readonly by: ReplayActor;
  /** Function that was called; for an access 'read' or 'write'. */
  readonly call: string;
  /** Number of the place among those that the run traced; -1 for the walker's caller. */
  readonly place: number;
  readonly on?: ReplayStep['on'];
  /** Changes of the range. */
  readonly looks: readonly LookChange[];
  /** Changes of the tables that the walker moves or copies to. */
  readonly destination: readonly LookChange[];
  /** Changes of all other tables. */
  readonly elsewhere: readonly LookChange[];
  /** Entries whose value changed in a way that their look does not show. */
  readonly unseen: number;
  /** What a read gave: the value that waits, or that of the table. */
  readonly gave?: 'waiting' | 'table';
  readonly counts: Partial<EventCounts>;
  readonly runs: NonNullable<ReplayStep['runs']>;
  readonly modes: readonly [before: Mode, after: Mode];
}

/** Looks of the entries that the walker is given, and of those that it moves or copies them to. */
interface Before {
  readonly source: readonly Look[];
  readonly destination: readonly Look[];
}

/** A call of a primitive that has not returned yet. */
interface Call {
  readonly name: string;
  readonly place: number;
  /** Address of the first entry that it was given, and their number. */
  readonly pointer: number | undefined;
  readonly count: number;
  /** It is a step whatever it does. */
  readonly isAlways: boolean;
  /** Something of it was told when another call within it began. */
  isTold: boolean;
}

/** It has no result but what it computes from values: it can do nothing that a replay would show. */
function isComputation({ returns, parameters }: Primitive): boolean {
  return returns !== 'void' && !parameters.some((type) => type.includes('*'));
}

const apiNames: ReadonlySet<string> = new Set(apiFunctions.map(({ name }) => name));

/**
 * Writes down what one run does to page tables, call by call. It belongs to a world of its own, which no other run uses: it
 * puts something around the calls of primitives there, and looks at the tables and counts before and behind each.
 */
export class RunRecorder {
  readonly steps: RecordedStep[] = [];
  /** Steps that were taken after as many as are kept. */
  moreSteps = 0;
  readonly #rows: ReadonlyMap<string, Primitive>;
  readonly #always: ReadonlySet<string>;
  readonly #calls: Call[] = [];
  #world: World | undefined;
  #tables: TableWatch | undefined;
  #before: Before = { source: [], destination: [] };
  #counts: Float64Array = new Float64Array(eventNames.length);
  #runs = 0;
  #mode: Mode = 'off';
  #isOn = false;

  /** `rows` are all rows of the run, those of the machine among them. */
  constructor(machine: Machine, rows: ReadonlyMap<string, Primitive>) {
    this.#rows = rows;
    const ofEntries = machine.rows.filter(
      (row) => row.parameters.includes('pte_t *') && row.returns !== 'unsigned int',
    );
    this.#always = new Set([...apiNames, ...ofEntries.map(({ name }) => name)]);
  }

  /** Before anything of the world is bound. */
  attach(world: World): void {
    this.#world = world;
    world.callWatchers.push((name, behaviour) => this.#watch(name, behaviour));
  }

  /** Where C that goes past the accessors gets to. */
  watchTables(tables: TableWindow): TableWindow {
    return {
      load: (address) => {
        const value = tables.load(address);
        if (this.#isOn) this.#access('read', address);
        return value;
      },
      store: (address: number, value: Word) => {
        this.#settleBefore();
        tables.store(address, value);
        if (this.#isOn) this.#access('write', address);
      },
    };
  }

  /** The walker is called for a page table. At the first call the tables hold what they held before the run. */
  calling(sources: readonly PageTable[], first: number, end: number): void {
    if (!this.#running.events.isRecording) return;
    if (this.#tables === undefined) {
      this.#tables = new TableWatch(this.#running, new Set(sources));
      this.#before = {
        source: this.#tables.looksBetween('source', first, end),
        destination: this.#tables.looksBetween('destination', first, end),
      };
      this.#counts = this.#running.events.totals();
    }
    this.#isOn = true;
  }

  returned(): void {
    this.#settleBefore();
    this.#isOn = false;
  }

  /** The walker's caller has done what it does behind it. */
  callerFlushed(): void {
    if (this.#tables !== undefined) this.#settle({ by: 'caller', call: '', place: -1 });
  }

  /** Looks before the first step; empty where the walker was never called. */
  get before(): Before {
    return this.#before;
  }

  /** What waits on the machine; undefined where the run was never started. */
  get pending(): Pending | undefined {
    return this.#world?.lazy.pending;
  }

  /** Places by the numbers that steps have. */
  get places(): readonly ReachedPlace[] {
    return this.#world?.run.places?.list ?? [];
  }

  get #running(): World {
    if (this.#world === undefined) throw new Error('nothing is recorded yet');
    return this.#world;
  }

  #watch(name: string, behaviour: Behaviour): Behaviour {
    const row = this.#rows.get(name);
    if (row === undefined || isComputation(row)) return behaviour;
    const pointerAt = row.parameters.indexOf('pte_t *');
    const countAt = name.endsWith('_ptes') ? row.parameters.indexOf('unsigned int') : -1;
    const isRead = row.returns === 'pte_t';
    return (...args) => {
      if (!this.#isOn) return behaviour(...args);
      this.#settleBefore();
      const call: Call = {
        name,
        place: this.#place(),
        pointer: pointerAt < 0 ? undefined : Number(args[pointerAt]),
        count: countAt < 0 ? 1 : Number(args[countAt]),
        isAlways: this.#always.has(name),
        isTold: false,
      };
      this.#calls.push(call);
      const held = isRead && call.pointer !== undefined ? this.#tables?.valuesAt(call.pointer) : undefined;
      let gave: RecordedStep['gave'];
      try {
        const returned = behaviour(...args);
        if (held !== undefined && returned === held.waiting) gave = 'waiting';
        else if (held !== undefined && returned === held.table) gave = 'table';
        return returned;
      } finally {
        this.#calls.pop();
        this.#settle({ by: 'call', call: name, place: call.place }, call, gave);
      }
    };
  }

  #access(kind: 'read' | 'write', address: number): void {
    const call = { name: kind, place: this.#place(), pointer: address, count: 1, isAlways: true, isTold: false };
    this.#settle({ by: 'access', call: kind, place: call.place }, call);
  }

  /** What has happened since the last step is not of the one that begins now. */
  #settleBefore(): void {
    if (!this.#isOn) return;
    const around = this.#calls[this.#calls.length - 1];
    if (around === undefined) this.#settle({ by: 'interruption', call: '', place: this.#place() });
    else if (this.#settle({ by: 'call', call: around.name, place: around.place })) around.isTold = true;
  }

  #place(): number {
    const { places } = this.#running.run;
    return places === undefined ? -1 : places.current();
  }

  /** Makes a step of what has happened, where something has; says whether it has. */
  #settle(who: Pick<RecordedStep, 'by' | 'call' | 'place'>, call?: Call, gave?: RecordedStep['gave']): boolean {
    const pointer = call?.pointer;
    const changes = this.#tables?.changes(pointer, call?.count ?? 0);
    if (changes === undefined) return false;
    const { looks, destination, elsewhere, unseen } = changes;
    const counts = this.#newCounts();
    const runs = this.#newRuns();
    const modes = [this.#mode, this.#modeNow()] as const;
    this.#mode = modes[1];
    const happened =
      looks.length > 0 ||
      unseen > 0 ||
      destination.length > 0 ||
      elsewhere.length > 0 ||
      runs.length > 0 ||
      modes[0] !== modes[1] ||
      Object.keys(counts).length > 0;
    if (!happened && !(call?.isAlways === true && !call.isTold)) return false;
    if (this.steps.length >= mostSteps) {
      this.moreSteps++;
      return true;
    }
    const on =
      pointer === undefined || apiNames.has(who.call) ? undefined : this.#tables?.entriesAt(pointer, call?.count ?? 1);
    const step = { ...who, looks, destination, elsewhere, unseen, counts, runs, modes };
    this.steps.push({ ...step, ...(on === undefined ? {} : { on }), ...(gave === undefined ? {} : { gave }) });
    return true;
  }

  #newCounts(): Partial<EventCounts> {
    const now = this.#running.events.totals();
    const counts: Partial<Record<keyof EventCounts, number>> = {};
    for (const [index, name] of eventNames.entries()) {
      const by = now[index] - this.#counts[index];
      if (by > 0) counts[name] = by;
    }
    this.#counts = now;
    return counts;
  }

  #newRuns(): RecordedStep['runs'] {
    const { runs } = this.#running.events;
    const fresh = runs.slice(this.#runs).map(({ event, first, entries, isDestination }) => {
      return { event, first, entries, ...(isDestination ? ({ destination: true } as const) : {}) };
    });
    this.#runs = runs.length;
    return fresh;
  }

  #modeNow(): Mode {
    const { lazy } = this.#running;
    if (lazy.batching) return 'on';
    return lazy.enableCount > 0 && lazy.pauseCount > 0 ? 'paused' : 'off';
  }
}
