import { count } from '../../core/count.ts';
import { eventTitles } from '../../core/simulator/event-words.ts';
import { scenarioText } from '../../core/simulator/scenario-words.ts';
import { axes } from '../../core/simulator/studies/sweep/axes.ts';
import type { Law } from '../../core/simulator/studies/sweep/law.ts';
import type { SimulationSweep, SweepCurve } from '../../core/simulator/studies/sweep/sweep.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';
import { variantTitles } from './variants.ts';

/** Values of the axis that are shown; the JSON has them all. */
const shownValues = 7;

/** Some of the values, evenly among them, the first and the last included. Round ones are preferred. */
function chosenValues(curves: readonly SweepCurve[]): readonly number[] {
  const all = curves[0]?.points.map(({ at }) => at) ?? [];
  const round = all.filter((at, index) => index === all.length - 1 || Number.isInteger(Math.log2(at)) || at < 1);
  const values = round.length > shownValues ? round : all;
  const step = (values.length - 1) / (shownValues - 1);
  if (step <= 1) return values;
  return Array.from({ length: shownValues }, (_, index) => values[Math.round(index * step)]);
}

function valueAt({ points }: SweepCurve, at: number): string {
  return String(points.find((point) => point.at === at)?.value ?? '');
}

/** A line that only comes near has its formula in its words, and a constant needs none. */
function lawText({ words, formula, exact, pieces }: Law): string {
  const varies = pieces.some(({ terms }) => terms.some(({ measure }) => measure !== 'constant'));
  return exact && varies ? `${words}: ${formula}` : words;
}

/** Rows of a curve for each event that people are shown, with the law in words at the end. */
function curvesTable({ curves, sweep }: SimulationSweep): string[] {
  const shown = eventTitles.flatMap(({ event, title }) =>
    curves.filter((curve) => curve.event === event).map((curve) => ({ curve, title })),
  );
  const ordered = [...new Set(curves.map(({ machine, variant }) => `${machine} ${variant}`))].flatMap((key) =>
    shown.filter(({ curve }) => `${curve.machine} ${curve.variant}` === key),
  );
  if (ordered.length === 0) return ['No event happens on these machines.'];
  const values = chosenValues(curves);
  return table(
    [
      { title: 'machine', align: 'left' },
      { title: 'variant', align: 'left' },
      { title: axes[sweep.axis].title, align: 'left' },
      ...values.map((at) => ({ title: String(at), align: 'right' }) as const),
      { title: 'growth', align: 'left' },
    ],
    ordered.map(({ curve, title }, row) => {
      const before = ordered[row - 1]?.curve;
      const sameMachine = before?.machine === curve.machine;
      const sameVariant = sameMachine && before?.variant === curve.variant;
      return [
        sameMachine ? '' : curve.machine,
        sameVariant ? '' : variantTitles[curve.variant],
        title,
        ...values.map((at) => valueAt(curve, at)),
        lawText(curve.law),
      ];
    }),
  );
}

/** How the laws were found, so that nobody takes an approximation for one. */
function proof({ curves }: SimulationSweep): string[] {
  if (curves.length === 0) return [];
  const [{ points, checked }] = curves;
  const approximate = curves.filter(({ law }) => !law.exact).length;
  const exact = curves.length - approximate;
  return [
    `${count(exact, 'law')} ${exact === 1 ? 'gives' : 'give'} every count that was measured: found at ${count(points.length, 'value')}, proven at ${checked.length} others.`,
    ...(approximate === 0
      ? []
      : [
          `${count(approximate, 'curve')} ${approximate === 1 ? 'follows' : 'follow'} no law that is known here: the nearest line is an approximation.`,
        ]),
  ];
}

/** The sweep for people: values and laws, and how these were proven. Failed runs are left to the caller. */
export function sweepText(sweep: SimulationSweep, path: string, terminal: Terminal): string {
  const { axis, from, to } = sweep.sweep;
  const [title, ...rows] = curvesTable(sweep);
  const assumed = sweep.assumptions.map(({ name, value, file, line }) => `${name} = ${value} at ${file}:${line}`);
  const blocks = [
    [
      terminal.paint('bold', `${path}:${sweep.line}: ${sweep.function}()`),
      `${axis} from ${from} to ${to}, in: ${scenarioText(sweep.scenario)}`,
    ],
    [terminal.paint('bold', title), ...rows],
    proof(sweep),
    ...(assumed.length === 0 ? [] : [['Assumed, and counts depend on it:', ...assumed.map((each) => `  ${each}`)]]),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
