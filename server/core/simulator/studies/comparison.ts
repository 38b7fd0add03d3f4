import type { MachineName } from '../arch/names.ts';
import type { Assumption, EventCounts, EventName, Finding, RunFailure, SimulationReport } from '../report.ts';
import type { Scenario, SimulationRequest, Variant } from '../scenario.ts';
import { type SimulationControl, type SimulationEnvironment, simulate } from '../simulate.ts';
import { SimulationError } from '../simulation-error.ts';
import { changeInWords } from './change-in-words.ts';

/** Version of the comparison's shape, published in schemas/simulation-comparison.schema.json. */
export const comparisonVersion = 1;

/** One of the two texts that are compared. */
export interface ComparedSource {
  /** What people call it: 'HEAD', 'working tree'. */
  readonly label: string;
  /** Path of the walker's file in its tree, and its name there. */
  readonly file: string;
  readonly function: string;
  readonly environment: SimulationEnvironment;
}

/** An event whose number is another afterwards. */
export interface CountChange {
  readonly event: EventName;
  readonly before: number;
  readonly after: number;
  /** `after / before`; null when there was none before. */
  readonly ratio: number | null;
  /** '256 times fewer', 'twice as many', 'new', 'gone'. */
  readonly words: string;
}

/** One machine in one variant, on both sides. Counts are absent where the run could not be finished. */
export interface ComparedRun {
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly before?: EventCounts;
  readonly after?: EventCounts;
  readonly changes: readonly CountChange[];
}

export type Side = 'before' | 'after';

export interface SimulationComparison {
  readonly version: typeof comparisonVersion;
  readonly before: Pick<ComparedSource, 'label' | 'file' | 'function'> & { readonly line: number };
  readonly after: Pick<ComparedSource, 'label' | 'file' | 'function'> & { readonly line: number };
  readonly scenario: Scenario;
  readonly runs: readonly ComparedRun[];
  readonly failures: readonly (RunFailure & { readonly side: Side })[];
  /** What the sanitizer found on one side only: `before` what is gone, `after` what is new. */
  readonly findings: readonly (Finding & { readonly side: Side })[];
  /** Assumptions of either side that page-table events rest on. */
  readonly assumptions: readonly (Assumption & { readonly side: Side })[];
}

/** What both sides are run with. */
export type ComparisonRequest = Pick<SimulationRequest, 'machines' | 'variants' | 'scenario'>;

/**
 * Runs a walker of two sources in the same scenario and says which counts differ. Pure: where the sources come from, a
 * revision or an editor, is the caller's business.
 *
 * Throws a SimulationError, with the label of the source, when the walker is not in one of them, and a SimulationCancelled.
 */
export function compareSources(
  request: ComparisonRequest,
  before: ComparedSource,
  after: ComparedSource,
  control: SimulationControl = {},
): SimulationComparison {
  const half = (source: ComparedSource, done: number): SimulationReport =>
    simulateSource(request, source, {
      ...control,
      progress: (fraction, message) => control.progress?.(done + fraction / 2, `${source.label}: ${message}`),
    });
  // The newer side first: a host may learn from it which headers the older one will be asked for.
  const ofAfter = half(after, 0);
  const ofBefore = half(before, 0.5);
  const side = ({ label, file, function: name }: ComparedSource, { line }: SimulationReport) => {
    return { label, file, function: name, line };
  };
  return {
    version: comparisonVersion,
    before: side(before, ofBefore),
    after: side(after, ofAfter),
    scenario: ofAfter.scenario,
    runs: request.machines.flatMap((machine) =>
      request.variants.flatMap((variant) => comparedRun(machine, variant, ofBefore, ofAfter)),
    ),
    failures: [...sided('before', ofBefore.failures), ...sided('after', ofAfter.failures)],
    findings: [
      ...sided('before', findingsOnlyIn(ofBefore, ofAfter)),
      ...sided('after', findingsOnlyIn(ofAfter, ofBefore)),
    ],
    assumptions: [...sided('before', decisive(ofBefore)), ...sided('after', decisive(ofAfter))],
  };
}

/** True when a count or a finding differs, or a run could be finished on one side only. Notes of the sanitizer do not count. */
export function differs({ runs, findings }: SimulationComparison): boolean {
  return (
    findings.some(({ severity }) => severity !== 'note') ||
    runs.some(({ before, after, changes }) => changes.length > 0 || (before === undefined) !== (after === undefined))
  );
}

/** Findings are the same when they say the same of the same run: lines move. */
function findingsOnlyIn(report: SimulationReport, other: SimulationReport): readonly Finding[] {
  const keyOf = ({ id, machine, variant, message }: Finding) => `${id} ${machine} ${variant} ${message}`;
  const known = new Set(other.findings.map(keyOf));
  return report.findings.filter((finding) => !known.has(keyOf(finding)));
}

function simulateSource(
  request: ComparisonRequest,
  { label, file, function: name, environment }: ComparedSource,
  control: SimulationControl,
): SimulationReport {
  try {
    return simulate({ ...request, file, function: name }, environment, control);
  } catch (error) {
    if (error instanceof SimulationError) throw new SimulationError(`${label}: ${error.message}`);
    throw error;
  }
}

/** Nothing when neither side has such a run: the range call may be refused. */
function comparedRun(
  machine: MachineName,
  variant: Variant,
  ofBefore: SimulationReport,
  ofAfter: SimulationReport,
): ComparedRun[] {
  const countsOf = ({ results }: SimulationReport) =>
    results.find((each) => each.machine === machine && each.variant === variant)?.counts;
  const before = countsOf(ofBefore);
  const after = countsOf(ofAfter);
  if (before === undefined && after === undefined) return [];
  const changes = before === undefined || after === undefined ? [] : changesBetween(before, after);
  return [{ machine, variant, ...(before && { before }), ...(after && { after }), changes }];
}

/** Events whose number differs, in the order of the counts. */
export function changesBetween(before: EventCounts, after: EventCounts): readonly CountChange[] {
  const events = Object.keys(after) as EventName[];
  return events
    .filter((event) => before[event] !== after[event])
    .map((event) => ({
      event,
      before: before[event],
      after: after[event],
      ratio: before[event] === 0 ? null : after[event] / before[event],
      words: changeInWords(before[event], after[event]),
    }));
}

function sided<Each>(side: Side, list: readonly Each[]): (Each & { readonly side: Side })[] {
  return list.map((each) => ({ side, ...each }));
}

function decisive({ assumptions }: SimulationReport): readonly Assumption[] {
  return assumptions.filter((each) => each.decisive);
}
