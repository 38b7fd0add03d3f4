import assert from 'node:assert/strict';
import { type AnalysisOptions, analyseFile, findingsIn } from '../../../server/core/analyse.ts';
import type { FileAnalysis } from '../../../server/core/analysis.ts';
import type { Finding, Fix } from '../../../server/core/finding.ts';
import type { KernelParser, SourceFile } from '../../../server/core/syntax/source-file.ts';
import { applyEdits } from '../../../server/core/text.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';

/** Severities that keep the hints out of fixtures that are about something else. */
export const withoutHints = { 'range-available': 'off' } as const;

export interface Checked {
  readonly file: SourceFile;
  readonly analysis: FileAnalysis;
  readonly findings: readonly Finding[];
}

let parser: KernelParser;

before(async () => {
  parser = await loadKernelParser();
});

export function parse(text: string, path = 'mm/fixture.c'): SourceFile {
  return parser.parse(path, text);
}

/** Analyses C without markers. */
export function analyse(text: string, options: AnalysisOptions = {}, path?: string): Checked {
  const file = parse(text, path);
  const analysis = analyseFile(file, { severities: withoutHints, ...options });
  return { file, analysis, findings: findingsIn(analysis) };
}

/**
 * Analyses C with markers and asserts that the findings are exactly the marked ones. A marker is a line of its own below
 * the code: carets under the columns (tabs are eight wide), then the slug, as in `//	^^^^^^ return-in-section`. Under the
 * first two columns the carets take the place of the slashes.
 */
export function check(fixture: string, options: AnalysisOptions = {}, path?: string): Checked {
  const { text, marked } = readMarkers(fixture);
  const checked = analyse(text, options, path);
  assert.deepEqual(checked.analysis.notAnalysed, []);
  assert.deepEqual(
    checked.findings.map((finding) => describeFinding(checked.file, finding)).sort(),
    [...marked].sort(),
  );
  return checked;
}

function readMarkers(fixture: string): { text: string; marked: readonly string[] } {
  const code: string[] = [];
  const marked: string[] = [];
  for (const line of fixture.split('\n')) {
    const marker = /^(?:\/\/)?[ \t]*(\^+) ([\w-]+)$/.exec(line);
    if (!marker) {
      code.push(line);
      continue;
    }
    const from = widthOf(line.slice(0, line.indexOf('^')));
    marked.push(`${code.length}:${from}-${from + marker[1].length} ${marker[2]}`);
  }
  return { text: code.join('\n'), marked };
}

/** Line, columns as an editor with eight-wide tabs shows them (from 0), and the rule. */
function describeFinding({ text, lines }: SourceFile, { rule, range }: Finding): string {
  const line = lines.lineOf(range.start);
  const start = lines.startOf(line);
  const end = Math.min(range.end, start + text.slice(start).search(/\n|$/));
  return `${line}:${widthOf(text.slice(start, range.start))}-${widthOf(text.slice(start, end))} ${rule}`;
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width = character === '\t' ? (Math.floor(width / 8) + 1) * 8 : width + 1;
  return width;
}

/** The text with the first fix of each finding applied; fails when one has none. */
export function fixed({ file, findings }: Checked): string {
  const fixes: Fix[] = findings.map((finding) => {
    assert.ok(finding.fixes.length > 0, `no fix for: ${finding.message}`);
    return finding.fixes[0];
  });
  return applyEdits(
    file.text,
    fixes.flatMap(({ edits }) => edits),
  );
}

/** Asserts that the fixes give this text, and that nothing is found in it any more. */
export function assertFixed(checked: Checked, expected: string, options: AnalysisOptions = {}): void {
  const text = fixed(checked);
  assert.equal(text, expected);
  assert.deepEqual(analyse(text, options).findings, []);
}
