import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lazyMmu, projectRoot } from './support/run-cli.ts';
import { parseCheck, parseSimulation } from './support/schemas.ts';

/** What the samples are there to show: file, rule, and the text that the finding points at. */
const expected = [
  ['early_return.c', 'range-available', 'lazy_mmu_mode_enable'],
  ['early_return.c', 'return-in-section', 'return -ENOENT;'],
  ['goto_past_disable.c', 'range-available', 'lazy_mmu_mode_enable'],
  ['goto_past_disable.c', 'return-in-section', 'goto unlock;'],
  ['legacy_api.c', 'range-available', 'lazy_mmu_mode_enable'],
  ['legacy_api.c', 'legacy-api', 'arch_enter_lazy_mmu_mode'],
  ['legacy_api.c', 'legacy-api', 'arch_leave_lazy_mmu_mode'],
  ['range_available.c', 'range-available', 'lazy_mmu_mode_enable'],
  ['range_available.c', 'per-pte-prot-transaction', 'ptep_modify_prot_start'],
  ['superseded_name.c', 'superseded-name', 'lazy_mmu_mode_enable_pte'],
  ['unmatched_disable.c', 'range-available', 'lazy_mmu_mode_enable'],
  ['unmatched_disable.c', 'unmatched-disable', 'lazy_mmu_mode_disable'],
];

const files = readdirSync(join(projectRoot, 'samples')).filter((file) => file.endsWith('.c'));

function text(file: string): string {
  return readFileSync(join(projectRoot, 'samples', file), 'utf8');
}

describe('samples', () => {
  it('show each rule once or twice, and nothing else', async () => {
    const { code, stdout } = await lazyMmu(['check', 'samples', '--format', 'json']);
    const { findings, analysed } = parseCheck(stdout);
    const found = findings.map(({ file, rule, line, column, endColumn }) => {
      const name = file.replace('samples/', '');
      return [
        name,
        rule,
        text(name)
          .split('\n')
          [line - 1].slice(column - 1, endColumn - 1),
      ];
    });
    assert.deepEqual(found, expected);
    assert.deepEqual(analysed.notAnalysed, []);
    assert.equal(analysed.files, files.length);
    assert.equal(code, 1);
  });

  it('carry their licence, and a line each in the README', () => {
    const readme = text('README.md');
    for (const file of files) {
      assert.ok(text(file).startsWith('// SPDX-License-Identifier: MIT\n'), file);
      assert.ok(readme.includes(`**${file}**`), file);
    }
  });

  for (const file of files)
    it(`${file} is simulated on every machine, and nothing is assumed`, async () => {
      const walker = [...text(file).matchAll(/^\w[^\n;]*\b(sample_\w+)\(/gm)].at(-1)?.[1];
      const { code, stdout, stderr } = await lazyMmu(['simulate', `samples/${file}:${walker}`, '--json']);
      assert.equal(stderr, '');
      assert.equal(code, 0);
      const report = parseSimulation(stdout);
      assert.equal(report.results.length, 5);
      assert.deepEqual(report.assumptions, []);
      for (const { machine, changes } of report.results) {
        const entries = changes.reduce((sum, change) => sum + change.entries, 0);
        assert.equal(entries, 256, machine);
      }
    });

  it('show what the range call saves', async () => {
    const words = ['simulate', 'samples/range_available.c:sample_change_protection', '--compare', '--json'];
    const { results } = parseSimulation((await lazyMmu(words)).stdout);
    const count = (machine: string, variant: string, event: 'ipte' | 'hypercalls') =>
      results.find((each) => each.machine === machine && each.variant === variant)?.counts[event];
    assert.equal(count('s390', 'as-written', 'ipte'), 256);
    assert.equal(count('s390-ipte-range', 'as-written', 'ipte'), 256);
    assert.equal(count('s390-ipte-range', 'with-range', 'ipte'), 1);
    assert.equal(count('xen-pv', 'no-lazy-mode', 'hypercalls'), 256);
    assert.equal(count('xen-pv', 'as-written', 'hypercalls'), Math.ceil(256 / 31));
  });
});
