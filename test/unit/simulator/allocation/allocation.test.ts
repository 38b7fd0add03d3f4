import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { usualMachines } from '../../../../server/core/simulator/arch/names.ts';

/**
 * Bytes of a simulated entry. An entry of a page table is a number beyond 2^31, which V8 puts into a box of 16 bytes where it
 * is passed on: walking makes five to eight of them. A list of arguments for every call of a primitive, or an object for every
 * event, shows as more.
 */
const mostBytes = 200;

describe('allocation', () => {
  it('makes no objects for the entries of a range', () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        ...['--import', 'tsx', '--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'],
        'test/unit/simulator/allocation/measure.ts',
      ],
      { encoding: 'utf8' },
    );
    assert.notEqual(stdout, '', stderr);
    const perEntry: Record<string, number> = JSON.parse(stdout);
    assert.deepEqual(Object.keys(perEntry), [...usualMachines]);
    for (const [machine, bytes] of Object.entries(perEntry))
      assert.ok(bytes < mostBytes, `${machine}: ${bytes.toFixed(0)} bytes for an entry`);
  });
});
