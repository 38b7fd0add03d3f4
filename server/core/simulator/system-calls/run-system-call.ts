import type { Machine } from '../arch/machines.ts';
import { ArgumentBuilder } from '../arguments.ts';
import type { Program, Run } from '../interpreter/program.ts';
import { interrupterFor } from '../interruptions/for-scenario.ts';
import { TableFault } from '../machine/page-tables.ts';
import type { World } from '../machine/world.ts';
import type { MachineProgram } from '../programs.ts';
import type { Assumption, EventCounts, EventName } from '../report.ts';
import type { FindingRecorder } from '../sanitizer/finding-recorder.ts';
import type { Sanitizer } from '../sanitizer/sanitizer.ts';
import type { Scenario, Variant } from '../scenario.ts';
import { SimulationError } from '../simulation-error.ts';
import { endRun, type StartedRun, startRun } from '../start-run.ts';
import { SimulatedProcess } from './process.ts';
import type { FunctionCounts, StepCounts, SystemCallResult } from './report.ts';
import type { KernelStep, Stage, SystemCall } from './system-call.ts';

/** What a finished run adds to the report besides its result. */
export interface FinishedSystemCall {
  readonly result: SystemCallResult;
  readonly assumptions: readonly Assumption[];
  readonly executed: Run['executed'];
  readonly modelled: Run['modelled'];
}

/**
 * Runs the steps of a system call on one machine; a traced program writes what is found to `findings`. Throws
 * ExecutionStop when the C cannot be run to its end.
 */
export function runSystemCall(
  made: MachineProgram,
  machine: Machine,
  call: SystemCall,
  variant: Variant,
  scenario: Scenario,
  shouldStop: () => boolean,
  findings?: FindingRecorder,
): FinishedSystemCall {
  const { program } = made;
  const started = startRun(made, machine, scenario, variant !== 'no-lazy-mode', shouldStop, '', findings);
  const { world, run } = started;
  const process = new SimulatedProcess(program, run, world, machine, scenario, call);
  const builder = new ArgumentBuilder(program, run, process, call, scenario.arguments);
  const interrupter = interrupterFor(world, machine, scenario, process.rangePlaces());
  const stepper = new Stepper(made, started, process, builder);
  if (call.before !== undefined) {
    world.events.pause();
    stepper.run(call.before);
    world.events.resume();
  }
  const steps = stepper.run(call);
  const result: SystemCallResult = {
    machine: machine.name,
    variant,
    counts: world.events.total(),
    steps,
    functions: functionsOf(program, started),
    warnings: world.warnings,
    interruptions: interrupter?.results() ?? [],
    statements: run.steps,
  };
  const { assumptions, executed, modelled } = run;
  endRun(made, started);
  return { result, assumptions, executed, modelled };
}

class Stepper {
  readonly #made: MachineProgram;
  readonly #world: World;
  readonly #run: Run;
  readonly #sanitizer: Sanitizer | undefined;
  readonly #process: SimulatedProcess;
  readonly #builder: ArgumentBuilder;

  constructor(
    made: MachineProgram,
    { world, run, sanitizer }: StartedRun,
    process: SimulatedProcess,
    builder: ArgumentBuilder,
  ) {
    this.#made = made;
    this.#world = world;
    this.#run = run;
    this.#sanitizer = sanitizer;
    this.#process = process;
    this.#builder = builder;
  }

  run(stage: Stage): readonly StepCounts[] {
    this.#process.enter(stage);
    const steps: StepCounts[] = [];
    for (const step of stage.steps) {
      if (step.when !== undefined && this.#run.evaluate(step.when, this.#process.scope()) === 0) continue;
      const before = this.#world.events.total();
      const name = this.#call(step);
      if (name === undefined) continue;
      const counts = difference(before, this.#world.events.total());
      steps.push({ title: step.title, function: name, source: step.source, counts });
    }
    return steps;
  }

  /** Name of the function that was called; undefined where the release has none and needs none. */
  #call(step: KernelStep): string | undefined {
    const { program, rows } = this.#made;
    const names = this.#process.scope();
    for (const name of step.functions) {
      if (rows.has(name) && !program.runs(name)) {
        this.#callModel(name, step);
        return name;
      }
      const signature = program.signatureOf(name);
      if (signature === undefined) continue;
      const args = this.#builder.build(signature.parameters, step, names);
      try {
        this.#sanitizer?.calling();
        this.#run.call(name, args);
        this.#sanitizer?.returned();
      } catch (error) {
        if (!(error instanceof TableFault)) throw error;
        this.#sanitizer?.overrun(error.message);
        this.#world.stop('fault', error.message);
      }
      return name;
    }
    if (step.optional === true) return undefined;
    throw new SimulationError(`the tree has no function ${step.functions.join(' or ')}, which ${step.source} calls`);
  }

  #callModel(name: string, step: KernelStep): void {
    const { events } = this.#world;
    const values = this.#builder.values(Object.values(step.arguments), this.#process.scope());
    events.enterCaller();
    this.#world.use(name)(...values.map(Number));
    events.leaveCaller();
  }
}

function difference(before: EventCounts, after: EventCounts): Partial<EventCounts> {
  const names = Object.keys(after) as EventName[];
  return Object.fromEntries(
    names.map((name) => [name, after[name] - before[name]]).filter(([, count]) => count !== 0),
  ) as Partial<EventCounts>;
}

function functionsOf(program: Program<World>, { world, run }: StartedRun): readonly FunctionCounts[] {
  const sums = new Map<string, { function: string; file: string; counts: Partial<Record<EventName, number>> }>();
  for (const { place, counts } of world.events.perPlace()) {
    if (Object.keys(counts).length === 0) continue;
    const site = program.sites[run.places?.list[place]?.site ?? place];
    const found = { function: site?.function ?? '', file: site?.file ?? '' };
    const key = `${found.file} ${found.function}`;
    const sum = sums.get(key) ?? { ...found, counts: {} };
    sums.set(key, sum);
    for (const [name, count] of Object.entries(counts) as [EventName, number][])
      sum.counts[name] = (sum.counts[name] ?? 0) + count;
  }
  return [...sums.values()];
}
