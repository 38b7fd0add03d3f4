import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type MachineName, machineNames } from '../../../../server/core/simulator/arch/names.ts';
import { patternNames } from '../../../../server/core/simulator/population.ts';
import type { Replay } from '../../../../server/core/simulator/replay/replay.ts';
import { replayWalker } from '../../../../server/core/simulator/replay/replay-walker.ts';
import type { RunResult } from '../../../../server/core/simulator/report.ts';
import type { Scenario, Variant } from '../../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../../server/host/parser.ts';
import { countsOf, eachState, happened, statesAfter } from '../../../support/replays.ts';
import { lineOf } from '../support-run.ts';

/** Changes entries in every way that has a state of its own, in and out of the mode, and goes past the accessors. */
const walker = `
static void empty(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_clear(mm, addr, pte);
}

int walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte, *start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	int seen = 0;

	lazy_mmu_mode_enable();
	for (pte = start_pte; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t old = ptep_get(pte);

		if (!pte_present(old))
			continue;
		switch (seen++ % 5) {
		case 0:
			old = ptep_modify_prot_start(vma, addr, pte);
			ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));
			break;
		case 1:
			ptep_test_and_clear_young(vma, addr, pte);
			break;
		case 2:
			ptep_get_and_clear(mm, addr, pte);
			empty(mm, addr, pte);
			break;
		case 3:
			lazy_mmu_mode_pause();
			ptep_set_wrprotect(mm, addr, pte);
			lazy_mmu_mode_resume();
			break;
		case 4:
			*pte = pte_wrprotect(*pte);
			break;
		}
	}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return seen;
}
`;

interface Both {
  readonly replay: Replay;
  readonly result: RunResult;
}

