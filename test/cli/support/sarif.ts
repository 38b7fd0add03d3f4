import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';
import published from '../../fixtures/sarif-2.1.0.schema.json' with { type: 'json' };

/** The schema is in the draft before `$id`; it uses nothing else that has changed since. */
const { id, $schema: _, ...schema } = published;
const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false });
const validate = ajv.compile<Log>({ $id: id, ...schema });

/** Parses SARIF, after it was held against the schema of the standard. */
export function parseSarif(text: string): Log {
  const value: unknown = JSON.parse(text);
  assert.ok(validate(value), ajv.errorsText(validate.errors, { separator: '\n' }));
  return value;
}
