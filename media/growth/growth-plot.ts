/** The growth plot: which counts of a sweep it has, and in which words. */
import type { EventName, MachineName, SimulationSweep, SweepCurve, Variant } from '../../server/lsp/protocol.ts';
import { count, list, variantWords } from '../format.ts';
import type { LinePlot, PlotPoint } from '../line-plot/drawing.ts';
import { eventWords, machineWords } from '../machines.ts';
import { type Across, acrossWords, canBeLog, type GrowthControls } from './controls.ts';

/** Ways to run the walker whose counts are the same wherever they were measured: one line stands for all. */
export interface GrowthLine {
  readonly variants: readonly Variant[];
  /** "as written and no lazy mode" */
  readonly names: string;
  readonly curve: SweepCurve;
  /** In the order of x. */
  readonly points: readonly PlotPoint[];
}

/** Events that happen on a machine, those that matter there first. */
export function eventsOf({ curves }: SimulationSweep, machine: MachineName): readonly EventName[] {
  const happening = new Set(curves.filter((curve) => curve.machine === machine).map(({ event }) => event));
  const metrics = machineWords[machine].metrics.map(({ event }) => event);
  const all = Object.keys(eventWords) as EventName[];
  return [...new Set([...metrics, ...all])].filter((event) => happening.has(event));
}

/** The machine that a sweep was made on; undefined when no run of it was finished. */
export const sweptMachine = ({ curves }: SimulationSweep): MachineName | undefined => curves[0]?.machine;

/** The event that is drawn: the chosen one where it happens, else the one that matters most. */
export function drawnEvent(sweep: SimulationSweep, { event }: GrowthControls): EventName | undefined {
  const machine = sweptMachine(sweep);
  const events = machine === undefined ? [] : eventsOf(sweep, machine);
  return events.find((each) => each === event) ?? events[0];
}

function pointsOf({ points, checked }: SweepCurve, { present }: SimulationSweep, across: Across): PlotPoint[] {
  const presentAt = new Map(present.map(({ at, value }) => [at, value]));
  const byX = new Map<number, number>();
  for (const { at, value } of [...points, ...checked])
    byX.set(across === 'present' ? (presentAt.get(at) ?? 0) : at, value);
  return [...byX].map(([x, y]) => ({ x, y })).sort((one, other) => one.x - other.x);
}

/** A variant without a curve of the event has none of it, wherever the sweep went. */
function curveOf(sweep: SimulationSweep, variant: Variant, event: EventName): SweepCurve | undefined {
  const ofVariant = sweep.curves.filter((curve) => curve.variant === variant);
  const found = ofVariant.find((curve) => curve.event === event);
  const [other] = ofVariant;
  if (found || !other) return found;
  const none = (samples: SweepCurve['points']) => samples.map(({ at }) => ({ at, value: 0 }));
  const law = { exact: true, growth: 'constant', formula: '0', words: 'none', pieces: [] } as const;
  return { ...other, event, points: none(other.points), checked: none(other.checked), law };
}

/** The lines of an event, in the order in which the panel names ways to run a walker. */
export function growthLines(sweep: SimulationSweep, event: EventName, across: Across): readonly GrowthLine[] {
  const groups = new Map<string, { variants: Variant[]; curve: SweepCurve }>();
  for (const variant of Object.keys(variantWords) as Variant[]) {
    const curve = curveOf(sweep, variant, event);
    if (!curve) continue;
    const key = JSON.stringify([curve.points, curve.checked]);
    const group = groups.get(key);
    if (group) group.variants.push(variant);
    else groups.set(key, { variants: [variant], curve });
  }
  return [...groups.values()].map(({ variants, curve }) => ({
    variants,
    names: list(variants.map((variant) => variantWords[variant])),
    curve,
    points: pointsOf(curve, sweep, across),
  }));
}

const growthWords: Readonly<Record<SweepCurve['law']['growth'], string>> = {
  constant: 'constant',
  'per-cpu': 'by CPU',
  'per-table': 'by page table',
  'per-run': 'by run of present entries',
  'per-folio': 'by folio',
  'per-batch': 'by batch',
  'per-entry': 'by entry',
  piecewise: 'in pieces',
  approximate: 'by no simple law',
};

export function growthPlot(
  lines: readonly GrowthLine[],
  event: EventName,
  across: Across,
  spacing: GrowthControls['spacing'],
): LinePlot {
  return {
    x: { title: acrossWords[across].title, spacing: canBeLog(across) ? spacing.x : 'linear' },
    y: { title: eventWords[event].label, spacing: spacing.y },
    lines: lines.map(({ variants, names, curve, points }) => ({
      kind: variants[0] ?? 'as-written',
      label: `${names}: ${growthWords[curve.law.growth]}`,
      points,
    })),
  };
}

/** What the law of a line says, and how far it can be trusted: "1 per table of 256. Exact at all 83 values." */
export function lawWords({ law, points, checked }: SweepCurve, event: EventName): string {
  const measured = points.length + checked.length;
  const words = law.words === 'none' ? `no ${eventWords[event].many}` : law.words;
  if (law.exact)
    return `${words}; exact at all ${count(measured)} values${checked.length > 0 ? ` (${count(checked.length)} kept aside as a check)` : ''}`;
  const off = law.residual ? `, off by up to ${count(law.residual.maximum)}` : '';
  return `about ${words}; an approximation${off}`;
}

/** "4,096 entries: as written 4,096, with range 16 IPTE" */
export function valueWords(lines: readonly GrowthLine[], event: EventName, across: Across, x: number): string {
  const values = lines.flatMap(({ names, points }) => {
    const point = points.find((each) => each.x === x);
    return point ? [`${names} ${count(point.y)}`] : [];
  });
  return `${acrossWords[across].value(x)}: ${values.join(', ')} ${eventWords[event].many}`;
}
