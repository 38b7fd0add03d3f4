import { relative, resolve, sep } from 'node:path';
import { count } from '../core/count.ts';
import { readBaseline, writeBaseline } from './baseline.ts';
import type { CheckOptions } from './check.ts';
import { type CheckResult, withoutKnown, withSeverity } from './check-result.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { checkGithub } from './format/check-github.ts';
import { checkJson } from './format/check-json.ts';
import { checkSarif } from './format/check-sarif.ts';
import { checkText, summary } from './format/check-text.ts';
import type { Terminal } from './terminal.ts';
import { spell, type Workspace } from './workspace.ts';

/** Formats for programs, which choose for themselves what they leave out, and are told in them what was not analysed. */
const forPrograms: ReadonlySet<CheckOptions['format']> = new Set(['json', 'sarif']);

/** What `check` was told of baselines, read before the work begins so that a wrong file costs no time. */
export interface Baselines {
  readonly known?: ReadonlySet<string>;
  readonly written?: string;
}

/** Reads the baseline. Throws `CannotRun`. */
export function openBaselines({ baseline, writeBaseline: written }: CheckOptions): Baselines {
  if (baseline !== undefined && written !== undefined)
    throw new CannotRun('--baseline and --write-baseline: say one of them at a time');
  return { known: baseline === undefined ? undefined : readBaseline(baseline), written };
}

/** How GitHub spells a file: from the root of the repository that the job has checked out. */
function spellForGithub({ base }: Workspace, file: string): string {
  const repository = process.env['GITHUB_WORKSPACE'] || process.cwd();
  return relative(repository, resolve(base, file)).replaceAll(sep, '/');
}

function exitCode({ findings, unreadable, notAnalysed }: CheckResult): ExitCode {
  if (unreadable.length > 0 || notAnalysed.length > 0) return exitCodes.couldNotRun;
  return findings.some(({ severity }) => severity !== 'hint') ? exitCodes.findings : exitCodes.clean;
}

/** Fingerprints of what is not news: all that there is, when that is written down. */
function knownTo({ known, written }: Baselines, { findings }: CheckResult): ReadonlySet<string> {
  return written === undefined ? (known ?? new Set()) : new Set(findings.map(({ fingerprint }) => fingerprint));
}

/** Prints what was found, or writes it to a baseline, and says what could not be looked at. */
export function reportCheck(
  result: CheckResult,
  workspace: Workspace,
  options: CheckOptions,
  baselines: Baselines,
  terminal: Terminal,
): ExitCode {
  const { format } = options;
  const forProgram = forPrograms.has(format);
  const least = options.hints ? 'hint' : (options.severity ?? (forProgram ? 'hint' : 'information'));
  const fresh = withoutKnown(result, knownTo(baselines, result));
  const shown = withSeverity(fresh, least);
  const code = exitCode(shown);
  const toPath = (file: string) => spell(workspace, file);

  const print: Readonly<Record<CheckOptions['format'], () => string>> = {
    text: () => checkText(shown, toPath, terminal),
    json: () => checkJson(shown),
    sarif: () => checkSarif(shown, workspace.base, code),
    github: () => checkGithub(shown, (file) => spellForGithub(workspace, file)),
  };
  terminal.progress(undefined);
  if (baselines.written === undefined) terminal.print(print[format]());
  else writeBaseline(baselines.written, result.findings);
  for (const { file, reason } of shown.unreadable) terminal.say(`lazy-mmu: ${toPath(file)}: ${reason}`);
  if (!forProgram)
    for (const { file, line, function: name, reason } of shown.notAnalysed)
      terminal.say(`lazy-mmu: ${toPath(file)}:${line}: ${name}() was not analysed: ${reason}`);
  if (baselines.written !== undefined)
    terminal.say(`lazy-mmu: ${baselines.written} holds ${count(result.findings.length, 'finding')}`);
  else if (terminal.watched && !forProgram)
    terminal.say(
      summary(shown, {
        below: fresh.findings.length - shown.findings.length,
        known: result.findings.length - fresh.findings.length,
      }),
    );
  return code;
}
