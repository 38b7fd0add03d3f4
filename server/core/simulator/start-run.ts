import { chosenOptions } from './arch/machine-options.ts';
import type { Machine } from './arch/machines.ts';
import type { Program, RecordLayout, Run, RunOptions } from './interpreter/program.ts';
import type { TableWindow } from './interpreter/runtime.ts';
import { limitsOf } from './limits.ts';
import { EventRecorder } from './machine/events.ts';
import { type LazyHooks, LazyMode } from './machine/lazy-mode.ts';
import { PageTables } from './machine/page-tables.ts';
import { World } from './machine/world.ts';
import type { MachineProgram } from './programs.ts';
import type { RunRecorder } from './replay/run-recorder.ts';
import { FindingRecorder } from './sanitizer/finding-recorder.ts';
import { Sanitizer } from './sanitizer/sanitizer.ts';
import type { Scenario } from './scenario.ts';

const mebibyte = 2 ** 20;

/** A machine with a run of its program: in its memory is nothing but what the run puts there. */
export interface StartedRun {
  readonly world: World;
  readonly run: Run;
  readonly hooks: LazyHooks;
  /** Of a traced program. */
  readonly sanitizer: Sanitizer | undefined;
  /** What rows are bound to besides the program: see `bindingOf`. */
  readonly binding: string;
}

type Compiled = Pick<MachineProgram, 'program' | 'rows' | 'traced'>;

/** Machines that have finished a run, by program. */
const idle = new WeakMap<Program<World>, StartedRun>();

/**
 * A world without tables or records, and the run of a program in it. `lazyMode` false: the API does nothing. The run of a
 * traced program tells the lines of `walker` apart, and writes what it finds to `findings`.
 *
 * A run that is recorded has a world of its own: what the recorder puts around its rows stays out of all others. Else,
 * where it serves, the world is the one that the last run of the program has left behind. That is not to save its making:
 * its rows are functions, and code that a JIT compiler made for those of one run would be of no use to the next.
 */
export function startRun(
  compiled: Compiled,
  machine: Machine,
  scenario: Scenario,
  lazyMode: boolean,
  shouldStop: () => boolean,
  walker = '',
  findings = new FindingRecorder(),
  recorder?: RunRecorder,
): StartedRun {
  const { steps, depth, memory } = limitsOf(scenario);
  const limits = {
    stepLimit: steps,
    depthLimit: depth,
    memoryLimit: memory * mebibyte,
    shouldStop,
    assume: scenario.assume,
    walker,
    onLine: (line: number) => started.world.atLine?.(line),
  };
  const known = recorder === undefined ? startedBefore(compiled, scenario, limits) : undefined;
  const started: StartedRun = known ?? startFirst(compiled, machine, scenario, limits, recorder);
  const { world, run, hooks, sanitizer } = started;
  world.start(run, compiled.program.sites, run.places);
  sanitizer?.begin(run, compiled.program.sites, findings, scenario.start);
  world.lazy.install(hooks, machine.hasLazyMode && lazyMode, (message) => world.warn(message));
  world.preemption.sleepingLocks = scenario.config['CONFIG_PREEMPT_RT'] === true;
  return started;
}

/** Hands the machine of a finished run back; not that of a recorded one. Nothing that it holds may be used any more: copy what is reported. */
export function endRun({ program }: Compiled, started: StartedRun): void {
  const { world, run } = started;
  if (!world.isReusable) return;
  run.reset();
  world.reset();
  idle.set(program, started);
}

/** What the binding of rows and the size of the heap look at: scenarios that agree in it can use one machine. */
function bindingOf({ machine, assume, interruptions, limits }: Scenario): string {
  return JSON.stringify([machine, assume, interruptions, limits?.memory]);
}

type Limits = Omit<RunOptions, 'tables'>;

function startedBefore({ program }: Compiled, scenario: Scenario, limits: Limits): StartedRun | undefined {
  const known = idle.get(program);
  if (known?.binding !== bindingOf(scenario)) return undefined;
  // While it runs nobody else has it; and of a run that fails nothing is used again.
  idle.delete(program);
  known.run.begin({ ...limits, tables: watchedTables(known) });
  return known;
}

/** Where C code that goes past the accessors gets to. */
function watchedTables(
  { world, sanitizer }: Pick<StartedRun, 'world' | 'sanitizer'>,
  recorder?: RunRecorder,
): TableWindow {
  const tables = sanitizer?.watchTables(world.tables) ?? world.tables;
  return recorder?.watchTables(tables) ?? tables;
}

function startFirst(
  { program, rows, traced }: Compiled,
  machine: Machine,
  scenario: Scenario,
  limits: Limits,
  recorder: RunRecorder | undefined,
): StartedRun {
  const layouts = new Map<string, RecordLayout>();
  const field = (tag: string, path: string) => {
    let layout = layouts.get(tag);
    if (layout === undefined) {
      layout = program.layoutOf(tag);
      layouts.set(tag, layout);
    }
    return layout.field(path);
  };
  const tables = new PageTables(machine.entriesPerTable, machine.emptyEntry);
  const sanitizer = traced ? new Sanitizer(machine) : undefined;
  const world: World = new World(sanitizer?.watchRows(rows) ?? rows, {
    tables,
    events: new EventRecorder(),
    lazy: new LazyMode(),
    options: chosenOptions(scenario.machine),
    config: scenario.config,
    geometry: machine.geometry,
    offset: (tag, path) => field(tag, path).offset,
    reader: (tag, path) => world.access(tag, path).load,
    access: (tag, path) => {
      const { offset, storage: kind } = field(tag, path);
      const storage = kind === 'aggregate' ? 'u64' : kind;
      const { memory } = world.run;
      const load = memory.loaderOf(storage);
      return {
        load: (address) => Number(load(address + offset)),
        store: (address, value) => memory.store(address + offset, storage, value),
      };
    },
  });
  sanitizer?.attach(world);
  recorder?.attach(world);
  const run = program.instantiate(world, { ...limits, tables: watchedTables({ world, sanitizer }, recorder) });
  world.start(run, program.sites, run.places);
  const hooks = machine.hooks(world);
  return { world, run, hooks: sanitizer?.watchHooks(hooks) ?? hooks, sanitizer, binding: bindingOf(scenario) };
}
