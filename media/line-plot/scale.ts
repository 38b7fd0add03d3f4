/** Where values lie along an axis, linear or logarithmic, and which of them are named. */
import { count } from '../format.ts';

export type Spacing = 'linear' | 'log';

export interface Tick {
  readonly value: number;
  /** Pixels. */
  readonly at: number;
  readonly label: string;
}

export interface Scale {
  /** Pixels of a value within the domain. */
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

export interface ScaleOptions {
  /** Pixels of the lowest and of the highest value; the first may be the larger one. */
  readonly from: number;
  readonly to: number;
  readonly spacing: Spacing;
  /** A linear axis begins at 0 and ends at a tick, as one of counts does. */
  readonly rounded: boolean;
}

const mostTicks = 6;

/** Factors between two ticks of a logarithmic axis: page tables, batches and CPUs come in powers of two. */
const logFactors = [2, 4, 16, 256, 65_536];

/** Share of a logarithmic axis that lies before its smallest value: that is where 0 is. */
const zeroShare = 0.1;

const mebi = 2 ** 20;
const gibi = 2 ** 30;

/** A round number in few characters: "4,096", "16 Mi". */
export function tickLabel(value: number): string {
  if (value >= gibi && value % gibi === 0) return `${count(value / gibi)} Gi`;
  if (value >= mebi && value % mebi === 0) return `${count(value / mebi)} Mi`;
  return value > 0 && value < 10 && !Number.isInteger(value) ? String(Number(value.toPrecision(3))) : count(value);
}

/** A scale over what `values` hold. Values must not be negative. */
export function scaleOf(values: readonly number[], options: ScaleOptions): Scale {
  return options.spacing === 'log' ? logScale(values, options) : linearScale(values, options);
}

/** 1, 2 or 5 times a power of ten, so that few of them fill the span. */
function roundStep(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / (mostTicks - 1)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => span / step <= mostTicks - 1) ?? span;
}

function linearScale(values: readonly number[], { from, to, rounded }: ScaleOptions): Scale {
  const lowest = rounded ? 0 : Math.min(...values);
  const highest = Math.max(...values, lowest + (rounded ? 1 : 0));
  const step = roundStep(highest > lowest ? highest - lowest : 1);
  const end = rounded ? Math.ceil(highest / step) * step : highest;
  const at = (value: number) =>
    end === lowest ? (from + to) / 2 : from + ((value - lowest) / (end - lowest)) * (to - from);
  const first = Math.ceil(lowest / step);
  const number = Math.floor(end / step + 1e-9) - first + 1;
  // Rounding takes away what 0.1 adds; where values differ in no digit that is left, it takes ticks off the axis or together.
  const round = Array.from({ length: number }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  const ticks = [...new Set(round)].filter((value) => lowest <= value && value <= end + step * 1e-9);
  return { at, ticks: ticks.map((value) => ({ value, at: at(value), label: tickLabel(value) })) };
}

function logScale(values: readonly number[], { from, to, rounded }: ScaleOptions): Scale {
  const positive = values.filter((value) => value > 0);
  const hasZero = positive.length < values.length;
  const least = Math.min(...positive, ...(positive.length === 0 ? [1] : []));
  const lowest = rounded ? 2 ** Math.floor(Math.log2(least)) : least;
  const highest = Math.max(...positive, lowest * 2);
  const start = hasZero ? from + (to - from) * zeroShare : from;
  const at = (value: number) =>
    value > 0 ? start + (Math.log(value / lowest) / Math.log(highest / lowest)) * (to - start) : from;
  const powers = (factor: number): number[] => {
    const found: number[] = [];
    const exponent = Math.ceil(Math.log2(lowest) / Math.log2(factor) - 1e-9);
    for (let value = factor ** exponent; value <= highest; value *= factor) found.push(value);
    return found;
  };
  const ticks = logFactors.map(powers).find((found) => found.length <= mostTicks) ?? [lowest, highest];
  return {
    at,
    ticks: [...(hasZero ? [0] : []), ...ticks].map((value) => ({ value, at: at(value), label: tickLabel(value) })),
  };
}
