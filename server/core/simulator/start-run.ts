import { chosenOptions } from './arch/machine-options.ts';
import type { Machine } from './arch/machines.ts';
import type { RecordLayout, Run } from './interpreter/program.ts';
import { EventRecorder } from './machine/events.ts';
import { LazyMode } from './machine/lazy-mode.ts';
import { PageTables } from './machine/page-tables.ts';
import { World } from './machine/world.ts';
import { pageSize, upperTableBytes } from './models/configuration.ts';
import type { MachineProgram } from './programs.ts';
import { entriesInMemory } from './range/blocks.ts';
import type { Scenario } from './scenario.ts';

/** Statements of one run: a walker needs some dozens for an entry, thousands when it splits and starts over. */
const stepsPerEntry = 10_000;
const stepsAtLeast = 1_000_000;
const depthLimit = 200;
/** Bytes; only what is used is allocated. */
const memoryLimit = 2 ** 29;

/**
 * A world without tables or records, and the run of a program in it. `lazyMode` false: the API does nothing. The run of a
 * traced program tells the lines of `walker` apart.
 */
export function startRun(
  { program, rows }: Pick<MachineProgram, 'program' | 'rows'>,
  machine: Machine,
  scenario: Scenario,
  lazyMode: boolean,
  shouldStop: () => boolean,
  walker = '',
): { readonly world: World; readonly run: Run } {
  const layouts = new Map<string, RecordLayout>();
  const field = (tag: string, path: string) => {
    let layout = layouts.get(tag);
    if (layout === undefined) {
      layout = program.layoutOf(tag);
      layouts.set(tag, layout);
    }
    return layout.field(path);
  };
  const lazy = new LazyMode();
  const tables = new PageTables(machine.entriesPerTable, machine.emptyEntry);
  const world: World = new World(rows, {
    tables,
    events: new EventRecorder(),
    lazy,
    options: chosenOptions(scenario.machine),
    pageSize,
    upperTableBytes: upperTableBytes(machine),
    offset: (tag, path) => field(tag, path).offset,
    reader: (tag, path) => {
      const { offset, storage } = field(tag, path);
      const { memory } = world.run;
      return (address) => Number(memory.load(address + offset, storage === 'aggregate' ? 'u64' : storage));
    },
  });
  const stepLimit = stepsAtLeast + stepsPerEntry * Math.min(scenario.entries, entriesInMemory);
  const options = { stepLimit, depthLimit, memoryLimit, shouldStop, tables, assume: scenario.assume, walker };
  const run = program.instantiate(world, options);
  world.start(run, program.sites, run.places);
  lazy.install(machine.hooks(world), machine.hasLazyMode && lazyMode);
  return { world, run };
}
