import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import type { BatchUse } from '../../../server/core/simulator/report.ts';
import type { Variant } from '../../../server/core/simulator/scenario.ts';
import { defaultScenario, variants } from '../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { protectRange } from './studies/walkers.ts';

/** Three accesses of the batch for each entry: the read, the start, and the store of the commit. */
const walker = protectRange;

const entries = 100;

describe('software cost of batching', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  function batchOf(machine: MachineName, text = walker): Readonly<Partial<Record<Variant, BatchUse>>> {
    const scenario = { ...defaultScenario, entries };
    const request = { file: 'walker.c', function: 'protect_range', machines: [machine], variants, scenario };
    const { results, failures } = simulate(request, { parser, text });
    assert.deepEqual(failures, []);
    return Object.fromEntries(results.map(({ variant, batch }) => [variant, batch]));
  }

  const callsOf = (use: BatchUse | undefined) => use && [use.taken, use.passed, use.idle, use.avoidable];

  it('of IPTE ranges is a call for each access, which an early exit saves outside the mode', () => {
    const found = batchOf('s390-ipte-range');
    assert.deepEqual(callsOf(found['with-range']), [3 * entries, 0, 0, 0]);
    assert.deepEqual(callsOf(found['as-written']), [0, 3 * entries, 0, 0]);
    assert.deepEqual(callsOf(found['no-lazy-mode']), [0, 0, 3 * entries, 3 * entries]);
  });

  it('of IPTE ranges grows by the accesses behind the end of the section', () => {
    const late = walker.replace('\tpte_unmap_unlock', '\tset_pte(start_pte, ptep_get(start_pte));\n$&');
    assert.deepEqual(callsOf(batchOf('s390-ipte-range', late)['with-range']), [3 * entries, 0, 2, 2]);
  });

  for (const machine of ['xen-pv', 'powerpc-hash', 'sparc64'] as const)
    it(`of ${machine} is the call that makes the update or its flush, in the mode and outside`, () => {
      const found = batchOf(machine);
      assert.deepEqual(callsOf(found['as-written']), [entries, 0, 0, 0]);
      assert.deepEqual(callsOf(found['no-lazy-mode']), [0, 0, entries, 0]);
    });

  it('is not there on machines that test a flag inline or have no mode', () => {
    for (const machine of ['s390', 'arm64', 'arm64-eager', 'x86', 'powerpc-radix', 'generic'] as const)
      assert.deepEqual(batchOf(machine)['as-written'], undefined);
  });

  it('has the memory that each CPU keeps for it', () => {
    const bytes = (machine: MachineName) => batchOf(machine)['as-written']?.bytesPerCpu;
    // Review of the series: about 1 MB with 512 possible CPUs.
    assert.equal(512 * (bytes('s390-ipte-range') ?? 0), 1_073_152);
    assert.deepEqual(
      ['xen-pv', 'powerpc-hash', 'sparc64'].map((name) => bytes(name as MachineName)),
      [3088, 3096, 1560],
    );
  });

  it('does not count the preparation of a scenario', () => {
    const scenario = { ...defaultScenario, entries, preset: 'mprotect-rw-after-ro' };
    const request = { file: 'walker.c', function: 'protect_range', scenario, variants: ['with-range'] as const };
    const { results } = simulate({ ...request, machines: ['s390-ipte-range'] }, { parser, text: walker });
    assert.equal(results[0].batch?.taken, 3 * entries);
  });
});
