import { machineOf } from '../../arch/machines.ts';
import type { MachineName } from '../../arch/names.ts';
import { eventNames } from '../../machine/events.ts';
import type { Assumption, EventCounts, EventName, RunFailure } from '../../report.ts';
import type { Scenario, SimulationRequest, Variant } from '../../scenario.ts';
import { readScenario } from '../../scenario-input.ts';
import { SimulationCancelled, type SimulationControl, type SimulationEnvironment, simulate } from '../../simulate.ts';
import { axes, readSweepRange, type SweepRange } from './axes.ts';
import { MeasuredScenarios, type Sample } from './exact-fit.ts';
import { fitGrowth } from './growth.ts';
import type { Law } from './law.ts';
import { measure } from './measures.ts';
import { pointsOf, valuesApart } from './points.ts';

/** Version of the sweep's shape, published in schemas/simulation-sweep.schema.json. */
export const sweepVersion = 1;

export interface SweepRequest extends SimulationRequest {
  readonly sweep: SweepRange;
}

/** How one event grows on one machine. */
export interface SweepCurve {
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly event: EventName;
  /** Values that were measured to find the law, in order. */
  readonly points: readonly Sample[];
  /** Values that were measured to prove it, in order: nothing was fitted to them. */
  readonly checked: readonly Sample[];
  readonly law: Law;
}

/** What a walker costs over a range of scenarios. */
export interface SimulationSweep {
  readonly version: typeof sweepVersion;
  readonly file: string;
  readonly function: string;
  readonly line: number;
  readonly sweep: SweepRange;
  /** The scenario that the axis is varied in. */
  readonly scenario: Scenario;
  /** Present entries of the scenario at each value that was measured, in order. */
  readonly present: readonly Sample[];
  /** Curves of the events that happen at all. */
  readonly curves: readonly SweepCurve[];
  /** Runs that could not be finished; their machine and variant have no curves. */
  readonly failures: readonly (RunFailure & { readonly at: number })[];
  /** Assumptions that page-table events rest on. */
  readonly assumptions: readonly Assumption[];
}

/**
 * Runs a walker at chosen values of one property of its scenario, and finds the law by which each count grows. Throws a
 * SimulationError when the request makes no sense, and a SimulationCancelled.
 */
export function sweepWalker(
  request: SweepRequest,
  environment: SimulationEnvironment,
  control: SimulationControl = {},
): SimulationSweep {
  const sweep = readSweepRange(request.sweep);
  return new Sweep({ ...request, sweep }, environment, control).run();
}

class Sweep {
  readonly #request: SweepRequest;
  readonly #environment: SimulationEnvironment;
  readonly #control: SimulationControl;
  readonly #scenario: Scenario;
  /** Counts by machine and variant, then by value of the axis. */
  readonly #counts = new Map<string, Map<number, EventCounts>>();
  readonly #failures: (RunFailure & { readonly at: number })[] = [];
  readonly #assumptions = new Map<string, Assumption>();
  #line = 0;

  constructor(request: SweepRequest, environment: SimulationEnvironment, control: SimulationControl) {
    this.#request = request;
    this.#environment = environment;
    this.#control = control;
    this.#scenario = readScenario(request.scenario);
  }

  run(): SimulationSweep {
    const { file, function: name, machines, variants, sweep } = this.#request;
    const { fitted, checked } = pointsOf(sweep);
    const values = [...fitted, ...checked];
    for (const [index, at] of values.entries()) {
      this.#control.progress?.(index / values.length, `${sweep.axis} ${at}`);
      this.#simulate(at, machines, variants);
    }
    this.#control.progress?.(1, 'fitting');
    const curves = machines.flatMap((machine) => {
      const scenarios = this.#measured(machine);
      return variants.flatMap((variant) => this.#curves(machine, variant, fitted, checked, scenarios));
    });
    return {
      version: sweepVersion,
      file,
      function: name,
      line: this.#line,
      sweep,
      scenario: this.#scenario,
      present: this.#present(values.sort((a, b) => a - b)),
      curves,
      failures: this.#failures,
      assumptions: [...this.#assumptions.values()],
    };
  }

  /** How many are present does not depend on the machine: any table will do. */
  #present(values: readonly number[]): readonly Sample[] {
    const { axis } = this.#request.sweep;
    return values.map((at) => ({ at, value: measure(axes[axis].at(this.#scenario, at), 1).present }));
  }

  #measured(machine: MachineName): MeasuredScenarios {
    const { entriesPerTable } = machineOf(machine, this.#scenario.machine);
    const axis = axes[this.#request.sweep.axis];
    return new MeasuredScenarios((at) => measure(axis.at(this.#scenario, at), entriesPerTable));
  }

  #curves(
    machine: MachineName,
    variant: Variant,
    fitted: readonly number[],
    checked: readonly number[],
    scenarios: MeasuredScenarios,
  ): SweepCurve[] {
    const known = this.#counts.get(key(machine, variant));
    if (known === undefined || known.size < fitted.length + checked.length) return [];
    const events = eventNames.filter((event) => [...known.values()].some((counts) => counts[event] > 0));
    return events.map((event) => {
      const samples = (values: readonly number[]): Sample[] =>
        values.map((at) => ({ at, value: known.get(at)?.[event] ?? 0 }));
      const law = fitGrowth({
        fitted: samples(fitted),
        checked: samples(checked),
        apart: valuesApart(this.#request.sweep),
        whole: axes[this.#request.sweep.axis].whole,
        scenarios,
        entriesPerTable: machineOf(machine, this.#scenario.machine).entriesPerTable,
        probe: (at) => this.#probe(machine, variant, at)?.[event],
        poll: () => {
          if (this.#control.shouldStop?.()) throw new SimulationCancelled();
        },
      });
      return { machine, variant, event, points: samples(fitted), checked: samples(checked), law };
    });
  }

  #probe(machine: MachineName, variant: Variant, at: number): EventCounts | undefined {
    const known = this.#counts.get(key(machine, variant));
    if (known?.has(at) === false) this.#simulate(at, [machine], [variant]);
    return known?.get(at);
  }

  #simulate(at: number, machines: readonly MachineName[], variants: readonly Variant[]): void {
    const scenario = axes[this.#request.sweep.axis].at(this.#scenario, at);
    const { shouldStop, clock } = this.#control;
    const report = simulate({ ...this.#request, machines, variants, scenario }, this.#environment, {
      ...(shouldStop && { shouldStop }),
      ...(clock && { clock }),
    });
    this.#line = report.line;
    for (const { machine, variant, counts } of report.results) {
      const known = this.#counts.get(key(machine, variant)) ?? new Map<number, EventCounts>();
      this.#counts.set(key(machine, variant), known.set(at, counts));
    }
    for (const failure of report.failures) this.#failures.push({ ...failure, at });
    for (const each of report.assumptions)
      if (each.decisive) this.#assumptions.set(`${each.kind} ${each.name} ${each.file}:${each.line}`, each);
  }
}

function key(machine: MachineName, variant: Variant): string {
  return `${machine} ${variant}`;
}
