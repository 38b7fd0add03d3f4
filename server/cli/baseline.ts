import { writeFileSync } from 'node:fs';
import schema from '../../schemas/baseline.schema.json' with { type: 'json' };
import { jsonReader } from '../host/json-text.ts';
import { readSourceText, reasonOf, UnreadableSource } from '../host/source-text.ts';
import type { FingerprintedFinding } from './check-result.ts';
import { CannotRun } from './exit.ts';

/** Published as schemas/baseline.schema.json. */
const baselineSchema = 'urn:lazy-mmu-lens:baseline:1';

/** Findings that are known and wait for their time; each is recognised by its fingerprint alone. */
export interface Baseline {
  readonly $schema: typeof baselineSchema;
  readonly version: 1;
  readonly findings: readonly Pick<FingerprintedFinding, 'fingerprint' | 'rule' | 'file' | 'function'>[];
}

const readJson = jsonReader<Baseline>(schema);

/** The fingerprints of a baseline file. Throws `CannotRun` that names file, line, property and remedy. */
export function readBaseline(path: string): ReadonlySet<string> {
  let text: string;
  try {
    text = readSourceText(path);
  } catch (error) {
    if (error instanceof UnreadableSource)
      throw new CannotRun(`${path}: ${error.message}; --write-baseline ${path} makes a baseline`);
    throw error;
  }
  const read = readJson(path, text);
  if ('problems' in read) throw new CannotRun(read.problems.join('\n'));
  return new Set(read.value.findings.map(({ fingerprint }) => fingerprint));
}

/** Writes a baseline that holds these findings, a line for each, in an order that a new finding elsewhere keeps. */
export function writeBaseline(path: string, findings: readonly FingerprintedFinding[]): void {
  const rows = findings
    .map(({ fingerprint, rule, file, function: name }) => ({ fingerprint, rule, file, function: name }))
    .sort((a, b) => compare(a.file, b.file) || compare(a.function, b.function) || compare(a.fingerprint, b.fingerprint))
    .map((row) => `    ${JSON.stringify(row)}`);
  const list = rows.length === 0 ? '[]' : `[\n${rows.join(',\n')}\n  ]`;
  const text = `{\n  "$schema": "${baselineSchema}",\n  "version": 1,\n  "findings": ${list}\n}\n`;
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CannotRun(`${path}: the baseline cannot be written: ${reasonOf(error)}`);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
