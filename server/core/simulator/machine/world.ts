import type { MachineOptions } from '../arch/machine-options.ts';
import type { Places } from '../interpreter/places.ts';
import type { Place, Run } from '../interpreter/program.ts';
import type { Behaviour, Intrinsic } from '../interpreter/runtime.ts';
import { ExecutionStop, type StopKind } from '../interpreter/stop.ts';
import type { Tally } from '../tally.ts';
import type { AddressSpace } from './address-space.ts';
import type { EventRecorder } from './events.ts';
import { type Gather, gatherState, newGather } from './gather.ts';
import type { LazyMode } from './lazy-mode.ts';
import type { PageTable, PageTables } from './page-tables.ts';
import type { Pages } from './pages.ts';

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
  readonly bind: (world: World) => Action;
}

/** The row, known to answer from an assumption about the surroundings, such as 'nobody waits for the CPU'. */
export function assuming(assumption: string, row: Primitive): Primitive {
  return { ...row, assumption };
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
  /** Bytes of a page. */
  readonly pageSize: number;
  /** Bytes of a table above the page table. */
  readonly upperTableBytes: number;
  /** Byte offset of a field in a C record: `('mmu_gather', 'mm')`. */
  readonly offset: (tag: string, field: string) => number;
  /** Reads a field of a C record: `('vm_area_struct', 'vm_mm')(vma)`. */
  readonly reader: (tag: string, field: string) => (address: number) => number;
}

/** Everything that one run changes: the context that intrinsics are bound to. */
export class World implements WorldParts {
  readonly tables: PageTables;
  readonly events: EventRecorder;
  readonly lazy: LazyMode;
  readonly options: MachineOptions;
  readonly pageSize: number;
  readonly upperTableBytes: number;
  readonly offset: WorldParts['offset'];
  readonly reader: WorldParts['reader'];
  /** A table slot that maps nothing. */
  readonly emptyEntry: number;
  readonly spaces = new Map<number, AddressSpace>();
  readonly gathers = new Map<number, Gather>();
  /** All that counts what happens in the run. */
  readonly tallies: Tally[] = [];
  /** State of the machine, each part put here when it is first used. */
  readonly lasting: Lasting[] = [];
  /** Address of the kernel's own mm_struct; 0 until there is one. */
  initMm = 0;
  readonly #rows: ReadonlyMap<string, Primitive>;
  readonly #bound = new Map<string, Action>();
  readonly #locks = new Map<PageTable, number>();
  #run: Run | undefined;
  #sites: readonly Place[] = [];
  #pages: Pages | undefined;

  constructor(rows: ReadonlyMap<string, Primitive>, parts: WorldParts) {
    this.#rows = rows;
    this.tables = parts.tables;
    this.events = parts.events;
    this.lazy = parts.lazy;
    this.options = parts.options;
    this.pageSize = parts.pageSize;
    this.upperTableBytes = parts.upperTableBytes;
    this.offset = parts.offset;
    this.reader = parts.reader;
    this.emptyEntry = parts.tables.empty;
  }

  /** The run exists only after the program is instantiated, which needs the world. */
  start(run: Run, sites: readonly Place[], places?: Places): void {
    this.#run = run;
    this.#sites = sites;
    this.events.attach(run.site, places);
    this.tallies.push(this.events, run);
  }

  get run(): Run {
    if (this.#run === undefined) throw new Error('the world has no run yet');
    return this.#run;
  }

  get pages(): Pages {
    if (this.#pages === undefined) throw new Error('the world has no memory yet');
    return this.#pages;
  }

  set pages(pages: Pages) {
    this.#pages = pages;
  }

  /** Ends the run at the line that is being executed. */
  stop(kind: StopKind, reason: string): never {
    const place = this.#sites[this.run.site.current];
    throw new ExecutionStop(kind, reason, place?.file ?? '', place?.line ?? 0);
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

  /**
   * All that outlives a page table but for memory, tables and pages, and the ranges of gathers: equal texts are equal
   * states.
   */
  get state(): string {
    const spaces = [...this.spaces.values()].map((space) => Object.values(space).join(' '));
    const gathers = [...this.gathers.values()].map(gatherState);
    return [this.lazy.state, ...spaces, ...gathers, ...this.lasting.map(({ state }) => state)].join('; ');
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

  /** Gather of a pointer; one that the walker made itself starts without an mm. */
  gather(address: number): Gather {
    const known = this.gathers.get(address);
    if (known !== undefined) return known;
    const gather = newGather(0, false);
    this.gathers.set(address, gather);
    return gather;
  }
}

/** Something that outlives a page table: equal texts are equal states. */
export interface Lasting {
  readonly state: string;
}

/** State that belongs to one run of one machine: a cache, a batch; or the address of a record, which stays. */
export function perWorld<State extends Lasting | number>(create: (world: World) => State): (world: World) => State {
  const states = new WeakMap<World, State>();
  return (world) => {
    const known = states.get(world);
    if (known !== undefined) return known;
    const state = create(world);
    states.set(world, state);
    if (typeof state !== 'number') world.lasting.push(state);
    return state;
  };
}

/** Rows as the interpreter takes them. Page-table primitives are counted at the line they are called from. */
export function intrinsicsOf(rows: readonly Primitive[], counted: boolean): Intrinsic<World>[] {
  return rows.map((row) => ({
    ...row,
    counted,
    bind: (world) => world.use(row.name) as Behaviour,
  }));
}
