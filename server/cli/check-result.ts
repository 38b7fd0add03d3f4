import { findingsIn } from '../core/analyse.ts';
import type { FileAnalysis } from '../core/analysis.ts';
import type { Severity } from '../core/finding.ts';
import type { SourceFile } from '../core/syntax/source-file.ts';
import type { Range } from '../core/text.ts';
import { fingerprintsOf } from './fingerprint.ts';

/** A finding with its places as people count them; `file` is relative to the tree. The JSON of `check` holds these as they are. */
export interface PlacedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly function: string;
  readonly notes: readonly PlacedNote[];
}

/** With a name that stays the same while the code around the finding changes. */
export interface FingerprintedFinding extends PlacedFinding {
  readonly fingerprint: string;
}

export interface PlacedNote {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface SkippedFunction {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly reason: string;
}

/** A file that could not be checked at all. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly findings: FingerprintedFinding[];
  readonly notAnalysed: SkippedFunction[];
  readonly unreadable: SkippedFile[];
  files: number;
  functions: number;
}

export function emptyResult(): CheckResult {
  return { findings: [], notAnalysed: [], unreadable: [], files: 0, functions: 0 };
}

/** Adds what was found in one file. */
export function addAnalysis(
  result: CheckResult,
  file: string,
  { text, lines }: Pick<SourceFile, 'text' | 'lines'>,
  analysis: FileAnalysis,
): void {
  const start = (range: Range) => lines.positionOf(range.start);
  const findings = findingsIn(analysis);
  const fingerprints = fingerprintsOf(
    findings.map(({ rule, function: name, range }) => ({
      rule,
      file,
      function: name,
      code: text.slice(range.start, range.end),
    })),
  );
  for (const [index, finding] of findings.entries()) {
    const end = lines.positionOf(finding.range.end);
    result.findings.push({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      file,
      ...start(finding.range),
      endLine: end.line,
      endColumn: end.column,
      function: finding.function,
      notes: finding.notes.map(({ range, message, elsewhere }) =>
        elsewhere ? { file: elsewhere.file, ...elsewhere.from, message } : { file, ...start(range), message },
      ),
      fingerprint: fingerprints[index],
    });
  }
  for (const { function: name, range, reason } of analysis.notAnalysed)
    result.notAnalysed.push({ file, line: start(range).line, function: name, reason });
  result.files += 1;
  result.functions += analysis.functions.length;
}

/** Puts all that was said of files into an order of the files; what was said of one stays in its own. */
export function sortResult(result: CheckResult, compare: (a: string, b: string) => number): void {
  for (const list of [result.findings, result.notAnalysed, result.unreadable])
    list.sort((a: SkippedFile | PlacedFinding | SkippedFunction, b) => compare(a.file, b.file));
}

/** Worst first. */
export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** The result without findings below a severity. */
export function withSeverity(result: CheckResult, least: Severity): CheckResult {
  const reached = severities.slice(0, severities.indexOf(least) + 1);
  return { ...result, findings: result.findings.filter(({ severity }) => reached.includes(severity)) };
}

/** The result without findings that a baseline knows. */
export function withoutKnown(result: CheckResult, known: ReadonlySet<string>): CheckResult {
  return { ...result, findings: result.findings.filter(({ fingerprint }) => !known.has(fingerprint)) };
}
