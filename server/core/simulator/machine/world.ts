import type { MachineOptions } from '../arch/machine-options.ts';
import type { PageGeometry } from '../arch/page-geometry.ts';
import type { Places } from '../interpreter/places.ts';
import type { Place, Run } from '../interpreter/program.ts';
import type { Behaviour } from '../interpreter/runtime.ts';
import { ExecutionStop, type StopKind } from '../interpreter/stop.ts';
import type { Warning } from '../report.ts';
import type { Repeat, Tally } from '../tally.ts';
import type { AddressSpace } from './address-space.ts';
import { ByAddress } from './by-address.ts';
import type { EventRecorder } from './events.ts';
import { type FieldAccess, Gather, type GatherAccess, gatherAccess } from './gather.ts';
import type { LazyMode } from './lazy-mode.ts';
import type { PageTable, PageTables } from './page-tables.ts';
import { Pages } from './pages.ts';
import type { Lasting } from './per-world.ts';
import { Preemption } from './preemption.ts';
import type { StandInReason } from './stand-in.ts';

/**
 * Behaviour of a row on canonical numbers: addresses, entries and sizes are safe integers here. What a row for a C function
 * without a result returns is ignored.
 */
export type Action = (...args: number[]) => unknown;

/**
 * A function of the simulated kernel as a row of a table. `use` gives the row that is in force on the machine for another
 * name, so that a generic row composes what the architecture provides, as the kernel's headers do.
 */
export interface Primitive {
  readonly name: string;
  readonly returns: string;
  readonly parameters: readonly string[];
  /** Kernel file, with versions where they differ. */
  readonly source: string;
  /** What its answer takes for granted of the surroundings of a run; reported when it was asked. */
  readonly assumption?: string;
  /** Why it stands in even where the tree has the function's body; absent when that body is run. */
  readonly always?: StandInReason;
  readonly bind: (world: World) => Action;
}

/** The row, known to answer from an assumption about the surroundings, such as 'nobody waits for the CPU'. */
export function assuming(assumption: string, row: Primitive): Primitive {
  return { ...row, assumption };
}

/** The rows, which stand in for their functions even where the tree has a body. */
export function always(reason: StandInReason, rows: readonly Primitive[]): readonly Primitive[] {
  return rows.map((row) => ({ ...row, always: reason }));
}

/** Reads a C prototype without parameter names: 'pte_t ptep_get(pte_t *)'. */
export function primitive(prototype: string, source: string, bind: (world: World) => Action): Primitive {
  const parts = /^(.+?[ *])(\w+)\((.*)\)$/.exec(prototype);
  if (parts === null) throw new Error(`not a prototype: ${prototype}`);
  const parameters = parts[3] === '' || parts[3] === 'void' ? [] : parts[3].split(',').map((type) => type.trim());
  return { name: parts[2], returns: parts[1].trim(), parameters, source, bind };
}

/** Rows of one table with those of another in front of them: a row replaces the one of the same name. */
export function override(base: readonly Primitive[], ...layers: (readonly Primitive[])[]): readonly Primitive[] {
  const rows = new Map(base.map((row) => [row.name, row]));
  for (const layer of layers) for (const row of layer) rows.set(row.name, row);
  return [...rows.values()];
}

/** The parts of a world that exist before its program runs. */
export interface WorldParts {
  readonly tables: PageTables;
  readonly events: EventRecorder;
  readonly lazy: LazyMode;
  readonly options: MachineOptions;
  /** CONFIG_ options that the scenario sets. */
  readonly config: Readonly<Record<string, boolean>>;
  readonly geometry: PageGeometry;
  /** Byte offset of a field in a C record: `('mmu_gather', 'mm')`. */
  readonly offset: (tag: string, field: string) => number;
  /** Reads a field of a C record: `('vm_area_struct', 'vm_mm')(vma)`. */
  readonly reader: (tag: string, field: string) => (address: number) => number;
  /** Loads and stores a field of a C record. */
  readonly access: (tag: string, field: string) => FieldAccess;
}

