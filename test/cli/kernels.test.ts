import assert from 'node:assert/strict';
import type { SimulationReport } from '../../server/core/simulator/report.ts';
import { expectedFindings } from '../corpus/expected-findings.ts';
import { knownKernel } from '../corpus/walkers.ts';
import { describeKernel } from '../support/kernels.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseCheck, parseSimulation } from './support/schemas.ts';

for (const version of ['6.12', '7.2', '7.3'])
  describeKernel(version, 'lazy-mmu check of the whole tree', (tree) => {
    const known = () => expectedFindings(knownKernel(version).release, tree());

    it('finds what docs/findings.md explains and nothing else but hints, and reads every function', async () => {
      const { code, stdout, stderr } = await lazyMmu(['check', '--tree', tree(), '--format', 'json']);
      assert.equal(stderr, '');
      const { findings, analysed } = parseCheck(stdout);
      assert.deepEqual(
        findings
          .filter(({ severity }) => severity !== 'hint')
          .map(({ file, function: name, rule }) => `${file} ${name}: ${rule}`)
          .sort(),
        known()
          .map(({ path, function: name, rule }) => `${path} ${name}: ${rule}`)
          .sort(),
      );
      assert.deepEqual(analysed.notAnalysed, []);
      assert.ok(analysed.functions >= 20, `${analysed.functions} functions`);
      assert.equal(code, known().length > 0 ? 1 : 0);
    });

    it('says nothing else in a pipe', async () => {
      const { stdout, stderr } = await lazyMmu(['check', '--tree', tree()]);
      const found = stdout.split('\n').filter((line) => line !== '' && !/:\d+:\d+: note: /.test(line));
      assert.deepEqual([found.length, stderr], [known().length, '']);
    });
  });

describeKernel('7.2', 'lazy-mmu simulate change_pte_range', (tree) => {
  it('predicts what mprotect costs on each machine, with and without the calls', async () => {
    const words = ['simulate', 'mm/mprotect.c:change_pte_range', '--preset', 'mprotect', '--compare'];
    const { code, stdout } = await lazyMmu([...words, '--json'], { cwd: tree() });
    const { results, scenario, assumptions } = parseSimulation(stdout);
    assert.equal(code, 0);
    assert.deepEqual([scenario.entries, scenario.attachedCpus], [256, 2]);
    assert.ok(assumptions.length > 0);
    assert.deepEqual(
      assumptions.filter(({ decisive, stated }) => decisive || stated === undefined),
      [],
    );
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
    assert.match(text.stdout, /^Assumptions: none that a page-table event rests on\.$/m);
    assert.match(
      text.stdout,
      /^With lazy_mmu_mode_enable_for_pte_range\(.+\): s390-ipte-range 256 → 1 IPTE \(256 times fewer\)\.$/m,
    );
  });
});

for (const version of ['6.12', '7.2', '7.3'])
  describeKernel(version, 'answers about the surroundings', (tree) => {
    const simulated = async (walker: string, ...words: string[]) => {
      const all = ['simulate', walker, '--machine', 's390', '--json', ...words];
      return parseSimulation((await lazyMmu(all, { cwd: tree() })).stdout);
    };
    const asked = ({ assumptions }: SimulationReport, name: string) => {
      const { value, stated, decisive } = assumptions.find((each) => each.name === name) ?? {};
      return { value, stated, decisive };
    };
    /** Lines that called primitives: leaving and starting over adds the disable in the loop. */
    const places = ({ results: [result] }: SimulationReport) => result.lines.length;

    it('are listed, and madvise leaves lazy mode and starts over when the scenario says so', async () => {
      const walker = 'mm/madvise.c:madvise_cold_or_pageout_pte_range';
      const undisturbed = await simulated(walker);
      const unknown = undisturbed.assumptions.filter(({ stated }) => stated === undefined);
      assert.deepEqual(unknown, []);
      const idle = { value: '0', stated: 'nobody waits for the CPU', decisive: false };
      assert.deepEqual(asked(undisturbed, 'need_resched'), idle);

      const waited = await simulated(walker, '--assume', 'need_resched=1');
      const told = { value: '1', stated: 'set by the scenario', decisive: false };
      assert.deepEqual(asked(waited, 'need_resched'), told);
      assert.ok(places(waited) > places(undisturbed));
      assert.equal(waited.results[0].counts.ipte, undisturbed.results[0].counts.ipte);
    });
  });

describeKernel('7.2', 'a function that the tree has a body of', (tree) => {
  const words = ['simulate', 'mm/mremap.c:move_ptes', '--machine', 's390', '--json'];
  const name = 'vma_has_uffd_without_event_remap';

  it('runs, unless the scenario answers for it', async () => {
    const run = parseSimulation((await lazyMmu(words, { cwd: tree() })).stdout);
    assert.ok(run.executed.some((each) => each.function === name));
    const told = parseSimulation((await lazyMmu([...words, '--assume', `${name}=0`], { cwd: tree() })).stdout);
    assert.ok(!told.executed.some((each) => each.function === name));
    const modelled = told.modelled.find((each) => each.function === name);
    assert.deepEqual(modelled, { function: name, reason: 'the scenario asks for it' });
  });
});

describeKernel('6.12', 'zap_pte_range that is told to make way', (tree) => {
  const words = ['simulate', 'mm/memory.c:zap_pte_range', '--machine', 's390', '--json'];
  const simulated = async (...more: string[]) =>
    parseSimulation((await lazyMmu([...words, ...more], { cwd: tree() })).stdout);

  it('breaks out before the first entry, and is called again for all of them', async () => {
    const [undisturbed] = (await simulated()).results;
    const [once] = (await simulated('--assume', 'need_resched=1,0')).results;
    assert.equal(once.counts.ipte, 256);
    assert.ok(once.steps > undisturbed.steps);
  });

  it('never ends where somebody waits for the CPU for ever, and says how to have it end', async () => {
    const { results, failures } = await simulated('--assume', 'need_resched=1');
    assert.deepEqual(results, []);
    assert.match(failures[0].reason, /need_resched answer the same every time: a list answers in turn/);
  });
});
