import type { FileAnalysis } from './analysis.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import { allRules, ruleBySlug } from './rules/registry.ts';
import { type RuleDescription, type SeverityChoices, severityOf } from './rules/rule.ts';
import { staleSuppression } from './rules/stale-suppression.ts';
import { type Suppression, suppressionsIn } from './rules/suppressions.ts';
import { nearest, suggestion } from './simulator/simulation-error.ts';
import type { SourceFile } from './syntax/source-file.ts';
import type { LineIndex, Range } from './text.ts';

export interface SuppressionOptions {
  /** By slug, over the rules' own. */
  readonly severities?: SeverityChoices;
  /** There may be more findings once the functions of other files are known: no suppression is called needless before. */
  readonly indexIsComing?: boolean;
}

/**
 * Takes out the findings that comments of the file allow, and adds what is to be said about the comments themselves. The
 * analysis of a function stays free of comments around it, so that it can be kept when they change.
 */
export function applySuppressions(file: SourceFile, analysis: FileAnalysis, options: SuppressionOptions): FileAnalysis {
  const { severities = {}, indexIsComing = false } = options;
  const suppressions = suppressionsIn(file);
  if (suppressions.length === 0) return analysis;
  const used = new Set<Range>();
  const functions = analysis.functions.map((each) => ({
    ...each,
    findings: each.findings.flatMap((finding) => stand(finding, suppressions, file.lines, used) ?? []),
  }));
  const severity = severityOf(staleSuppression, severities);
  if (severity === 'off') return { ...analysis, functions };
  const judged = suppressions.filter((each) => isJudged(each, file, analysis));
  const isNeeded = (rule: RuleDescription) => !indexIsComing && severityOf(rule, severities) !== 'off';
  const said = judged.flatMap((each) => sayAbout(each, used, isNeeded, severity, file));
  return {
    ...analysis,
    functions: functions.map((each) => ({
      ...each,
      findings: inOrder([...each.findings, ...said.filter(({ range }) => holds(each.range, range))]),
    })),
    outside: said.filter(({ range }) => !functions.some((each) => holds(each.range, range))),
  };
}

/** The finding as comments let it stand: undefined when one allows it, with a note when one tries to without a reason. */
function stand(
  finding: Finding,
  suppressions: readonly Suppression[],
  lines: LineIndex,
  used: Set<Range>,
): Finding | undefined {
  const line = lines.lineOf(finding.range.start);
  let stands: Finding | undefined = finding;
  for (const { start, end, names, reason, lines: covered } of suppressions) {
    if (line < covered.start || line >= covered.end) continue;
    for (const named of names.filter(({ name }) => ruleBySlug(name)?.slug === finding.rule)) {
      used.add(named);
      if (reason !== '') stands = undefined;
      else if (stands) {
        const note = { range: { start, end }, message: 'this does not count: it gives no reason' };
        stands = { ...stands, notes: [...stands.notes, note] };
      }
    }
  }
  return stands;
}

/** Of a function that could not be analysed, and of an `#if` branch that is not compiled, nobody knows what there is to allow. */
function isJudged(suppression: Suppression, file: SourceFile, { notAnalysed }: FileAnalysis): boolean {
  const within = functionAround(suppression, file);
  return !notAnalysed.some((each) => each.function === within) && isCompiled(suppression, file);
}

/** Whether some of the code that a suppression covers is left in the masked text, or there is none at all. */
function isCompiled({ start, end, lines: covered }: Suppression, { text, masked, lines }: SourceFile): boolean {
  const from = lines.startOf(covered.start);
  const to = covered.end > lines.lineCount ? text.length : lines.startOf(covered.end);
  const codeOf = (whole: string) => (whole.slice(from, start) + whole.slice(end, to)).trim();
  return codeOf(masked) !== '' || codeOf(text) === '';
}

function sayAbout(
  suppression: Suppression,
  used: ReadonlySet<Range>,
  isNeeded: (rule: RuleDescription) => boolean,
  severity: Severity,
  file: SourceFile,
): readonly Finding[] {
  const { start, end, names, reason } = suppression;
  const canGo = names.length === 1 && file.text.startsWith('/', start);
  const finding = (range: Range, message: string, fixes: readonly Fix[] = []): Finding => ({
    rule: staleSuppression.slug,
    severity,
    message,
    range: { start: range.start, end: range.end },
    function: functionAround(suppression, file),
    notes: [],
    fixes: canGo ? [...fixes, removal(file, { start, end })] : fixes,
  });
  if (names.length === 0) return [finding(suppression, 'this suppression names no rule')];
  if (reason === '') return [finding(suppression, 'this suppression gives no reason, so it does not count')];
  return names.flatMap((named) => {
    const rule = ruleBySlug(named.name);
    if (!rule) {
      const slugs = allRules.map(({ slug }) => slug);
      const meant = nearest(named.name, slugs).map((slug) => ({
        title: `Name the rule ${slug}`,
        edits: [{ range: { start: named.start, end: named.end }, text: slug }],
        safe: false,
      }));
      return finding(named, `there is no rule ${named.name}${suggestion(named.name, slugs)}`, [
        ...meant,
        ...withoutName(names, named),
      ]);
    }
    if (used.has(named) || !isNeeded(rule)) return [];
    const message = `there is no finding of ${rule.slug} here that this could allow`;
    return finding(named, message, withoutName(names, named));
  });
}

/** Takes one of several names out of a suppression, with the comma that goes with it. */
function withoutName(names: Suppression['names'], named: Suppression['names'][number]): readonly Fix[] {
  if (names.length < 2) return [];
  const index = names.indexOf(named);
  const range =
    index === 0 ? { start: named.start, end: names[1].start } : { start: names[index - 1].end, end: named.end };
  return [{ title: `Take ${named.name} out of this suppression`, edits: [{ range, text: '' }], safe: false }];
}

/** Takes a comment away, with its line when there is nothing else on it. */
function removal({ text }: SourceFile, { start, end }: Range): Fix {
  const before = /(?:^|\n)[ \t]*$/.exec(text.slice(0, start));
  const behind = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  const blanks = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const range =
    before && behind ? { start: start - blanks, end: end + behind[0].length } : { start: start - blanks, end };
  return { title: 'Remove this suppression', edits: [{ range, text: '' }], safe: false };
}

/** Name of the function that a place lies in; empty outside of all. */
function functionAround(place: Range, { functions }: SourceFile): string {
  return functions.find((each) => holds(each, place))?.name ?? '';
}

function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => a.range.start - b.range.start);
}