/** A VMA: pointers, and virtual addresses, half-open. */
export interface Area {
  readonly vma: number;
  readonly mm: number;
  readonly start: number;
  readonly end: number;
}

/** Everything that one run changes: the context that intrinsics are bound to. */
export class World implements WorldParts {
  readonly tables: PageTables;
  readonly events: EventRecorder;
  readonly lazy: LazyMode;
  readonly options: MachineOptions;
  readonly config: WorldParts['config'];
  readonly geometry: PageGeometry;
  /** Bytes of a page. */
  readonly pageSize: number;
  readonly offset: WorldParts['offset'];
  readonly reader: WorldParts['reader'];
  readonly access: WorldParts['access'];
  /** A table slot that maps nothing. */
  readonly emptyEntry: number;
  readonly spaces = new ByAddress<AddressSpace>();
  /** Gathers of the callers of walkers: they outlive a page table. */
  readonly gathers = new ByAddress<Gather>();
  /** Gathers that C has on its stack, or elsewhere. */
  readonly #otherGathers = new ByAddress<Gather>();
  #gatherAccess: GatherAccess | undefined;
  /** State of the machine, each part put here when it is first used. */
  readonly lasting: Lasting[] = [];
  /** VMAs that can be looked for by address. */
  readonly areas: Area[] = [];
  readonly preemption = new Preemption((message) => this.warn(message));
  /** Puts something before calls of a function from C; absent in a run that nothing interrupts. */
  readonly callWatchers: ((name: string, behaviour: Behaviour) => Behaviour)[] = [];
  /** Told of every watched line that the walker comes to. */
  atLine: ((line: number) => void) | undefined;
  /** Address of the kernel's own mm_struct; 0 until there is one. */
  initMm = 0;
  readonly #rows: ReadonlyMap<string, Primitive>;
  readonly #bound = new Map<string, Action>();
  readonly #locks = new Map<PageTable, number>();
  readonly #warnings = new Map<string, Warning>();
  readonly pages = new Pages();
  readonly #resets: (() => void)[] = [];
  /** Page tables of the scenario that nothing leads to yet: what the kernel allocates are these, in their order. */
  spareTables: PageTable[] = [];
  #isReusable = true;
  #run: Run | undefined;
  #sites: readonly Place[] = [];

  constructor(rows: ReadonlyMap<string, Primitive>, parts: WorldParts) {
    this.#rows = rows;
    this.tables = parts.tables;
    this.events = parts.events;
    this.lazy = parts.lazy;
    this.options = parts.options;
    this.config = parts.config;
    this.geometry = parts.geometry;
    this.pageSize = parts.geometry.pageSize;
    this.offset = parts.offset;
    this.reader = parts.reader;
    this.access = parts.access;
    this.emptyEntry = parts.tables.empty;
  }

  /** The run exists only after the program is instantiated, which needs the world. */
  start(run: Run, sites: readonly Place[], places?: Places): void {
    this.#run = run;
    this.#sites = sites;
    this.events.attach(run.site, places);
  }

