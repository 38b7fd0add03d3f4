import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';

const file = 'mm/tests/lazy_mmu_mode_kunit.c';

/** What the kernel's test of the mode expects, as warnings of a run. */
const expectations = `
#define KUNIT_EXPECT_TRUE(test, condition) WARN_ON(!(condition))
#define KUNIT_EXPECT_FALSE(test, condition) WARN_ON(condition)
`;

for (const version of ['7.2', '7.3']) {
  describeKernel(version, "the kernel's own test of lazy MMU mode", (directory) => {
    let parser: KernelParser;
    before(async () => {
      parser = await loadKernelParser();
    });

    const failed = (machine: 'arm64' | 's390') => {
      const text = expectations + readFileSync(join(directory(), file), 'utf8');
      const request = {
        file,
        function: 'lazy_mmu_mode_active',
        machines: [machine],
        variants: ['as-written'] as const,
        scenario: { ...defaultScenario, arguments: { test: '0' } },
      };
      const { results, failures } = simulate(request, { parser, text });
      assert.deepEqual(failures, []);
      return results[0].warnings.reduce((sum, { times }) => sum + times, 0);
    };

    it('passes on a machine that has the mode', () => assert.equal(failed('arm64'), 0));

    it('fails where a machine has none: it would notice', () => assert.equal(failed('s390') > 0, true));
  });
}
