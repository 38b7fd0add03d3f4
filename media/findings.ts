/** Findings of the sanitizer as they are read: one of each, with the runs that have it. */
import type { Finding, MachineName, SimulationReport, Variant } from '../server/lsp/protocol.ts';
import { list, variants, variantWords } from './format.ts';
import type { Run } from './state.ts';

export interface FoundOnce {
  /** As the first of its runs has it. */
  readonly finding: Finding;
  readonly runs: readonly Run[];
}

const weights: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, note: 2 };

/** What is said of the same place in the same words is one finding. Errors first, in the order of the report. */
export function findingsOf({ findings }: Pick<SimulationReport, 'findings'>): readonly FoundOnce[] {
  const found = new Map<string, { finding: Finding; runs: Run[] }>();
  for (const finding of findings) {
    const { id, file, line, message, machine, variant } = finding;
    const key = JSON.stringify([id, file, line, message]);
    const known = found.get(key);
    if (known) known.runs.push({ machine, variant });
    else found.set(key, { finding, runs: [{ machine, variant }] });
  }
  return [...found.values()].sort((one, other) => weights[one.finding.severity] - weights[other.finding.severity]);
}

/** "s390, as written and with range; Xen PV guest, in every run" */
export function runWords(runs: readonly Run[], titleOf: (machine: MachineName) => string): string {
  const byMachine = new Map<MachineName, Variant[]>();
  for (const { machine, variant } of runs) {
    const known = byMachine.get(machine) ?? [];
    if (!known.includes(variant)) known.push(variant);
    byMachine.set(machine, known);
  }
  return [...byMachine]
    .map(([machine, of]) => {
      const ways = of.length === variants.length ? 'in every run' : list(of.map((variant) => variantWords[variant]));
      return `${titleOf(machine)}, ${ways}`;
    })
    .join('; ');
}

/** "2 findings and 1 note"; "no finding" where there is none at all. */
export function findingCount(found: readonly FoundOnce[]): string {
  const notes = found.filter(({ finding }) => finding.severity === 'note').length;
  const others = found.length - notes;
  const words = (number: number, one: string) => (number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`]);
  return list([...words(others, 'finding'), ...words(notes, 'note')]) || 'no finding';
}
