import { chosenOptions } from './arch/machine-options.ts';
import type { Machine } from './arch/machines.ts';
import type { Program, RecordLayout, Run, RunOptions } from './interpreter/program.ts';
import { EventRecorder } from './machine/events.ts';
import { type LazyHooks, LazyMode } from './machine/lazy-mode.ts';
import { PageTables } from './machine/page-tables.ts';
import { World } from './machine/world.ts';
import { pageSize } from './models/configuration.ts';
import type { MachineProgram } from './programs.ts';
import type { Scenario } from './scenario.ts';

/** A machine with its program, before a run begins: nothing is in its memory, and nothing has happened. */
export interface PreparedMachine {
  readonly world: World;
  readonly run: Run;
  readonly hooks: LazyHooks;
  /** What its rows are bound to besides the program: see `bindingOf`. */
  readonly binding: string;
}

/** Machines that have finished a run, by program. */
const idle = new WeakMap<Program<World>, PreparedMachine>();

/**
 * A machine for a run: the one that the last run of the program has left behind, where it serves. It is used again not to
 * save its making, but because a JIT compiler knows the functions that its code calls: with new ones for each run, code
 * would be compiled anew each time.
 */
export function prepareMachine(
  machineProgram: MachineProgram,
  machine: Machine,
  scenario: Scenario,
  options: Omit<RunOptions, 'tables' | 'assume'>,
): PreparedMachine {
  const { program } = machineProgram;
  const binding = bindingOf(scenario);
  const known = idle.get(program);
  if (known?.binding !== binding) return newMachine(machineProgram, machine, scenario, options);
  // While it runs nobody else has it, and a run that fails leaves nothing behind.
  idle.delete(program);
  known.run.begin({ ...options, tables: known.world.tables, assume: scenario.assume });
  return known;
}

/** Hands a machine back after a run that was finished. Nothing that it holds may be used any more. */
export function releaseMachine({ program }: MachineProgram, prepared: PreparedMachine): void {
  const { world, run } = prepared;
  if (!world.isReusable) return;
  run.reset();
  world.reset();
  idle.set(program, prepared);
}

/** What the binding of rows looks at: two scenarios that agree in it can share a machine. */
function bindingOf({ machine, assume }: Scenario): string {
  return JSON.stringify([machine, assume]);
}

function newMachine(
  { program, rows }: MachineProgram,
  machine: Machine,
  scenario: Scenario,
  options: Omit<RunOptions, 'tables' | 'assume'>,
): PreparedMachine {
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
  const world: World = new World(rows, {
    tables,
    events: new EventRecorder(),
    lazy: new LazyMode(),
    options: chosenOptions(scenario.machine),
    pageSize,
    offset: (tag, path) => field(tag, path).offset,
    reader: (tag, path) => {
      const { offset, storage } = field(tag, path);
      const { memory } = world.run;
      return (address) => Number(memory.load(address + offset, storage === 'aggregate' ? 'u64' : storage));
    },
  });
  const run = program.instantiate(world, { ...options, tables, assume: scenario.assume });
  world.start(run, program.sites);
  return { world, run, hooks: machine.hooks(world), binding: bindingOf(scenario) };
}