describe('the replay of a run', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  const request = (machine: MachineName, scenario: Partial<Scenario>, variant: Variant) => ({
    file: 'walker.c',
    function: 'walker',
    machine,
    variant,
    scenario: { ...defaultScenario, ...scenario },
  });

  const replayed = (
    machine: MachineName,
    scenario: Partial<Scenario> = {},
    variant: Variant = 'as-written',
    text = walker,
  ) => replayWalker(request(machine, scenario, variant), { parser, text });

  function both(machine: MachineName, scenario: Partial<Scenario>, variant: Variant): Both {
    const environment = { parser, text: walker };
    const { machine: _, variant: __, ...asked } = request(machine, scenario, variant);
    const report = simulate({ ...asked, machines: [machine], variants: [variant] }, environment);
    assert.deepEqual(report.failures, []);
    return { replay: replayed(machine, scenario, variant), result: report.results[0] };
  }

  const saying = (replay: Replay, at: number): string => replay.sentences[replay.steps[at].sentence];

  it('begins and ends with the tables of the run, and counts what it counts, on every machine', () => {
    const scenarios = fc.record({
      entries: fc.integer({ min: 1, max: 300 }),
      start: fc.constantFrom(0, 0, 3, 700),
      population: fc.constantFrom(...patternNames),
      folioOrder: fc.constantFrom(0, 4),
      attachedCpus: fc.constantFrom(1, 2),
      fullmm: fc.boolean(),
    });
    const variants = fc.constantFrom<Variant>('as-written', 'no-lazy-mode');
    fc.assert(
      fc.property(fc.constantFrom(...machineNames), scenarios, variants, (machine, scenario, variant) => {
        const { replay, result } = both(machine, scenario, variant);
        assert.deepEqual(eachState(result.before), statesAfter({ ...replay, steps: [] }));
        assert.deepEqual(eachState(result.after), statesAfter(replay));
        assert.deepEqual(countsOf(replay), happened(result.counts));
        assert.deepEqual(
          replay.steps.flatMap(({ runs = [] }) => runs),
          result.runs.map(({ event, first, entries }) => ({ event, first, entries })),
        );
        assert.equal(replay.failure, undefined);
        assert.equal(replay.cut, undefined);
      }),
      { numRuns: 60 },
    );
  });

  it('costs the runs after it nothing: they say what they said before', () => {
    const { machine, variant, ...asked } = request('s390-ipte-range', {}, 'as-written');
    const again = () => simulate({ ...asked, machines: [machine], variants: [variant] }, { parser, text: walker });
    const first = again();
    replayed('s390-ipte-range');
    assert.deepEqual(again(), first);
  });

  const ranged = walker.replace(
    'lazy_mmu_mode_enable()',
    'lazy_mmu_mode_enable_for_pte_range(mm, addr, end, start_pte)',
  );

  it('tells what a cache of entries holds back, until which line and step', () => {
    const replay = replayed('s390-ipte-range', { entries: 3 }, 'as-written', ranged);
    assert.deepEqual(replay.waiting, { kind: 'update', one: 'cached entry', many: 'cached entries' });
    const at = replay.steps.findIndex(({ call }) => call === 'ptep_modify_prot_start');
    const { cells, on, place } = replay.steps[at];
    assert.deepEqual(cells, [{ first: 0, entries: 1, state: 'present', waiting: 'none' }]);
    assert.deepEqual(on, { first: 0, entries: 1 });
    assert.equal(replay.places[place].line, lineOf(ranged, 'ptep_modify_prot_start'));
    const line = lineOf(ranged, 'lazy_mmu_mode_disable');
    assert.equal(
      saying(replay, at),
      '`ptep_modify_prot_start` reads it from the table and parks its new value (empty) as a cached entry. ' +
        `The table keeps the old value (present) until line ${line} (step ${replay.steps.length}).`,
    );
    assert.match(saying(replay, at + 1), /parks its new value \(read-only\) as a cached entry, in place of empty\./);
    const last = replay.steps.at(-1);
    assert.deepEqual(last?.runs, [{ event: 'ipte', first: 0, entries: 3 }]);
    assert.equal(last?.mode, 'off');
    assert.match(
      saying(replay, replay.steps.length - 1),
      /^`lazy_mmu_mode_disable` leaves the lazy MMU mode, brings 3/,
    );
  });

  it('tells of a queue, of a batch, and of barriers', () => {
    const waits = (machine: MachineName) =>
      replayed(machine, { entries: 2 }).sentences.filter((sentence) => sentence.includes('until'));
    assert.match(waits('xen-pv')[0], /as a queued update\. The table keeps the old value \(present\) until line/);
    assert.match(waits('powerpc-hash')[0], /The old translation can still be used until line \d+ \(step \d+\)\./);
    assert.match(waits('sparc64')[0], /The old translation can still be used until line/);
    const kernel = `
int walker(pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte(pte, pfn_pte(7, PAGE_KERNEL));
	lazy_mmu_mode_disable();
	return 0;
}
`;
    const { sentences } = replayed('arm64', { entries: 2, preset: 'kernel' }, 'as-written', kernel);
    assert.ok(
      sentences.some((each) => /No barrier shows the store to other walks of the table until line 9/.test(each)),
    );
    assert.ok(
      sentences.some((each) => /shows 2 stored entries to every walk of the table and costs 1 DSB, 1 ISB/.test(each)),
    );
  });

  const mover = `
int walker(struct vm_area_struct *vma, pmd_t *old_pmd, pmd_t *new_pmd, unsigned long old_addr,
	   unsigned long new_addr, unsigned long extent)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long old_end = old_addr + extent;
	pte_t *old_ptep = pte_offset_kernel(old_pmd, old_addr);
	pte_t *new_ptep = pte_offset_kernel(new_pmd, new_addr);

	lazy_mmu_mode_enable();
	for (; old_addr < old_end; old_ptep++, old_addr += PAGE_SIZE, new_ptep++, new_addr += PAGE_SIZE) {
		pte_t pte = ptep_get_and_clear(mm, old_addr, old_ptep);

		set_pte_at(mm, new_addr, new_ptep, pte);
	}
	lazy_mmu_mode_disable();
	return 0;
}
`;

  it('shows the table that entries are moved to beside the one that they come from', () => {
    const replay = replayed('xen-pv', { entries: 3, start: 5, preset: 'mremap' }, 'as-written', mover);
    assert.deepEqual(replay.before, [{ first: 5, entries: 3, state: 'present' }]);
    assert.deepEqual(replay.destinationBefore, [{ first: 5, entries: 3, state: 'none' }]);
    const moves = replay.steps.filter(({ call }) => call === 'set_pte_at');
    assert.deepEqual(
      moves.map(({ on, cells, destinationCells }) => ({ on, cells, destinationCells })),
      [5, 6, 7].map((first) => ({
        on: { first, entries: 1, destination: true },
        cells: undefined,
        destinationCells: [{ first, entries: 1, state: 'none', waiting: 'present' }],
      })),
    );
    const left = replay.steps.find(({ call }) => call === 'lazy_mmu_mode_disable');
    assert.deepEqual(left?.destinationCells, [{ first: 5, entries: 3, state: 'present' }]);
    assert.deepEqual(left?.runs, [{ event: 'hypercalls', first: 5, entries: 3, destination: true }]);
  });

  it('has no destination where the walker touches none', () => {
    const replay = replayed('xen-pv', { entries: 3 });
    assert.equal(replay.destinationBefore, undefined);
    assert.ok(replay.steps.every(({ destinationCells }) => destinationCells === undefined));
  });

  it('tells C that goes past the accessors, lines of callees, and a mode that is not there', () => {
    const replay = replayed('s390', { entries: 5 });
    assert.match(saying(replay, 0), /does nothing: the kernel of this machine has no lazy MMU mode/);
    assert.deepEqual(
      replay.steps.filter(({ by }) => by === 'access').map(({ sentence }) => replay.sentences[sentence]),
      [
        'C that goes past the accessors reads it.',
        'C that goes past the accessors turns it from present to read-only.',
      ],
    );
    const called = replay.steps.find(({ call }) => call === 'pte_clear');
    assert.deepEqual(replay.places[called?.place ?? -1], {
      file: 'walker.c',
      line: 4,
      function: 'empty',
      walkerLine: lineOf(walker, 'empty(mm, addr, pte);'),
      text: 'pte_clear(mm, addr, pte);',
    });
  });

  it('tells the first part of a long range, and says so', () => {
    const replay = replayed('xen-pv', { entries: 5000 });
    assert.deepEqual(replay.cut, { ofEntries: 5000 });
    assert.equal(replay.scenario.entries, 1024);
  });

  it('keeps no more steps than a panel can hold, and says how many follow', () => {
    const text = walker.replace(
      'pte_t old = ptep_get(pte);',
      'pte_t old = ptep_get(pte);\n\t\tint i;\n\n\t\tfor (i = 0; i < 30; i++)\n\t\t\tptep_get(pte);',
    );
    const { steps, cut } = replayed('s390', { entries: 1000 }, 'as-written', text);
    assert.equal(steps.length, 20_000);
    assert.ok((cut?.moreSteps ?? 0) > 10_000);
  });

  it('ends where a run that fails has stopped, and says why', () => {
    const text = walker.replace('case 4:', 'case 4:\n\t\t\tBUG();');
    const { failure, steps } = replayed('s390', { entries: 9 }, 'as-written', text);
    assert.match(failure?.reason ?? '', /BUG/);
    assert.equal(failure?.line, lineOf(text, 'BUG();'));
    assert.equal(steps.at(-1)?.call, 'ptep_get');
  });

  it('refuses a run that cannot begin, in words', () => {
    const text = walker.replace('lazy_mmu_mode_enable();', '');
    assert.throws(() => replayed('s390', {}, 'with-range', text), /walker\(\) cannot be run with the range call/);
  });
});
