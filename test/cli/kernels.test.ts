import assert from 'node:assert/strict';
import { describeKernel } from '../support/kernels.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseCheck, parseSimulation } from './support/schemas.ts';

for (const version of ['6.12', '7.2'])
  describeKernel(version, 'lazy-mmu check of the whole tree', (tree) => {
    it('finds nothing that is not a hint, and reads every function', async () => {
      const { code, stdout, stderr } = await lazyMmu(['check', '--tree', tree(), '--format', 'json']);
      assert.equal(stderr, '');
      const { findings, analysed } = parseCheck(stdout);
      assert.deepEqual(
        findings.filter(({ severity }) => severity !== 'hint'),
        [],
      );
      assert.deepEqual(analysed.notAnalysed, []);
      assert.ok(analysed.functions >= 20, `${analysed.functions} functions`);
      assert.equal(code, 0);
    });

    it('says nothing in a pipe', async () => {
      assert.deepEqual(await lazyMmu(['check', '--tree', tree()]), { code: 0, stdout: '', stderr: '' });
    });
  });

describeKernel('7.2', 'lazy-mmu simulate change_pte_range', (tree) => {
  it('predicts what mprotect costs on each machine, with and without the calls', async () => {
    const words = ['simulate', 'mm/mprotect.c:change_pte_range', '--preset', 'mprotect', '--compare'];
    const { code, stdout } = await lazyMmu([...words, '--json'], { cwd: tree() });
    const { results, scenario, assumptions } = parseSimulation(stdout);
    assert.equal(code, 0);
    assert.deepEqual([scenario.entries, scenario.attachedCpus], [256, 2]);
    assert.deepEqual(assumptions, []);
    const counts = (machine: string, variant: string) => {
      const found = results.find((each) => each.machine === machine && each.variant === variant);
      assert.ok(found, `${machine}, ${variant}`);
      return found.counts;
    };
    assert.equal(counts('s390', 'as-written').ipte, 256);
    assert.equal(counts('s390-ipte-range', 'with-range').ipte, 1);
    assert.equal(counts('s390-ipte-range', 'with-range').ipte_entries, 256);
    for (const machine of ['arm64-eager', 'arm64'])
      assert.deepEqual([counts(machine, 'as-written').dsb_ishst, counts(machine, 'as-written').isb], [0, 0]);
    assert.equal(counts('xen-pv', 'no-lazy-mode').hypercalls, 256);
    assert.equal(counts('xen-pv', 'as-written').hypercalls, Math.ceil(256 / 31));

    const text = await lazyMmu(words, { cwd: tree() });
    assert.match(text.stdout, /^With lazy_mmu_mode_enable_for_pte_range\(.+\): s390-ipte-range 256 → 1 IPTE\.$/m);
  });
});
