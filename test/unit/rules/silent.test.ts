import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { analyse } from './check.ts';

const folder = 'test/fixtures/silent';

describe('correct walkers of many shapes', () => {
  for (const name of readdirSync(folder)) {
    it(`have no findings: ${name}`, () => {
      const { analysis, findings, file } = analyse(readFileSync(`${folder}/${name}`, 'utf8'));
      assert.deepEqual(analysis.notAnalysed, []);
      assert.ok(analysis.functions.length >= 5);
      assert.deepEqual(
        findings.map(({ rule, range, message }) => `${file.lines.lineOf(range.start)}: ${rule}: ${message}`),
        [],
      );
    });
  }
});
