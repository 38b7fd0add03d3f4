import { axes, type SweepRange, shareUnits } from './axes.ts';

/** Values of a sweep: those that a law is fitted to, and others that prove it. Both in order. */
export interface SweepPoints {
  readonly fitted: readonly number[];
  readonly checked: readonly number[];
}

/** A range of so few whole numbers is run at each of them. */
const fewValues = 32;
const checkedValues = 8;
/** Entries that a range reaches into its last table, beside one and half of it. */
const few = 20;
const shareSteps = 16;
/** The fractional parts of its multiples are spread evenly, and none is a simple fraction. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Where a sweep looks. Whole numbers: powers of two with their neighbours, where page tables, batches and runs of entries
 * begin and end, and values half-way between. Shares: sixteenths of the range. The values that prove a law are no such
 * round numbers.
 */
export function pointsOf({ axis, from, to }: SweepRange): SweepPoints {
  if (!axes[axis].whole) return sharePoints(from, to);
  if (to - from < fewValues) return everyPoint(from, to);
  const fitted = new Set([from, to]);
  for (let power = 1; power <= to + 1; power *= 2)
    for (const value of [power - 1, power, power + 1, power + few, power * 1.5])
      if (Number.isInteger(value) && value >= from && value <= to) fitted.add(value);
  const checked = new Set<number>();
  // Evenly on a logarithmic scale, as the fitted ones are.
  for (let i = 1; checked.size < checkedValues; i++) {
    const value = Math.round(from * (to / from) ** ((i * goldenRatio) % 1));
    if (!fitted.has(value)) checked.add(value);
  }
  return { fitted: inOrder(fitted), checked: inOrder(checked) };
}

/** Values at which laws that agree on all points are told apart. */
const apartValues = 512;

/** Many values of the range, the far end first: there laws differ most. Nothing is run at them unless laws disagree. */
export function valuesApart({ axis, from, to }: SweepRange): readonly number[] {
  const { whole } = axes[axis];
  const steps = whole ? Math.min(apartValues, to - from) : apartValues;
  const values = Array.from({ length: steps + 1 }, (_, index) => {
    const value = to - ((to - from) * index) / steps;
    return whole ? Math.round(value) : Math.round(value * shareUnits) / shareUnits;
  });
  return [...new Set(values)];
}

function everyPoint(from: number, to: number): SweepPoints {
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const isChecked = (value: number) => all.length > 4 && value !== from && value !== to && (value - from) % 3 === 2;
  return { fitted: all.filter((value) => !isChecked(value)), checked: all.filter(isChecked) };
}

function sharePoints(from: number, to: number): SweepPoints {
  const at = (fraction: number) => Math.round((from + (to - from) * fraction) * shareUnits) / shareUnits;
  const fitted = new Set(Array.from({ length: shareSteps + 1 }, (_, index) => at(index / shareSteps)));
  const checked = Array.from({ length: checkedValues }, (_, index) => at(((index + 1) * goldenRatio) % 1));
  return { fitted: inOrder(fitted), checked: inOrder(new Set(checked.filter((value) => !fitted.has(value)))) };
}

function inOrder(values: Iterable<number>): readonly number[] {
  return [...values].sort((a, b) => a - b);
}
