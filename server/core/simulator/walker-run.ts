import type { Machine } from './arch/machines.ts';
import { ArgumentBuilder, isRangeName } from './arguments.ts';
import type { Run } from './interpreter/program.ts';
import type { Word } from './interpreter/runtime.ts';
import { interrupterFor, rangePlaces } from './interruptions/for-scenario.ts';
import { KernelObjects } from './kernel-objects.ts';
import { entryRuns, lineCounts } from './line-counts.ts';
import type { EventRecorder } from './machine/events.ts';
import { TableFault } from './machine/page-tables.ts';
import { segmentsOf } from './population.ts';
import type { Preset, PresetCall } from './presets/preset.ts';
import { returnRules } from './presets/returned.ts';
import type { MachineProgram } from './programs.ts';
import { describeStates } from './range/block-content.ts';
import type { TableCall } from './range/block-memory.ts';
import { cutIntoBlocks, startInBlock, tablesOfBlock } from './range/blocks.ts';
import { RangeWalk } from './range/range-walk.ts';
import type { RunRecorder } from './replay/run-recorder.ts';
import type { Assumption, RunResult } from './report.ts';
import type { FindingRecorder } from './sanitizer/finding-recorder.ts';
import type { Scenario, Variant } from './scenario.ts';
import { SimulationError } from './simulation-error.ts';
import { endRun, startRun } from './start-run.ts';

/** Entries that are walked at most where tables do not repeat: what takes some seconds. */
const mostWalkedEntries = 2 ** 24;

/** What a finished run adds to the report besides its result. */
export interface FinishedRun {
  readonly result: RunResult;
  readonly assumptions: readonly Assumption[];
  readonly executed: Run['executed'];
  readonly modelled: Run['modelled'];
}

/**
 * Runs a walker over the tables of a scenario, as its caller in the kernel would, and then the flush of that caller.
 * Throws ExecutionStop when the C cannot be run to its end. The run of a traced program may be given `findings`, which
 * then hold what the sanitizer saw, also of a run that was not finished; a `recorder` holds its steps in the same way.
 */
export function runWalker(
  machineProgram: MachineProgram,
  machine: Machine,
  walker: string,
  variant: Variant,
  scenario: Scenario,
  preset: Preset,
  shouldStop: () => boolean,
  findings?: FindingRecorder,
  everyTable = false,
  recorder?: RunRecorder,
): FinishedRun {
  const { program, file, sources } = machineProgram;
  const hasMode = variant !== 'no-lazy-mode';
  const started = startRun(machineProgram, machine, scenario, hasMode, shouldStop, walker, findings, recorder);
  const { world, run, sanitizer } = started;
  const { events } = world;

  const called = preset.through?.function ?? walker;
  const signature = program.signatureOf(called);
  if (signature === undefined)
    throw new SimulationError(`${preset.through?.file ?? file.path} has no function ${called}`);
  const firstObject = run.memory.end;
  const isWhole = everyTable || findings !== undefined || preset.blocks === true;
  const blockTables = tablesOfBlock(machine, scenario, isWhole);
  const objects = new KernelObjects(program, run, world, machine, scenario, preset, blockTables);
  const start = startInBlock(machine, scenario);
  const blocks = cutIntoBlocks(segmentsOf(scenario), { start, entries: scenario.entries }, objects.block.entries);
  const range = new RangeWalk(world, objects.block, blocks, {
    origin: scenario.start - start,
    objects: firstObject,
    mostEntries: mostWalkedEntries,
    describe: (address) => objects.describe(address),
  });
  const interrupter = interrupterFor(world, machine, scenario, rangePlaces(objects, machine, scenario));
  const builder = new ArgumentBuilder(program, run, objects, preset, scenario.arguments);
  const callback = { type: 'void *', value: run.functionAddress(walker) };
  setVariables(run, preset);

  const callOnce = (call: PresetCall, table: TableCall): Word => {
    const names = objects.scope(table);
    names['walker'] = callback;
    const args = builder.build(signature.parameters, call, names);
    try {
      sanitizer?.calling();
      recorder?.calling(objects.block.sources, scenario.start, scenario.start + scenario.entries);
      const returned = run.call(called, args);
      recorder?.returned();
      sanitizer?.returned();
      return returned;
    } catch (error) {
      if (!(error instanceof TableFault)) throw error;
      sanitizer?.overrun(error.message);
      return world.stop('fault', `${error.message}; check the walker's loop, or the arguments that it was given`);
    }
  };
  // A scenario that gives the walker a range of its own is its caller, and calls it once.
  const isOwnRange = Object.keys(scenario.arguments).some(isRangeName);
  const reached = preset.returns === undefined || isOwnRange ? undefined : returnRules[preset.returns].reached;
  let unfinished: RunResult['unfinished'];
  const callOver = (call: PresetCall): Word => {
    objects.setVmaFlags(call.vmaFlags);
    return range.each((table) => {
      for (let { start } = table; ; ) {
        const returned = callOnce(call, start === table.start ? table : { ...table, start });
        const next = reached === undefined ? table.end : reached(returned, { start, end: table.end });
        if (next === table.end) return returned;
        if (next === undefined) {
          unfinished = { returned: `${returned}`, entry: range.entryOf(start) };
          range.stop();
          return returned;
        }
        start = next;
      }
    });
  };
  const flush = () => {
    if (preset.flush === 'gather') objects.finishGather();
    if (preset.flush === 'source-mm') world.use('flush_tlb_mm')(objects.mm);
    if (preset.flush === 'kernel-range') {
      const first = objects.block.start + start * world.pageSize;
      world.use('flush_tlb_kernel_range')(first, first + scenario.entries * world.pageSize);
    }
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
  recorder?.callerFlushed();

  const recorded = { file: file.path, events, sites: program.sites, walker, places: run.places, sources };
  const result: RunResult = {
    machine: machine.name,
    variant,
    counts: events.total(),
    ...batchUse(machine, events),
    lines: lineCounts(recorded),
    runs: entryRuns(recorded),
    ...describeStates(range.before, range.after),
    configuration: run.configuration,
    returned: signature.returns === 'void' ? '' : `${returned}`,
    ...(unfinished === undefined ? {} : { unfinished }),
    warnings: [
      ...world.warnings,
      ...run.warnings.map((each) => ({ message: 'the condition of a WARN_ON() held', ...each, times: 1 })),
    ],
    interruptions: interrupter?.results() ?? [],
    steps: run.steps,
  };
  const { assumptions, executed, modelled } = run;
  if (recorder === undefined) endRun(machineProgram, started);
  return { result, assumptions, executed, modelled };
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
