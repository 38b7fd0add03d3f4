import type { Machine } from '../arch/machines.ts';
import type { Run, SitePlace } from '../interpreter/program.ts';
import type { Behaviour, TableWindow, Word } from '../interpreter/runtime.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import type { Primitive, World } from '../machine/world.ts';
import { type FindingId, findingKind } from './catalogue.ts';
import type { Check, Watched, Watcher, Where } from './check.ts';
import { makeChecks } from './checks.ts';
import type { FindingRecorder, Landmark, Trail } from './finding-recorder.ts';

/**
 * Watches one run for what the contract of the lazy MMU mode forbids, and for what a review of the batching series has found.
 * It changes nothing: rows of the machine are told on, raw accesses are passed on, and hooks of the mode are called through.
 */
export class Sanitizer implements Watched {
  readonly machine: Machine;
  readonly #recorder: FindingRecorder;
  /** Index of the first entry of the range. */
  readonly #start: number;
  #checks: readonly Check[] = [];
  #world: World | undefined;
  #run: Run | undefined;
  #landmarks: Landmark[] = [];

  constructor(machine: Machine, recorder: FindingRecorder, start: number) {
    this.machine = machine;
    this.#recorder = recorder;
    this.#start = start;
  }

  get world(): World {
    if (this.#world === undefined) throw new Error('the sanitizer watches no run yet');
    return this.#world;
  }

  get landmarks(): readonly Landmark[] {
    return this.#landmarks;
  }

  /** Rows that tell of their executions. Checks are made when the first of them is bound. */
  watchRows(rows: ReadonlyMap<string, Primitive>): ReadonlyMap<string, Primitive> {
    return new Map([...rows].map(([name, row]) => [name, this.#watchRow(row)]));
  }

  #watchRow(row: Primitive): Primitive {
    const bind = (world: World) => {
      const action = row.bind(world);
      const watchers = this.#watchers('before', row.name);
      if (watchers.length === 0) return action;
      return (...args: number[]) => {
        for (const watcher of watchers) watcher(...args);
        return action(...args);
      };
    };
    return { ...row, bind };
  }

  /** A function that C calls, which tells of its calls. */
  watchCall(name: string, behaviour: Behaviour): Behaviour {
    const watchers = this.#watchers('called', name);
    if (watchers.length === 0) return behaviour;
    return (...args) => {
      for (const watcher of watchers) watcher(...args.map(Number));
      return behaviour(...args);
    };
  }

  #watchers(when: 'before' | 'called', name: string): readonly Watcher[] {
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

  /** Before anything is bound: checks belong to a world. */
  attach(world: World): void {
    this.#world = world;
    this.#checks = makeChecks.map((make) => make(this));
  }

  start(run: Run, sites: readonly SitePlace[]): void {
    this.#run = run;
    this.#recorder.attach(sites);
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
    const { address, times = 1, trail = this.trail(), landmarks = [] } = where;
    this.#recorder.add({
      id,
      message,
      trail,
      landmarks: [...this.#landmarks, ...landmarks],
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
