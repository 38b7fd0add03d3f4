import { chosenOptions } from './arch/machine-options.ts';
import type { Machine } from './arch/machines.ts';
import { ArgumentBuilder } from './arguments.ts';
import { stateOf } from './entry-state.ts';
import type { Place, RecordLayout, Run } from './interpreter/program.ts';
import type { Word } from './interpreter/runtime.ts';
import { KernelObjects } from './kernel-objects.ts';
import { EventRecorder } from './machine/events.ts';
import { LazyMode } from './machine/lazy-mode.ts';
import { PageTables, TableFault } from './machine/page-tables.ts';
import { World } from './machine/world.ts';
import { pageSize } from './models/configuration.ts';
import type { Preset, PresetCall } from './presets.ts';
import type { MachineProgram } from './programs.ts';
import type { Assumption, EventCounts, RunResult, StateRun } from './report.ts';
import type { Scenario, Variant } from './scenario.ts';
import { SimulationError } from './simulation-error.ts';
import type { SourceLines } from './source-lines.ts';
import { StateChanges, StatePatterns, StateRuns } from './state-patterns.ts';

/** Statements of one run: a walker needs some dozens for an entry, thousands when it splits and starts over. */
const stepsPerEntry = 10_000;
const stepsAtLeast = 1_000_000;
const depthLimit = 200;
/** Bytes; only what is used is allocated. */
const memoryLimit = 2 ** 29;

/** What a finished run adds to the report besides its result. */
export interface FinishedRun {
  readonly result: RunResult;
  readonly assumptions: readonly Assumption[];
  readonly executed: Run['executed'];
  readonly modelled: Run['modelled'];
}

/**
 * Runs a walker over the tables of a scenario, as its caller in the kernel would, and then the flush of that caller.
 * Throws ExecutionStop when the C cannot be run to its end.
 */
export function runWalker(
  { program, rows, file, sources }: MachineProgram,
  machine: Machine,
  walker: string,
  variant: Variant,
  scenario: Scenario,
  preset: Preset,
  shouldStop: () => boolean,
): FinishedRun {
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
  const events = new EventRecorder();
  const world: World = new World(rows, {
    tables,
    events,
    lazy,
    options: chosenOptions(scenario.machine),
    pageSize,
    offset: (tag, path) => field(tag, path).offset,
    reader: (tag, path) => {
      const { offset, storage } = field(tag, path);
      const { memory } = world.run;
      return (address) => Number(memory.load(address + offset, storage === 'aggregate' ? 'u64' : storage));
    },
  });
  const stepLimit = stepsAtLeast + stepsPerEntry * scenario.entries;
  const options = { stepLimit, depthLimit, memoryLimit, shouldStop, tables, assume: scenario.assume };
  const run = program.instantiate(world, options);
  world.start(run, program.sites);
  lazy.install(machine.hooks(world), machine.hasLazyMode && variant !== 'no-lazy-mode');

  const called = preset.through?.function ?? walker;
  const signature = program.signatureOf(called);
  if (signature === undefined)
    throw new SimulationError(`${preset.through?.file ?? file.path} has no function ${called}`);
  const objects = new KernelObjects(program, run, world, machine, scenario, preset);
  const builder = new ArgumentBuilder(program, run, objects, preset, scenario.arguments, walker);
  setVariables(run, preset);
  const before = statesOf(objects);

  const callOver = (call: PresetCall): Word => {
    objects.setVmaFlags(call.vmaFlags);
    let returned: Word = 0;
    for (const table of objects.calls) {
      const args = builder.build(signature.parameters, call, table);
      try {
        returned = run.call(called, args);
      } catch (error) {
        if (!(error instanceof TableFault)) throw error;
        world.stop('fault', `${error.message}; check the walker's loop, or the arguments that it was given`);
      }
    }
    return returned;
  };
  const flush = () => {
    if (preset.flush === 'gather') world.use('tlb_finish_mmu')(objects.gather);
    if (preset.flush === 'source-mm') world.use('flush_tlb_mm')(objects.mm);
  };
  if (preset.before !== undefined) {
    events.pause();
    callOver(preset.before);
    flush();
    events.resume();
  }
  const returned = callOver(preset);
  events.enterCaller();
  flush();

  const place = (site: number) => (site < 0 ? { file: file.path, line: 0 } : program.sites[site]);
  const result: RunResult = {
    machine: machine.name,
    variant,
    counts: events.total(),
    ...batchUse(machine, events),
    lines: events.perSite().map(({ site, calls, counts }) => lineCounts(place(site), sources, calls, counts)),
    runs: events.runs.map(({ site, ...each }) => ({ ...each, line: lineIn(file.path, place(site)) })),
    ...describeStates(before, statesOf(objects)),
    returned: signature.returns === 'void' ? '' : `${returned}`,
    steps: run.steps,
  };
  return { result, assumptions: run.assumptions, executed: run.executed, modelled: run.modelled };
}

function statesOf(objects: KernelObjects): readonly StateRun[] {
  const states = new StateRuns();
  for (const entry of objects.entries()) states.add(stateOf(entry));
  return states.runs;
}

function describeStates(
  before: readonly StateRun[],
  after: readonly StateRun[],
): Pick<RunResult, 'before' | 'after' | 'changes'> {
  const patterns = [before, after].map((runs) => {
    const made = new StatePatterns();
    made.add(runs);
    return made.patterns;
  });
  const changes = new StateChanges();
  changes.add(before, after);
  return { before: patterns[0], after: patterns[1], changes: changes.changes };
}

function setVariables(run: Run, { variables = {} }: Preset): void {
  for (const [name, value] of Object.entries(variables)) {
    const address = run.addressOf(name);
    if (address !== undefined) run.memory.store(address, 'u8', value);
  }
}

function batchUse({ batch }: Machine, events: EventRecorder): Pick<RunResult, 'batch'> {
  if (batch === undefined) return {};
  const { name, bytes, idleIsWaste, source } = batch;
  const calls = events.batchTotal();
  const avoidable = idleIsWaste ? calls.idle : 0;
  return { batch: { ...calls, avoidable, structure: name, bytesPerCpu: bytes, source } };
}

function lineCounts(
  place: Place,
  sources: SourceLines,
  calls: number,
  counts: Partial<EventCounts>,
): RunResult['lines'][number] {
  const text = sources.textOf(place);
  return { ...place, ...(text === undefined ? {} : { text }), calls, counts };
}

/** Line in the walker's file; 0 for a place in another one. */
function lineIn(path: string, place: { readonly file: string; readonly line: number }): number {
  return place.file === path ? place.line : 0;
}
