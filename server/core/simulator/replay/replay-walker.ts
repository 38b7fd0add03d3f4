import { type Machine, machineOf } from '../arch/machines.ts';
import type { MachineName } from '../arch/names.ts';
import type { MachineProgram } from '../programs.ts';
import type { SimulationReport } from '../report.ts';
import type { Scenario, Variant } from '../scenario.ts';
import { readRequest } from '../scenario-input.ts';
import { type SimulationControl, type SimulationEnvironment, simulate } from '../simulate.ts';
import { SimulationError } from '../simulation-error.ts';
import { tracedPart } from '../tracing.ts';
import { type LookChange, runsOfLooks } from './cells.ts';
import { PlaceList } from './place-list.ts';
import { type Replay, type ReplayCells, type ReplayStep, replayVersion } from './replay.ts';
import { type RecordedStep, RunRecorder } from './run-recorder.ts';
import { sentenceOf, type Telling } from './sentences.ts';

/** One run of a walker, to be told step by step. */
export interface ReplayRequest {
  /** Path of the file in the tree. */
  readonly file: string;
  readonly function: string;
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly scenario: Scenario;
}

/**
 * Runs a walker once more and writes down what happens in which order. Of a range that is too long to be traced the first
 * part is run. The replay of a run that cannot be finished ends where it stopped, and says why.
 *
 * Throws a SimulationError when the request makes no sense, or the walker cannot be given the range call; and a
 * SimulationCancelled.
 */
export function replayWalker(
  { file, function: name, machine: machineName, variant, scenario: asked }: ReplayRequest,
  environment: SimulationEnvironment,
  control: Pick<SimulationControl, 'shouldStop' | 'clock'> = {},
): Replay {
  const request = { file, function: name, machines: [machineName], variants: [variant] };
  const { scenario: whole } = readRequest({ ...request, scenario: asked });
  const scenario = tracedPart(whole);
  let recorded: { readonly recorder: RunRecorder; readonly program: MachineProgram } | undefined;
  const record = (program: MachineProgram, machine: Machine): RunRecorder => {
    const recorder = new RunRecorder(machine, program.rows);
    recorded = { recorder, program };
    return recorder;
  };
  const report = simulate({ ...request, scenario }, environment, { ...control, record });
  if (recorded === undefined) throw new SimulationError(reasonOf(report));
  const { recorder, program } = recorded;
  const waiting = waitingOf(recorder, variant);
  const places = new PlaceList(file, program, recorder.places);
  const sentences = new Sentences();
  const steps = tell(recorder.steps, places, {
    waiting,
    withoutMode: withoutMode(machineOf(machineName), variant),
  }).map(({ step, sentence, place }) => published(step, place, sentences.add(sentence), report.scenario));
  const [failure] = report.failures;
  const isPart = scenario.entries < whole.entries;
  const { moreSteps } = recorder;
  return {
    version: replayVersion,
    file,
    function: name,
    machine: machineName,
    variant,
    scenario: report.scenario,
    ...(waiting === undefined ? {} : { waiting }),
    before: runsOfLooks(recorder.before.source, scenario.start),
    ...(touchesDestination(steps)
      ? { destinationBefore: runsOfLooks(recorder.before.destination, scenario.start) }
      : {}),
    places: places.list,
    sentences: sentences.list,
    steps,
    ...(isPart || moreSteps > 0
      ? { cut: { ...(isPart ? { ofEntries: whole.entries } : {}), ...(moreSteps > 0 ? { moreSteps } : {}) } }
      : {}),
    ...(failure === undefined ? {} : { failure: { reason: failure.reason, file: failure.file, line: failure.line } }),
  };
}

function touchesDestination(steps: readonly ReplayStep[]): boolean {
  return steps.some(({ on, destinationCells }) => on?.destination === true || destinationCells !== undefined);
}

/** Texts by number, equal ones once. */
class Sentences {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  add(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

/** Why nothing was recorded: the run did not begin. */
function reasonOf({ failures, rangeCall, function: name }: SimulationReport): string {
  if (failures.length > 0) return failures[0].reason;
  const refused = rangeCall !== undefined && 'refused' in rangeCall ? `: ${rangeCall.refused}` : '';
  return `${name}() cannot be run with the range call${refused}`;
}

function waitingOf(recorder: RunRecorder, variant: Variant): Replay['waiting'] {
  const pending = recorder.pending;
  if (variant === 'no-lazy-mode' || pending === undefined || pending.one === '') return undefined;
  const { kind, one, many } = pending;
  return { kind, one, many };
}

function withoutMode({ hasLazyMode }: Machine, variant: Variant): string | undefined {
  if (!hasLazyMode) return 'the kernel of this machine has no lazy MMU mode';
  return variant === 'no-lazy-mode' ? 'this run is without the lazy MMU mode' : undefined;
}

/** By entry: the next step that ends its waiting. */
class Ends {
  readonly #steps = new Map<number, number>();

  /** For the first of some entries that waits. */
  of(looks: readonly LookChange[]): number | undefined {
    const begins = looks.find(({ after }) => after.waiting !== undefined);
    return begins && this.#steps.get(begins.first);
  }

  add(looks: readonly LookChange[], step: number): void {
    for (const { first, entries, before, after } of looks) {
      if (before.waiting === undefined || after.waiting !== undefined) continue;
      for (let entry = first; entry < first + entries; entry++) this.#steps.set(entry, step);
    }
  }
}

interface Told {
  readonly step: RecordedStep;
  readonly place: number;
  readonly sentence: string;
}

/** Words for every step. They name where something that begins to wait is done with, so the steps are gone through backwards. */
function tell(
  steps: readonly RecordedStep[],
  places: PlaceList,
  about: Pick<Telling, 'waiting' | 'withoutMode'>,
): readonly Told[] {
  const ends = { looks: new Ends(), destination: new Ends(), elsewhere: new Ends() };
  const told: Told[] = [];
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    const end = ends.looks.of(step.looks) ?? ends.destination.of(step.destination) ?? ends.elsewhere.of(step.elsewhere);
    const until = end === undefined ? undefined : { step: end, place: places.at(steps[end].place) };
    const place = places.numberOf(step.place);
    told.push({ step, place, sentence: sentenceOf(step, { ...about, place: places.list[place], until }) });
    ends.looks.add(step.looks, index);
    ends.destination.add(step.destination, index);
    ends.elsewhere.add(step.elsewhere, index);
  }
  return told.reverse();
}

function published(
  { by, call, on, looks, destination, counts, runs, modes }: RecordedStep,
  place: number,
  sentence: number,
  scenario: Scenario,
): ReplayStep {
  const cells = cellsWithin(looks, scenario);
  const destinationCells = cellsWithin(destination, scenario);
  return {
    by,
    call: by === 'call' ? call : '',
    place,
    ...(on === undefined ? {} : { on }),
    sentence,
    ...(cells.length === 0 ? {} : { cells }),
    ...(destinationCells.length === 0 ? {} : { destinationCells }),
    ...(Object.keys(counts).length === 0 ? {} : { counts }),
    ...(runs.length === 0 ? {} : { runs }),
    ...(modes[0] === modes[1] ? {} : { mode: modes[1] }),
  };
}

/** What the entries of the range come to, or those that are for them. */
function cellsWithin(looks: readonly LookChange[], { start, entries }: Scenario): readonly ReplayCells[] {
  return looks.flatMap(({ first, entries: width, after }): ReplayCells[] => {
    const [from, end] = [Math.max(first, start), Math.min(first + width, start + entries)];
    return from < end ? [{ first: from, entries: end - from, ...after }] : [];
  });
}
