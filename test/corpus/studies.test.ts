import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MachineName, machineNames } from '../../server/core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../../server/core/simulator/choices.ts';
import { variants } from '../../server/core/simulator/scenario-input.ts';
import { type ComparedSource, compareSources } from '../../server/core/simulator/studies/comparison.ts';
import { studyLocks } from '../../server/core/simulator/studies/locks/lock-study.ts';
import { sweepWalker } from '../../server/core/simulator/studies/sweep/sweep.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { describeKernel } from '../support/kernels.ts';

let parser: KernelParser;
before(async () => {
  parser = await loadKernelParser();
});

/** A walker of a tree with its preset, as the command line would run it. */
function open(directory: string, file: string, walker: string, machines: readonly MachineName[]) {
  const text = readFileSync(join(directory, file), 'utf8');
  const source = parser.parse(file, text);
  const entry = source.functions.find(({ name }) => name === walker);
  assert.ok(entry !== undefined, `${file} has no ${walker}`);
  const scenario = scenarioOf(presetFor(entry.definition(), undefined));
  const environment = { parser, text, tree: diskTree(directory) };
  return { request: { file, function: walker, machines, variants, scenario }, environment };
}

describeKernel('7.2', 'studies of walkers', (directory) => {
  /** Formulas of an event by machine and variant. */
  function growth(file: string, walker: string, machines: readonly MachineName[], event: string) {
    const { request, environment } = open(directory(), file, walker, machines);
    const sweep = { axis: 'entries', from: 1, to: 1500 } as const;
    const { curves, failures } = sweepWalker({ ...request, sweep }, environment);
    assert.deepEqual(failures, []);
    return Object.fromEntries(
      curves
        .filter((curve) => curve.event === event)
        .map(({ machine, variant, law }) => [`${machine} ${variant}`, law.exact ? law.formula : 'approximate']),
    );
  }

  it('find one IPTE for each entry of mprotect, and one for each table with the range call', () => {
    const found = growth('mm/mprotect.c', 'change_pte_range', ['s390', 's390-ipte-range'], 'ipte');
    assert.deepEqual(found, {
      's390 as-written': 'n',
      's390 no-lazy-mode': 'n',
      's390 with-range': 'n',
      's390-ipte-range as-written': 'n',
      's390-ipte-range no-lazy-mode': 'n',
      's390-ipte-range with-range': 'tables',
    });
  });

  it('find batches of 31 on Xen and of 192 on powerpc with a hash table', () => {
    assert.deepEqual(growth('mm/mprotect.c', 'change_pte_range', ['xen-pv'], 'hypercalls'), {
      'xen-pv as-written': 'ceil(n/31) per table',
      'xen-pv no-lazy-mode': 'n',
      'xen-pv with-range': 'ceil(n/31) per table',
    });
    const hashed = growth('mm/mprotect.c', 'change_pte_range', ['powerpc-hash'], 'hpte_flushes');
    assert.equal(hashed['powerpc-hash as-written'], 'ceil(n/192) per table');
  });

  it('find the pair of barriers that arm64 defers to the end of each table', () => {
    const found = growth('mm/vmalloc.c', 'vmap_pages_pte_range', ['arm64', 'arm64-eager'], 'dsb_ishst');
    assert.equal(found['arm64 as-written'], 'tables');
    assert.equal(found['arm64-eager as-written'], 'n');
  });

  it('find the limit from which x86 flushes all: in one gather, and in each table', () => {
    const gathered = growth('mm/memory.c', 'zap_pte_range', ['x86'], 'invlpg');
    assert.equal(gathered['x86 as-written'], 'n (n ≤ 33); 0 (n ≥ 34)');
    const moved = growth('mm/mremap.c', 'move_ptes', ['x86'], 'invlpg');
    assert.equal(moved['x86 as-written'], 'for each table n (n ≤ 33); 0 (n ≥ 34)');
  });

  it('show that a global lock hurts most where each entry has barriers of its own', () => {
    const { request, environment } = open(directory(), 'mm/vmalloc.c', 'vmap_pages_pte_range', [
      'arm64',
      'arm64-eager',
    ]);
    const study = studyLocks({ ...request, variants: ['as-written'], cpus: 64, costs: {} }, environment);
    const [batched, eager] = study.curves;
    assert.ok(batched.saturation > 3 * eager.saturation);
    const gain = ({ points }: typeof eager) => points[points.length - 1].withLock / points[0].withLock;
    assert.ok(gain(eager) < 3, 'a lock that is held half of the time lets no three CPUs work at once');
    for (const { points } of study.curves)
      for (const { withLock, repairman, bound } of points) {
        assert.ok(withLock >= 0.98 * repairman);
        assert.ok(withLock <= 1.02 * bound);
      }
  });

  describeKernel('6.12', 'beside 7.2', (older) => {
    it('see that vmalloc takes part in lazy mode since 6.12: one pair of barriers for a table', () => {
      const side = (label: string, folder: string): ComparedSource => {
        const { request, environment } = open(folder, 'mm/vmalloc.c', 'vmap_pages_pte_range', ['arm64']);
        return { label, file: request.file, function: request.function, environment };
      };
      const { request } = open(directory(), 'mm/vmalloc.c', 'vmap_pages_pte_range', machineNames);
      const comparison = compareSources(
        { ...request, variants: ['as-written'] },
        side('6.12', older()),
        side('7.2', directory()),
      );
      assert.deepEqual([comparison.failures, comparison.assumptions], [[], []]);
      const changes = comparison.runs.flatMap((run) =>
        run.changes.map(({ event, words }) => `${run.machine}: ${event} ${words}`),
      );
      assert.ok(changes.includes('arm64: dsb_ishst 256 times fewer'), changes.join('\n'));
      assert.ok(changes.includes('xen-pv: hypercalls 28.4 times fewer'), changes.join('\n'));
      assert.ok(!changes.some((each) => each.startsWith('s390')), changes.join('\n'));
    });
  });
});
