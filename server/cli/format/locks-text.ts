import { count } from '../../core/count.ts';
import { scenarioText } from '../../core/simulator/scenario-words.ts';
import type { LockCurve, LockPoint, LockStudy } from '../../core/simulator/studies/locks/lock-study.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';
import { variantTitles } from './variants.ts';

/** Three digits: more would say that the costs are known so well. */
function figure(value: number): string {
  return value === 0 ? '0' : String(Number(value.toPrecision(3)));
}

function times(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

function curveName({ machine, variant }: LockCurve): string {
  return `${machine}, ${variantTitles[variant]}`;
}

/** What a section is made of, the dearest part first. */
function sectionLine({ section, outside, entries, parts }: LockCurve): string {
  const made = (where: 'section' | 'outside') =>
    parts
      .filter((part) => part.where === where)
      .sort((a, b) => b.times * b.nanoseconds - a.times * a.nanoseconds)
      .map(({ name, times: number, nanoseconds }) => `${figure(number)} × ${name} ${figure(nanoseconds)}`)
      .join(', ');
  return [
    `${figure(entries)} entries in a critical section of ${figure(section)} ns (${made('section')})`,
    `${figure(outside)} ns outside (${made('outside') || 'nothing'}).`,
  ].join(', ');
}

function pointsTable(points: readonly LockPoint[]): string[] {
  const columns = ['CPUs', 'no lock', 'one lock', 'repairman', 'bound', 'lock held', 'waiting'];
  return table(
    columns.map((title) => ({ title, align: 'right' })),
    points.map(({ cpus, withoutLock, withLock, repairman, bound, busy, waiting }) => [
      String(cpus),
      ...[withoutLock, withLock, repairman, bound].map(figure),
      `${Math.round(100 * busy)}%`,
      `${figure(waiting)} ns`,
    ]),
  );
}

/** What the lock does to the scaling, in a sentence. */
function verdict(curve: LockCurve): string {
  const { points, saturation } = curve;
  const first = points[0];
  const last = points[points.length - 1];
  const gain = (key: 'withLock' | 'withoutLock') => times(last[key] / first[key]);
  return (
    `${count(last.cpus, 'CPU')} do ${gain('withLock')} times as much as one with the lock, ` +
    `${gain('withoutLock')} times without; the lock is the limit from ${times(saturation)} CPUs on.`
  );
}

function assumptionLines({ costs }: LockStudy): string[] {
  return [
    'Assumed: each CPU has a range of its own; the lock is fair and costs no more when it is wanted; an instruction that',
    'stops other CPUs delays only the one that issues it; sections are equally long, pauses vary exponentially.',
    '"repairman" is the closed form where sections vary too, "bound" where nothing does.',
    'Nanoseconds (--cost NAME=NS sets one):',
    ...table(
      [
        { title: '  cost', align: 'left' },
        { title: 'ns', align: 'right' },
        { title: 'source', align: 'left' },
      ],
      costs.map(({ name, nanoseconds, source }) => [`  ${name}`, figure(nanoseconds), source]),
    ),
  ];
}

/** The study for people: a throughput curve for each run, and all that it rests on. Failed runs are left to the caller. */
export function locksText(study: LockStudy, path: string, terminal: Terminal): string {
  const blocks = [
    [
      terminal.paint('bold', `${path}:${study.line}: ${study.function}()`),
      `One lock around its sections, ${count(study.cpus, 'CPU')} at the same time; entries per microsecond.`,
      scenarioText(study.scenario),
    ],
    ...study.curves.map((curve) => [
      terminal.paint('bold', curveName(curve)),
      sectionLine(curve),
      ...pointsTable(curve.points),
      verdict(curve),
    ]),
    assumptionLines(study),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
