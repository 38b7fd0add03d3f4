import type { Machine } from './arch/machines.ts';
import { ArgumentBuilder } from './arguments.ts';
import { stateOf } from './entry-state.ts';
import type { Run } from './interpreter/program.ts';
import type { Word } from './interpreter/runtime.ts';
import { interrupterFor } from './interruptions/for-scenario.ts';
import { KernelObjects } from './kernel-objects.ts';
import { entryRuns, lineCounts } from './line-counts.ts';
import type { EventRecorder } from './machine/events.ts';
import { TableFault } from './machine/page-tables.ts';
import type { Preset, PresetCall } from './presets/preset.ts';
import type { MachineProgram } from './programs.ts';
import type { Assumption, RunResult, StateRun } from './report.ts';
import type { FindingRecorder } from './sanitizer/finding-recorder.ts';
import type { Scenario, Variant } from './scenario.ts';
import { SimulationError } from './simulation-error.ts';
import { endRun, startRun } from './start-run.ts';
import { StateChanges, StatePatterns, StateRuns } from './state-patterns.ts';

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
 * then hold what the sanitizer saw, also of a run that was not finished.
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
): FinishedRun {
  const { program, file, sources } = machineProgram;
  const hasMode = variant !== 'no-lazy-mode';
  const started = startRun(machineProgram, machine, scenario, hasMode, shouldStop, walker, findings);
  const { world, run, sanitizer } = started;
  const { events } = world;

  const called = preset.through?.function ?? walker;
  const signature = program.signatureOf(called);
  if (signature === undefined)
    throw new SimulationError(`${preset.through?.file ?? file.path} has no function ${called}`);
  const objects = new KernelObjects(program, run, world, machine, scenario, preset);
  const interrupter = interrupterFor(objects, machine, scenario);
  const builder = new ArgumentBuilder(program, run, objects, preset, scenario.arguments);
  const callback = { type: 'void *', value: run.functionAddress(walker) };
  setVariables(run, preset);
  const before = statesOf(objects);

  const callOver = (call: PresetCall): Word => {
    objects.setVmaFlags(call.vmaFlags);
    let returned: Word = 0;
    for (const table of objects.calls) {
      const names = objects.scope(table);
      names['walker'] = callback;
      const args = builder.build(signature.parameters, call, names);
      try {
        sanitizer?.calling();
        returned = run.call(called, args);
        sanitizer?.returned();
      } catch (error) {
        if (!(error instanceof TableFault)) throw error;
        sanitizer?.overrun(error.message);
        world.stop('fault', `${error.message}; check the walker's loop, or the arguments that it was given`);
      }
    }
    return returned;
  };
  const flush = () => {
    if (preset.flush === 'gather') world.use('tlb_finish_mmu')(objects.gather);
    if (preset.flush === 'source-mm') world.use('flush_tlb_mm')(objects.mm);
    if (preset.flush === 'kernel-range') {
      const { calls } = objects;
      world.use('flush_tlb_kernel_range')(calls[0].start, calls[calls.length - 1].end);
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

  const recorded = { file: file.path, events, sites: program.sites, walker, places: run.places, sources };
  const result: RunResult = {
    machine: machine.name,
    variant,
    counts: events.total(),
    ...batchUse(machine, events),
    lines: lineCounts(recorded),
    runs: entryRuns(recorded),
    ...describeStates(before, statesOf(objects)),
    configuration: run.configuration,
    returned: signature.returns === 'void' ? '' : `${returned}`,
    warnings: [
      ...world.warnings,
      ...run.warnings.map((each) => ({ message: 'the condition of a WARN_ON() held', ...each, times: 1 })),
    ],
    interruptions: interrupter?.results() ?? [],
    steps: run.steps,
  };
  const { assumptions, executed, modelled } = run;
  endRun(machineProgram, started);
  return { result, assumptions, executed, modelled };
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
