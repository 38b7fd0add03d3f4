import { count } from '../../core/count.ts';
import type { Finding } from '../../core/simulator/report.ts';
import type { Scenario, Variant } from '../../core/simulator/scenario.ts';
import { variantTitles } from './variants.ts';

/** The same thing found on several machines or in several variants. */
interface Shared {
  readonly finding: Finding;
  readonly runs: string[];
}

const order: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, note: 2 };

/** The part of a report that is about findings. */
export interface FindingsReport {
  readonly findings: readonly Finding[];
  readonly watchedEntries: number;
  readonly scenario: Scenario;
  readonly results: readonly { readonly variant: Variant }[];
}

function shared({ findings, results }: FindingsReport): readonly Shared[] {
  const compared = results.some(({ variant }) => variant !== 'as-written');
  const known = new Map<string, Shared>();
  for (const finding of findings) {
    const { id, message, file, line, machine, variant, times } = finding;
    const key = `${id} ${file}:${line} ${message} ${times}`;
    const each = known.get(key) ?? { finding, runs: [] };
    known.set(key, each);
    each.runs.push(compared ? `${machine}, ${variantTitles[variant]}` : machine);
  }
  return [...known.values()].sort((a, b) => order[a.finding.severity] - order[b.finding.severity]);
}

function lines({ finding, runs }: Shared): string[] {
  const { id, slug, status, severity, message, file, line, entry, path, times } = finding;
  const where = line > 0 ? `${file}:${line}: ` : '';
  const about = entry === undefined ? '' : `, first of entry ${entry.index} at 0x${entry.address.toString(16)}`;
  const title = [
    `  ${severity} ${id} ${slug} (${status}; ${runs.join('; ')})`,
    `    ${where}${message} (${count(times, 'time')}${about})`,
  ];
  if (severity === 'note') return title;
  return [...title, ...path.map((step) => `      ${step.file}:${step.line} ${step.function}() ${step.what}`)];
}

/** What the sanitizer found, the worst first; of notes the path is left to the JSON. Empty when it found nothing. */
export function findingLines(report: FindingsReport): string[] {
  return shared(report).flatMap(lines);
}

/** What stands above them: the part of a long range that was watched is named. */
export function findingTitle({ findings, watchedEntries, scenario }: FindingsReport): string {
  const part = watchedEntries < scenario.entries ? `, in the first ${watchedEntries} entries` : '';
  return `The sanitizer has ${count(findings.length, 'finding')}${part}:`;
}
