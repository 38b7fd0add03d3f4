/** What the growth plot shows, as its controls hold it: text that may be half typed, and the question that it stands for. */
import type {
  EventName,
  MachineName,
  SimulationSweep,
  SweepAxis,
  SweepRange,
  Variant,
} from '../../server/lsp/protocol.ts';
import { eventNames, machineWords } from '../machines.ts';

/** What the plot runs over. Present entries are counted while the entries of the range are varied. */
export type Across = SweepAxis | 'present';

export type Spacing = 'linear' | 'log';

export interface GrowthControls {
  readonly across: Across;
  readonly from: string;
  readonly to: string;
  /** Absent: that of the headline. */
  readonly machine?: MachineName;
  /** Absent, or without a curve: the one that matters most there. */
  readonly event?: EventName;
  readonly spacing: { readonly x: Spacing; readonly y: Spacing };
}

interface AcrossWords {
  /** As an option and under the plot. */
  readonly title: string;
  readonly axis: SweepAxis;
  /** "256 entries", "CPUs 4". */
  readonly value: (value: string) => string;
  readonly first: { readonly from: string; readonly to: string; readonly x: Spacing };
  readonly limits: { readonly least: number; readonly most: number; readonly whole: boolean };
}

/** A range of up to sixteen page tables of s390: where costs by entry, by batch and by table have parted. */
const entries: Pick<AcrossWords, 'axis' | 'first' | 'limits'> = {
  axis: 'entries',
  first: { from: '1', to: '4096', x: 'log' },
  limits: { least: 1, most: 2 ** 35, whole: true },
};

export const acrossWords: Readonly<Record<Across, AcrossWords>> = {
  entries: { title: 'Entries', value: (value) => `${value} entries`, ...entries },
  present: { title: 'Present entries', value: (value) => `${value} present entries`, ...entries },
  holes: {
    title: 'Share of holes',
    axis: 'holes',
    value: (value) => `share of holes ${value}`,
    first: { from: '0', to: '1', x: 'linear' },
    limits: { least: 0, most: 1, whole: false },
  },
  'folio-order': {
    title: 'Folio order',
    axis: 'folio-order',
    value: (value) => `folio order ${value}`,
    first: { from: '0', to: '9', x: 'linear' },
    limits: { least: 0, most: 9, whole: true },
  },
  cpus: {
    title: 'CPUs',
    axis: 'cpus',
    value: (value) => `${value} CPUs`,
    first: { from: '1', to: '64', x: 'log' },
    limits: { least: 1, most: 4096, whole: true },
  },
};

/** A share can be 0, and has no powers: its axis is linear. */
export const canBeLog = (across: Across): boolean => acrossWords[across].limits.whole;

export const firstControls: GrowthControls = controlsFor('entries', { x: 'log', y: 'log' });

/** The usual range of what is varied; the spacing of counts stays. */
export function controlsFor(across: Across, { y }: GrowthControls['spacing']): GrowthControls {
  const { from, to, x } = acrossWords[across].first;
  return { across, from, to, spacing: { x, y } };
}

/** The range that the controls ask for, or what is wrong with it. */
export function readRange({ across, from, to }: GrowthControls): SweepRange | { readonly problem: string } {
  const { axis, limits } = acrossWords[across];
  const read = (text: string) => (/^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN);
  const [first, last] = [read(from), read(to)];
  const isValue = (value: number) =>
    value >= limits.least && value <= limits.most && (!limits.whole || Number.isInteger(value));
  if (!isValue(first) || !isValue(last)) {
    const kind = limits.whole ? 'Whole numbers' : 'Shares';
    return { problem: `${kind} from ${limits.least} to ${limits.most.toLocaleString('en-US')}.` };
  }
  if (first >= last) return { problem: 'The range must begin below its end.' };
  return { axis, from: first, to: last };
}

/** Events that happen on the machine of a sweep, those that matter there first. */
export function eventsOf({ curves }: SimulationSweep, machine: MachineName): readonly EventName[] {
  const happening = new Set(curves.filter((curve) => curve.machine === machine).map(({ event }) => event));
  const metrics = machineWords[machine].metrics.map(({ event }) => event);
  return [...new Set([...metrics, ...eventNames])].filter((event) => happening.has(event));
}

/** The machine that a sweep was made on; undefined when no run of it was finished. */
export const machineOfSweep = ({ curves }: SimulationSweep): MachineName | undefined => curves[0]?.machine;

/** Ways to run the walker that a sweep has curves of. */
export function variantsOf({ curves }: SimulationSweep): readonly Variant[] {
  return [...new Set(curves.map(({ variant }) => variant))];
}
