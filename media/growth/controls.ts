/** What the growth plot shows, as its controls hold it: text that may be half typed, and the question that it stands for. */

import type { StudySettings } from '../../server/lsp/panel-protocol.ts';
import type { SweepAxis, SweepRange } from '../../server/lsp/protocol.ts';
import { count, plural } from '../format.ts';
import type { Spacing } from '../line-plot/scale.ts';

export type GrowthControls = StudySettings['growth'];

export type Across = GrowthControls['across'];

interface AcrossWords {
  /** As an option and under the plot. */
  readonly title: string;
  readonly axis: SweepAxis;
  /** "256 entries", "6.25% holes". */
  readonly value: (value: number) => string;
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
  entries: { title: 'Entries', value: (value) => plural(value, 'entry', 'entries'), ...entries },
  present: {
    title: 'Present entries',
    value: (value) => plural(value, 'present entry', 'present entries'),
    ...entries,
  },
  holes: {
    title: 'Share of holes',
    axis: 'holes',
    value: (value) => `${Number((value * 100).toFixed(2))}% holes`,
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
    value: (value) => plural(value, 'CPU'),
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
    return { problem: `${kind} from ${limits.least} to ${count(limits.most)}.` };
  }
  if (first >= last) return { problem: 'The range must begin below its end.' };
  return { axis, from: first, to: last };
}
