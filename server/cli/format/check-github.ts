import type { Severity } from '../../core/finding.ts';
import type { CheckResult, PlacedFinding } from '../check-result.ts';

/** The kinds of annotation that GitHub has. */
const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Escapes of workflow commands, as @actions/core writes them. */
function escaped(text: string, characters: string): string {
  return [...text]
    .map((each) =>
      characters.includes(each) ? `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : each,
    )
    .join('');
}

function annotation(finding: PlacedFinding, spell: (file: string) => string): string {
  const { rule, severity, message, file, line, column, endLine, endColumn, notes } = finding;
  const properties = {
    file: spell(file),
    line,
    endLine,
    col: column,
    // GitHub takes columns of a range within one line only; its last column is the last one marked.
    ...(line === endLine && { endColumn: Math.max(endColumn - 1, column) }),
    title: `lazy-mmu: ${rule}`,
  };
  const head = Object.entries(properties).map(([name, value]) => `${name}=${escaped(`${value}`, '%\r\n:,')}`);
  const path = notes.map((note) => `${spell(note.file)}:${note.line}: ${note.message}`);
  return `::${commands[severity]} ${head.join(',')}::${escaped([message, ...path].join('\n'), '%\r\n')}`;
}

/** The findings as commands that make GitHub Actions annotate a pull request. `spell` gives paths from the repository's root. */
export function checkGithub({ findings }: CheckResult, spell: (file: string) => string): string {
  return findings.map((finding) => `${annotation(finding, spell)}\n`).join('');
}
