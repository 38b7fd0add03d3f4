import { type EntryContent, populate } from '../../population.ts';
import type { PopulationRun, Scenario } from '../../scenario.ts';
import { entryLimit } from '../../scenario-shape/properties.ts';
import { SimulationError, suggestion } from '../../simulation-error.ts';

export type SweepAxis = 'entries' | 'holes' | 'folio-order' | 'cpus';

/** One property of a scenario that a sweep varies. */
export interface Axis {
  /** What a value of it counts, for a table's head: 'entries', 'share of holes'. */
  readonly title: string;
  /** Values are whole numbers; else they are shares. */
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
  /** The scenario with this value in it. */
  at(scenario: Scenario, value: number): Scenario;
}

/** A share is a whole number of parts of so many. */
export const shareUnits = 10_000;

/**
 * The population of a scenario with holes in it, spread as evenly as a share of them allows: entry i is a hole where the
 * whole part of i × share changes. The same share always gives the same holes.
 */
function withHoles(scenario: Scenario, share: number): readonly PopulationRun[] {
  const units = Math.round(share * shareUnits);
  const holesBefore = (index: number) => Math.floor((index * units) / shareUnits);
  const runs: (PopulationRun & { entries: number })[] = [];
  let last: { readonly content: EntryContent; readonly isHole: boolean } | undefined;
  for (const [index, content] of populate(scenario).entries()) {
    const isHole = holesBefore(index + 1) > holesBefore(index);
    if (last?.content === content && last.isHole === isHole) runs[runs.length - 1].entries++;
    else runs.push({ entries: 1, ...content, ...(isHole && { state: 'none' }) });
    last = { content, isHole };
  }
  return runs;
}

export const axes: Readonly<Record<SweepAxis, Axis>> = {
  entries: {
    title: 'entries',
    whole: true,
    least: 1,
    most: entryLimit,
    at: (scenario, entries) => ({ ...scenario, entries }),
  },
  holes: {
    title: 'share of holes',
    whole: false,
    least: 0,
    most: 1,
    at: (scenario, share) => ({ ...scenario, population: withHoles(scenario, share) }),
  },
  'folio-order': {
    title: 'folio order',
    whole: true,
    least: 0,
    most: 9,
    at: (scenario, folioOrder) => ({ ...scenario, folioOrder }),
  },
  cpus: {
    title: 'CPUs',
    whole: true,
    least: 1,
    most: 4096,
    at: (scenario, cpus) => ({ ...scenario, attachedCpus: cpus, maskCpus: cpus }),
  },
};

export const axisNames = Object.keys(axes) as readonly SweepAxis[];

/** What is varied, from one value to another; both are part of it. */
export interface SweepRange {
  readonly axis: SweepAxis;
  readonly from: number;
  readonly to: number;
}

/** Reads `entries=1..4096`. Throws a SimulationError that says what is wrong with it. */
export function parseSweepRange(text: string): SweepRange {
  const parts = /^([\w-]+)=([\d.]+?)\.\.([\d.]+)$/.exec(text);
  if (parts === null)
    throw new SimulationError(`sweep: "${text}" must have the form AXIS=FROM..TO, as in entries=1..4096`);
  return readSweepRange({ axis: parts[1], from: Number(parts[2]), to: Number(parts[3]) });
}

/** A sensible range, or a SimulationError that names what is wrong. */
export function readSweepRange({ axis, from, to }: { axis?: unknown; from?: unknown; to?: unknown }): SweepRange {
  const known = axisNames.find((name) => name === axis);
  if (known === undefined) {
    const near = suggestion(String(axis), axisNames) || `: choose from ${axisNames.join(', ')}`;
    throw new SimulationError(`sweep: unknown axis ${String(axis)}${near}`);
  }
  const { whole, least, most } = axes[known];
  const isValue = (value: unknown): value is number =>
    typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
  const kind = whole ? 'whole numbers' : 'shares';
  if (!isValue(from) || !isValue(to))
    throw new SimulationError(`sweep: ${known} goes over ${kind} from ${least} to ${most}, not ${from}..${to}`);
  if (from >= to) throw new SimulationError(`sweep: ${known}=${from}..${to} must begin below its end`);
  return { axis: known, from, to };
}
