import { pathToFileURL } from 'node:url';
import type { Location, Log, Notification, Region, ReportingDescriptor, Result } from 'sarif';
import packageJson from '../../../package.json' with { type: 'json' };
import { allRules, type RuleDescription } from '../../core/analyse.ts';
import type { Severity } from '../../core/finding.ts';
import { rulePage } from '../../rule-pages.ts';
import type { CheckResult, FingerprintedFinding, SkippedFile, SkippedFunction } from '../check-result.ts';
import { type ExitCode, exitCodes } from '../exit.ts';

/** The schema of the standard, as its errata of 2023 have it. */
const sarifSchema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** What the addresses of files in the result are relative to. */
const root = 'SRCROOT';

/** Says by which rules the fingerprint was made: a new way to make them gets a new number. */
const fingerprintKind = 'lazyMmuFinding/v1';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const satisfies Readonly<
  Record<Severity, Result.level>
>;

function ruleDescriptor({ id, slug, severity, summary, why, source }: RuleDescription): ReportingDescriptor {
  return {
    id: slug,
    deprecatedIds: [id],
    shortDescription: { text: summary },
    fullDescription: { text: why.trim() },
    help: { text: `${why.trim()}\n\nSource: ${source}` },
    helpUri: rulePage(slug),
    defaultConfiguration: { level: levels[severity] },
  };
}

function location(file: string, region: Region): Location {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: root }, region } };
}

function result(finding: FingerprintedFinding): Result {
  const { rule, severity, message, file, line, column, endLine, endColumn, function: name, notes } = finding;
  const place = location(file, { startLine: line, startColumn: column, endLine, endColumn });
  return {
    ruleId: rule,
    ruleIndex: allRules.findIndex(({ slug }) => slug === rule),
    level: levels[severity],
    message: { text: message },
    locations: [{ ...place, ...(name !== '' && { logicalLocations: [{ name, kind: 'function' }] }) }],
    relatedLocations: notes.map((note, index) => ({
      ...location(note.file, { startLine: note.line, startColumn: note.column }),
      id: index + 1,
      message: { text: note.message },
    })),
    partialFingerprints: { [fingerprintKind]: finding.fingerprint },
  };
}

function notAnalysed({ file, line, function: name, reason }: SkippedFunction): Notification {
  return {
    level: 'warning',
    message: { text: `${name}() was not analysed: ${reason}` },
    locations: [location(file, { startLine: line })],
  };
}

function unreadable({ file, reason }: SkippedFile): Notification {
  return { level: 'error', message: { text: `${file}: ${reason}` } };
}

/**
 * The findings in SARIF 2.1.0, for code scanning. `base` is the absolute path that files are relative to.
 */
export function checkSarif(checked: CheckResult, base: string, code: ExitCode): string {
  const log: Log = {
    $schema: sarifSchema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'lazy-mmu',
            fullName: packageJson.displayName,
            version: packageJson.version,
            semanticVersion: packageJson.version,
            informationUri: packageJson.homepage,
            rules: allRules.map(ruleDescriptor),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [root]: { uri: `${pathToFileURL(base).href.replace(/\/$/, '')}/` } },
        invocations: [
          {
            executionSuccessful: code !== exitCodes.couldNotRun,
            exitCode: code,
            toolExecutionNotifications: [
              ...checked.unreadable.map(unreadable),
              ...checked.notAnalysed.map(notAnalysed),
            ],
          },
        ],
        results: checked.findings.map(result),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
