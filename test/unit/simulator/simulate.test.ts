import assert from 'node:assert/strict';
import { machineNames } from '../../../server/core/simulator/arch/names.ts';
import { choicesFor } from '../../../server/core/simulator/choices.ts';
import type { SimulationReport } from '../../../server/core/simulator/report.ts';
import type { Scenario, SimulationRequest } from '../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { SimulationCancelled, SimulationError, simulate } from '../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';

const path = 'walker.c';

const walker = `
int protect_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end, pgprot_t newprot)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *start_pte, *pte;
	int changed = 0;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		pte_t old = ptep_get(pte);

		if (!pte_present(old))
			continue;
		old = ptep_modify_prot_start(vma, addr, pte);
		ptep_modify_prot_commit(vma, addr, pte, old, pte_modify(old, newprot));
		changed++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return changed;
}
`;

describe('simulate', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  const run = (
    text: string,
    request: Partial<Omit<SimulationRequest, 'scenario'>> & { scenario?: Partial<Scenario> } = {},
    control = {},
  ): SimulationReport =>
    simulate(
      {
        file: path,
        function: 'protect_range',
        machines: machineNames,
        variants: ['as-written'],
        ...request,
        scenario: { ...defaultScenario, ...request.scenario },
      },
      { parser, text },
      control,
    );

  it('runs a walker outside of any kernel tree, without assumptions', () => {
    const report = run(walker, { variants: ['as-written', 'with-range', 'no-lazy-mode'] });
    assert.deepEqual([report.failures, report.assumptions], [[], []]);
    const count = (machine: string, variant: string) => {
      const result = report.results.find((each) => each.machine === machine && each.variant === variant);
      return result && { ipte: result.counts.ipte, hypercalls: result.counts.hypercalls, returned: result.returned };
    };
    assert.deepEqual(count('s390', 'as-written'), { ipte: 256, hypercalls: 0, returned: '256' });
    assert.deepEqual(count('s390-ipte-range', 'as-written'), { ipte: 256, hypercalls: 0, returned: '256' });
    assert.deepEqual(count('s390-ipte-range', 'with-range'), { ipte: 1, hypercalls: 0, returned: '256' });
    assert.deepEqual(count('arm64', 'with-range'), { ipte: 0, hypercalls: 0, returned: '256' });
    assert.deepEqual(count('xen-pv', 'as-written'), { ipte: 0, hypercalls: 9, returned: '256' });
    assert.deepEqual(count('xen-pv', 'no-lazy-mode'), { ipte: 0, hypercalls: 256, returned: '256' });
    assert.ok(report.rangeCall && 'text' in report.rangeCall);
  });

  it('lists what the walker asked of its surroundings, and lets the scenario answer', () => {
    const text = walker.replace('\t\tif (!pte_present(old))', '\t\tif (need_resched())\n\t\t\tbreak;\n$&');
    const line = text.split('\n').findIndex((each) => each.includes('need_resched')) + 1;
    const asked = { kind: 'function', name: 'need_resched', file: path, line, decisive: false } as const;
    const undisturbed = run(text, { machines: ['s390', 'arm64'] });
    assert.deepEqual(undisturbed.assumptions, [
      { ...asked, value: '0', times: 512, stated: 'nobody waits for the CPU' },
    ]);
    const { results, assumptions } = run(text, { machines: ['s390'], scenario: { assume: { need_resched: 1 } } });
    assert.deepEqual([results[0].returned, results[0].counts.ipte], ['0', 0]);
    assert.deepEqual(assumptions, [{ ...asked, value: '1', times: 1, stated: 'set by the scenario' }]);
  });

  it('takes the branches of options that are on, and no others', () => {
    const text = walker.replace('\tlazy_mmu_mode_enable();', '#ifdef CONFIG_DEBUG_VM\n\treturn 7;\n#endif\n$&');
    const returned = (config: Readonly<Record<string, boolean>>) =>
      run(text, { machines: ['s390'], scenario: { config } }).results[0].returned;
    assert.deepEqual([returned({}), returned({ CONFIG_DEBUG_VM: true })], ['256', '7']);
    assert.equal(returned({ CONFIG_DEBUG_VM: false }), '256');
  });

  it('says that an answer which never changes may be why a run does not end', () => {
    const text = walker.replace('\tlazy_mmu_mode_enable();', '\twhile (need_resched())\n\t\t;\n$&');
    const { failures } = run(text, { machines: ['s390'], scenario: { entries: 1, assume: { need_resched: 1 } } });
    assert.match(failures[0].reason, /statements were executed; .*the scenario has need_resched answer the same/);
  });

  it('counts per line, and says which entries an instruction covered', () => {
    const { results } = run(walker, {
      machines: ['s390-ipte-range'],
      variants: ['with-range'],
      scenario: { entries: 4, start: 8 },
    });
    const [result] = results;
    const sourceLine = 'lazy_mmu_mode_disable();';
    const line = walker.split('\n').findIndex((each) => each.trim() === sourceLine) + 1;
    assert.deepEqual(result.runs, [{ event: 'ipte', first: 8, entries: 4, line }]);
    const counts = { ipte: 1, ipte_entries: 4, ipte_global: 1 };
    assert.deepEqual(
      result.lines.filter((each) => each.line === line),
      [{ file: path, line, walkerLine: line, text: sourceLine, calls: 1, counts }],
    );
    assert.deepEqual(result.before, [{ times: 1, runs: [{ state: 'present', entries: 4 }] }]);
    assert.deepEqual(result.after, [{ times: 1, runs: [{ state: 'read-only', entries: 4 }] }]);
    assert.deepEqual(result.changes, [{ before: 'present', after: 'read-only', entries: 4 }]);
  });

  it('counts a helper apart for each line of the walker that it was called from', () => {
    const text = `static void clear(struct mm_struct *mm, unsigned long addr, pte_t *pte) { ptep_get_and_clear(mm, addr, pte); }
int clear_some(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	clear(mm, addr, pte);
	for (pte++, addr += PAGE_SIZE; addr < end; pte++, addr += PAGE_SIZE)
		clear(mm, addr, pte);
	ptep_get(pte - 1);
	return 0;
}
`;
    const lines = (entries: number) => {
      const { results } = run(text, { function: 'clear_some', machines: ['s390'], scenario: { entries } });
      const lines = results[0].lines.map(({ line, walkerLine, calls, counts }) => [
        line,
        walkerLine,
        calls,
        counts.ipte,
      ]);
      return lines.sort(([a = 0], [b = 0]) => a - b);
    };
    assert.deepEqual(lines(4), [
      [1, 4, 1, 1],
      [1, 6, 3, 3],
      [7, 7, 1, undefined],
    ]);
    assert.deepEqual(
      lines(2048),
      [
        [1, 0, 2048, 2048],
        [7, 7, 8, undefined],
      ],
      'a long range is traced in part: two lines lead to the first',
    );
  });

  it('goes from table to table over a range that one table does not hold', () => {
    const { results } = run(walker, {
      machines: ['s390-ipte-range'],
      variants: ['with-range'],
      scenario: { entries: 600, start: 100 },
    });
    assert.deepEqual(
      results[0].runs.map(({ first, entries }) => [first, entries]),
      [
        [100, 156],
        [256, 256],
        [512, 188],
      ],
    );
  });

  it('takes a population apart', () => {
    const { results } = run(walker, {
      machines: ['s390'],
      scenario: {
        entries: 10,
        population: [
          { entries: 1, state: 'none' },
          { entries: 1, state: 'swap' },
          { entries: 1, state: 'migration' },
          { entries: 1, state: 'marker' },
          { entries: 2, state: 'present', young: false },
          { entries: 1, state: 'present', write: false },
        ],
      },
    });
    const runs = [
      { state: 'none', entries: 1 },
      { state: 'swap', entries: 1 },
      { state: 'migration', entries: 1 },
      { state: 'marker', entries: 1 },
      { state: 'old', entries: 2 },
      { state: 'read-only', entries: 4 },
    ];
    assert.deepEqual(results[0].before, [{ times: 1, runs }]);
    assert.equal(results[0].counts.ipte, 4);
  });

  it('lets a scenario give arguments as C', () => {
    const scenario = { arguments: { end: 'addr + 3 * PAGE_SIZE' } };
    const { results } = run(walker, { machines: ['s390'], scenario });
    assert.equal(results[0].returned, '3');
  });

  it('says why a variant cannot be had', () => {
    const { results, rangeCall } = run('void protect_range(pmd_t *pmd) { }', { variants: ['with-range'] });
    assert.deepEqual(results, []);
    assert.ok(rangeCall && 'refused' in rangeCall);
  });

  it('keeps a run that fails to itself, with its place', () => {
    const text = 'int protect_range(pmd_t *pmd)\n{\n\treturn *(int *)pmd->nothing;\n}\n';
    const { results, failures } = run(text, { machines: ['s390', 'arm64'] });
    assert.equal(results.length, 0);
    assert.deepEqual(
      failures.map(({ machine, file, line }) => [machine, file, line]),
      [
        ['s390', path, 3],
        ['arm64', path, 3],
      ],
    );
  });

  it('stops a walker that runs over the end of its table', () => {
    const text = walker.replace('addr != end', 'addr != 0');
    const { failures } = run(text, { machines: ['s390'] });
    assert.match(failures[0].reason, /entry 256 is beyond the end of a page table of 256 entries/);
    assert.ok(failures[0].line > 0);
  });

  const refusals: readonly (readonly [string, Parameters<typeof run>[1], RegExp])[] = [
    [
      'an unknown function',
      { function: 'protect_rnage' },
      /^walker\.c has no function protect_rnage; did you mean protect_range\?/,
    ],
    ['an unknown machine', { machines: ['s390x' as never] }, /^unknown machine s390x; did you mean s390\?/],
    [
      'an unknown preset',
      { scenario: { preset: 'mprotcet' } },
      /^scenario: "preset" cannot be "mprotcet"; did you mean mprotect/,
    ],
    ['an unknown property', { scenario: { entires: 1 } as never }, /"entires"; did you mean entries\?/],
    ['a wrong value', { scenario: { entries: 0 } }, /^scenario: "entries" must be a whole number from 1/],
    ['a wrong population', { scenario: { population: 'stripes' as never } }, /"population" must be one of all_present/],
    [
      'a wrong run',
      { scenario: { population: [{ entries: 1, state: 'lost' as never }] } },
      /"population\[0\]\.state" must be one of none/,
    ],
    ['fewer TLBs than CPUs', { scenario: { attachedCpus: 4, maskCpus: 2 } }, /"maskCpus" must be at least/],
  ];
  for (const [title, request, message] of refusals) {
    it(`refuses ${title}, and says what to do`, () => {
      assert.throws(
        () => run(walker, request),
        (error: unknown) => {
          assert.ok(error instanceof SimulationError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  it('refuses a function that cannot be read', () => {
    assert.throws(() => run('int protect_range(pmd_t *pmd) { if ( }'), SimulationError);
  });

  it('ends when it is called off', () => {
    assert.throws(() => run(walker, {}, { shouldStop: () => true }), SimulationCancelled);
    let polls = 0;
    const endless = 'int protect_range(pmd_t *pmd) { for (;;) { pmd++; } return 0; }';
    assert.throws(() => run(endless, {}, { shouldStop: () => ++polls > 3 }), SimulationCancelled);
  });

  it('tells how far it is', () => {
    const fractions: number[] = [];
    run(walker, { machines: ['s390', 'arm64'] }, { progress: (fraction: number) => fractions.push(fraction) });
    assert.deepEqual(fractions, [0, 0.5, 1]);
  });
});

describe('choices for a walker', () => {
  const shape = (name: string, ...parameters: string[]) => ({
    name,
    parameters: parameters.map((parameter) => ({ name: parameter })),
  });

  it('know how the kernel calls its own', () => {
    assert.equal(choicesFor(shape('zap_pte_range', 'tlb', 'vma')).preset, 'munmap');
    assert.equal(choicesFor(shape('vunmap_pte_range', 'pmd', 'addr')).preset, 'vunmap');
  });

  it('go by the parameters of others', () => {
    assert.equal(choicesFor(shape('mine', 'vma', 'pmd', 'newprot')).preset, 'mprotect');
    assert.equal(choicesFor(shape('mine', 'mm', 'pmd', 'pfn', 'prot')).preset, 'remap-pfn');
    assert.equal(choicesFor(shape('mine', 'pmd', 'addr', 'pfn')).preset, 'ioremap');
    assert.equal(choicesFor(shape('mine', 'vma', 'pmd')).preset, 'user');
    assert.equal(choicesFor(shape('mine', 'pmd', 'addr')).preset, 'kernel');
  });

  it('offer complete scenarios on every machine', () => {
    const { machines, presets } = choicesFor(shape('zap_pte_range', 'tlb', 'vma'));
    assert.deepEqual(
      machines.map(({ name }) => name),
      [...machineNames],
    );
    const exit = presets.find(({ name }) => name === 'exit');
    assert.deepEqual(exit?.scenario, { ...defaultScenario, fullmm: true, preset: 'exit' });
  });
});
