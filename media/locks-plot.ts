/** The lock study in lines and words: throughput over CPUs, with and without one lock around the sections. */
import type { LockCurve } from '../server/lsp/protocol.ts';
import { count } from './format.ts';
import type { LinePlot } from './line-plot/drawing.ts';

/** Three digits: more would say that the costs are known so well. */
export const figure = (value: number): string => count(Number(value.toPrecision(3)));

export function locksPlot({ points }: LockCurve): LinePlot {
  return {
    x: { title: 'CPUs', spacing: 'linear' },
    y: { title: 'Entries per microsecond', spacing: 'linear' },
    lines: [
      {
        kind: 'without-lock',
        label: 'no lock',
        points: points.map(({ cpus, withoutLock }) => ({ x: cpus, y: withoutLock })),
      },
      { kind: 'with-lock', label: 'one lock', points: points.map(({ cpus, withLock }) => ({ x: cpus, y: withLock })) },
    ],
  };
}

/** "64 CPUs do 1.2 times as much as one with the lock, 64 times without; the lock is the limit from 1.2 CPUs on." */
export function locksVerdict({ points, saturation }: LockCurve): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  const gain = (key: 'withLock' | 'withoutLock') => figure(last[key] / first[key]);
  return (
    `${count(last.cpus)} CPUs do ${gain('withLock')} times as much as one with the lock, ` +
    `${gain('withoutLock')} times without; the lock is the limit from ${figure(saturation)} CPUs on.`
  );
}

/** "16 CPUs: no lock 28.1, one lock 2.13 entries per microsecond" */
export function locksWords({ points }: LockCurve, cpus: number): string {
  const point = points.find((each) => each.cpus === cpus);
  if (!point) return '';
  return `${count(cpus)} CPUs: no lock ${figure(point.withoutLock)}, one lock ${figure(point.withLock)} entries per microsecond`;
}
