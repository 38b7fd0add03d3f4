import { count } from '../../core/count.ts';
import type { Severity } from '../../core/finding.ts';
import type { CheckResult, PlacedFinding } from '../check-result.ts';
import type { Terminal } from '../terminal.ts';

/** As compilers write them, so that gcc's error formats of Vim, Emacs and CI systems take the lines. */
const words: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'info',
  hint: 'hint',
};

const colours = {
  error: ['bold', 'red'],
  warning: ['bold', 'magenta'],
  information: ['bold', 'blue'],
  hint: ['bold'],
} as const;

/** One line for the finding and one for each other place that belongs to it. `spell` turns a file of the result into a path for people. */
function lines(finding: PlacedFinding, spell: (file: string) => string, terminal: Terminal): string[] {
  const { file, line, column, severity, message, rule, notes } = finding;
  const where = terminal.paint('bold', `${spell(file)}:${line}:${column}:`);
  const kind = terminal.paint([...colours[severity]], `${words[severity]}:`);
  return [
    `${where} ${kind} ${message} [${rule}]`,
    ...notes.map(
      (note) => `${spell(note.file)}:${note.line}:${note.column}: ${terminal.paint('cyan', 'note:')} ${note.message}`,
    ),
  ];
}

/** The findings for people and quickfix lists. Empty when there are none. */
export function checkText(result: CheckResult, spell: (file: string) => string, terminal: Terminal): string {
  return result.findings
    .flatMap((finding) => lines(finding, spell, terminal))
    .map((line) => `${line}\n`)
    .join('');
}

/** How many findings were kept back: below the severity asked for, and known to the baseline. */
export interface KeptBack {
  readonly below: number;
  readonly known: number;
}

/** What was looked at, in one sentence, and how many findings were kept back. */
export function summary(shown: CheckResult, { below, known }: KeptBack): string {
  const kinds = (Object.keys(words) as Severity[])
    .map((severity) => ({ severity, number: shown.findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => count(number, severity === 'information' ? 'remark' : severity));
  const found = kinds.length > 0 ? kinds.join(', ') : 'no findings';
  const kept = [
    ...(known > 0 ? [`; ${known} known to the baseline`] : []),
    ...(below > 0 ? [`; ${below} below the severity asked for`] : []),
  ].join('');
  return `${found} in ${count(shown.functions, 'function')} of ${count(shown.files, 'file')}${kept}`;
}
