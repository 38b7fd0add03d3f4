import type { Machine } from '../arch/machines.ts';
import type { Run, SitePlace } from '../interpreter/program.ts';
import type { Behaviour, TableWindow, Word } from '../interpreter/runtime.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import type { Primitive, World } from '../machine/world.ts';
import { type FindingId, findingKind } from './catalogue.ts';
import type { Check, Watched, Watcher, Where } from './check.ts';
import { makeChecks } from './checks.ts';
import { FindingRecorder, type Landmark, type Trail } from './finding-recorder.ts';

type When = 'before' | 'called';

interface Told {
  readonly when: When;
  readonly name: string;
  watchers: readonly Watcher[];
}

/**
 * Watches the runs of one world for what the contract of the lazy MMU mode forbids, and for what a review of the batching series has found.
 * It changes nothing: rows of the machine are told on, raw accesses are passed on, and hooks of the mode are called through.
 */
export class Sanitizer implements Watched {
  readonly machine: Machine;
  readonly #all = new Map<string, Told>();
  #recorder = new FindingRecorder();
  /** Index of the first entry of the range. */
  #start = 0;
  #checks: readonly Check[] = [];
  #world: World | undefined;
  #run: Run | undefined;
  /** Where the mode was entered, and where it was paused and resumed since. */
  #landmarks: Landmark[] = [];

  constructor(machine: Machine) {
    this.machine = machine;
  }

  get world(): World {
    if (this.#world === undefined) throw new Error('the sanitizer watches no run yet');
    return this.#world;
  }

  /** Rows that tell of their executions. Checks are made when the first of them is bound. */
  watchRows(rows: ReadonlyMap<string, Primitive>): ReadonlyMap<string, Primitive> {
    return new Map([...rows].map(([name, row]) => [name, this.#watchRow(row)]));
  }

  #watchRow(row: Primitive): Primitive {
    const bind = (world: World) => {
      const action = row.bind(world);
      const told = this.#told('before', row.name);
      if (told.watchers.length === 0) return action;
      return (...args: number[]) => {
        for (const watcher of told.watchers) watcher(...args);
        return action(...args);
      };
    };
    return { ...row, bind };
  }

  /** A function that C calls, which tells of its calls. */
  #watchCall(name: string, behaviour: Behaviour): Behaviour {
    const told = this.#told('called', name);
    if (told.watchers.length === 0) return behaviour;
    return (...args) => {
      for (const watcher of told.watchers) watcher(...args.map(Number));
      return behaviour(...args);
    };
  }

  /** Who is told of a function: the same checks in every run, made anew for each. */
  #told(when: When, name: string): Told {
    const key = `${when} ${name}`;
    const known = this.#all.get(key) ?? { when, name, watchers: this.#watchers(when, name) };
    this.#all.set(key, known);
    return known;
  }

  #watchers(when: When, name: string): readonly Watcher[] {
    return this.#checks.flatMap((check) => check[when]?.[name] ?? []);
  }

  watchTables(tables: TableWindow): TableWindow {
    return {
      load: (address) => {
        for (const check of this.#checks) check.load?.(address);
        return tables.load(address);
      },
      store: (address: number, value: Word) => {
        for (const check of this.#checks) check.store?.(address);
        tables.store(address, value);
      },
    };
  }

  /** Before anything of the world is bound. */
  attach(world: World): void {
    this.#world = world;
    this.#makeChecks();
    world.callWatchers.push((name, behaviour) => this.#watchCall(name, behaviour));
  }

  /** Before every run: `start` is the index of the first entry of its range. */
  begin(run: Run, sites: readonly SitePlace[], recorder: FindingRecorder, start: number): void {
    this.#run = run;
    this.#recorder = recorder;
    this.#start = start;
    this.#landmarks = [];
    recorder.attach(sites);
    this.#makeChecks();
  }

  #makeChecks(): void {
    this.#checks = makeChecks.map((make) => make(this));
    for (const told of this.#all.values()) told.watchers = this.#watchers(told.when, told.name);
  }

  watchHooks(hooks: LazyHooks): LazyHooks {
    const applying = () => {
      for (const check of this.#checks) check.applying?.();
    };
    const leave = () => {
      const paused = this.world.lazy.pauseCount > 0;
      for (const check of this.#checks) check.leaving?.(paused);
      if (paused) this.#landmarks.push({ trail: this.trail(), what: 'pauses the lazy MMU mode' });
      else this.#landmarks = [];
    };
    return {
      ...hooks,
      enter: () => {
        this.#entered();
        hooks.enter();
      },
      enterRange: (mm, start, end, firstEntry) => {
        this.#entered();
        hooks.enterRange(mm, start, end, firstEntry);
      },
      leave: () => {
        applying();
        leave();
        hooks.leave();
      },
      flush: () => {
        applying();
        hooks.flush();
      },
    };
  }

  #entered(): void {
    const what = this.#landmarks.length === 0 ? 'enters the lazy MMU mode' : 'resumes it';
    this.#landmarks.push({ trail: this.trail(), what });
  }

  calling(): void {
    for (const check of this.#checks) check.calling?.();
  }

  returned(): void {
    for (const check of this.#checks) check.returned?.();
  }

  overrun(message: string): void {
    for (const check of this.#checks) check.overrun?.(message);
  }

  trail(): Trail {
    return this.#run?.calls.path() ?? [];
  }

  report(id: FindingId, message: string, where: Where = {}): void {
    const { machines } = findingKind(id);
    if (!machines.includes(this.machine.name) || !this.world.events.inWalker) return;
    const { address, times = 1, trail = this.trail() } = where;
    this.#recorder.add({
      id,
      message,
      trail,
      landmarks: [...this.#landmarks],
      times,
      ...(address === undefined ? {} : { entry: this.#entryAt(address) }),
    });
  }

  #entryAt(address: number): { readonly index: number; readonly address: number } {
    const { tables, pageSize } = this.world;
    const { start, firstIndex } = tables.tableOf(address);
    const index = tables.indexOf(address);
    return { index: index - this.#start, address: start + (index - firstIndex) * pageSize };
  }
}
