import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const page = 'docs/findings.md';

/** A row of a table: `| file | function | rule | why it is true |`, once for each finding. */
const row = /^\| `([^`]+)` +\| `(\w+)` +\| ([\w-]+) +\| .{20,} \|$/;

/** What docs/findings.md explains of a kernel, as `file: function: rule`, sorted; an entry for each row. */
export function explainedFindings(version: string): readonly string[] {
  const text = readFileSync(page, 'utf8');
  const section = text.split(/^## /m).find((each) => each.startsWith(`Linux ${version}\n`));
  assert.ok(section !== undefined, `${page} has no section about Linux ${version}`);
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows
    .map((line) => {
      const [, file, name, rule] = row.exec(line) ?? assert.fail(`${page} has a row that cannot be read: ${line}`);
      return `${file}: ${name}: ${rule}`;
    })
    .sort();
}