  get run(): Run {
    if (this.#run === undefined) throw new Error('the world has no run yet');
    return this.#run;
  }

  /** All that counts what happens in the run. */
  get tallies(): readonly Tally[] {
    return [this.events, this.run, { record: () => this.#recordWarnings() }];
  }

  #recordWarnings(): () => Repeat {
    const before = new Map([...this.#warnings].map(([key, { times }]) => [key, times]));
    return () => {
      const more = [...this.#warnings].map(([key, { times }]) => [key, times - (before.get(key) ?? 0)] as const);
      return ({ times }) => {
        for (const [key, by] of more) {
          const warning = this.#warnings.get(key);
          if (warning !== undefined) this.#warnings.set(key, { ...warning, times: warning.times + by * times });
        }
      };
    };
  }

  /** False when something in it cannot start over; see `perWorld`. */
  get isReusable(): boolean {
    return this.#isReusable;
  }

  /**
   * Starts over for another run. What rows are bound to stays the same objects, so that code that a JIT compiler made for
   * one run serves the next. Everything a run can change is put back here: a test compares first runs with later ones.
   */
  reset(): void {
    this.tables.reset();
    this.events.reset();
    this.lazy.reset();
    this.preemption.reset();
    this.#warnings.clear();
    this.pages.reset();
    this.spaces.clear();
    this.gathers.clear();
    this.#otherGathers.clear();
    this.areas.length = 0;
    this.initMm = 0;
    this.#locks.clear();
    this.spareTables = [];
    for (const reset of this.#resets) reset();
  }

  /** Has `reset` called when the world starts over; without one, the world serves one run only. */
  onReset(reset: (() => void) | undefined): void {
    if (reset === undefined) this.#isReusable = false;
    else this.#resets.push(reset);
  }

  /** Ends the run at the line that is being executed. */
  stop(kind: StopKind, reason: string): never {
    const place = this.#sites[this.run.site.current];
    throw new ExecutionStop(kind, reason, place?.file ?? '', place?.line ?? 0);
  }

  /** Keeps what the kernel would complain about at the line that is being executed. */
  warn(message: string): void {
    const { file, line } = this.#sites[this.#run?.site.current ?? -1] ?? { file: '', line: 0 };
    const key = `${file}:${line} ${message}`;
    const times = (this.#warnings.get(key)?.times ?? 0) + 1;
    this.#warnings.set(key, { message, file, line, times });
  }

  /** What the kernel would have complained about. */
  get warnings(): readonly Warning[] {
    return [...this.#warnings.values()];
  }

  /** Says where the spinlock_t of a table stands. */
  addLock(table: PageTable, lock: number): void {
    this.#locks.set(table, lock);
  }

  /** The page table that a pmd_t pointer leads to; undefined when the entry is empty. */
  tableOfPmd(pmd: number): PageTable | undefined {
    const base = Number(this.run.memory.load(pmd, 'u64'));
    return base === 0 ? undefined : this.tables.tableOf(base);
  }

  lockOf(table: PageTable): number {
    return this.#locks.get(table) ?? 0;
  }

  /** All that outlives a page table but for memory, tables and pages, and what waits in gathers: equal texts are equal states. */
  get state(): string {
    const spaces = [...this.spaces.values()].map((space) => Object.values(space).join(' '));
    const machine = [this.lazy, this.preemption, ...this.lasting].map(({ state }) => state);
    return [...machine, ...spaces].join('; ');
  }

  /** Names of all functions that rows stand for. */
  get functions(): Iterable<string> {
    return this.#rows.keys();
  }

  use(name: string): Action {
    const known = this.#bound.get(name);
    if (known !== undefined) return known;
    const row = this.#rows.get(name);
    if (row === undefined) throw new Error(`no primitive is called ${name}`);
    const action = row.bind(this);
    this.#bound.set(name, action);
    return action;
  }

  /** For rows that return an entry or a number. */
  read(name: string): (...args: number[]) => number {
    return this.use(name) as (...args: number[]) => number;
  }

  /** Mm of a pointer; the first C code to pass one that the scenario does not know makes it an idle user mm. */
  space(mm: number): AddressSpace {
    const known = this.spaces.get(mm);
    if (known !== undefined) return known;
    const space = { mm, kernel: false, attachedCpus: 0, maskCpus: 0, flushPending: false };
    this.spaces.set(mm, space);
    return space;
  }

  /** Gather of a pointer. */
  gather(address: number): Gather {
    const known = this.gathers.get(address) ?? this.#otherGathers.get(address);
    if (known !== undefined) return known;
    const gather = this.#newGather(address);
    this.#otherGathers.set(address, gather);
    return gather;
  }

  /** The gather of a pointer is that of a caller of the walker. */
  addGather(address: number): Gather {
    const gather = this.#newGather(address);
    this.gathers.set(address, gather);
    return gather;
  }

  #newGather(address: number): Gather {
    this.#gatherAccess ??= gatherAccess((field) => this.access('mmu_gather', field));
    return new Gather(this.#gatherAccess, address, this.pageSize);
  }
}
