import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import type { InterruptionResult } from '../../../server/core/simulator/report.ts';
import type { Interruption, Scenario } from '../../../server/core/simulator/scenario.ts';
import { SimulationError } from '../../../server/core/simulator/simulate.ts';
import { lineOf, loadParser, runWalkerText, type WalkerRun } from './support-run.ts';

const protecting = `
	pte_t old = ptep_modify_prot_start(vma, addr, pte);

	ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));
`;

/** A walker of a process's memory, under its lock. */
const locked = (enable = 'lazy_mmu_mode_enable();', disable = 'lazy_mmu_mode_disable();'): string => `
void walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	${enable}
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		${protecting}
	}
	${disable}
	pte_unmap_unlock(start_pte, ptl);
}
`;

/** A walker that maps kernel memory, which no lock protects. */
const kernelWalker = `
void walker(pmd_t *pmd, unsigned long addr, unsigned long end, unsigned long pfn)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, pfn++, addr += PAGE_SIZE)
		set_pte_at(&init_mm, addr, pte, pfn_pte(pfn, PAGE_KERNEL));
	lazy_mmu_mode_disable();
}
`;
const mapping: Partial<Scenario> = { entries: 8, population: 'all_none', preset: 'ioremap' };

const rangeCall = 'lazy_mmu_mode_enable_with_ptes(vma->vm_mm, addr, end, pte);';
const commit = 'ptep_modify_prot_commit';

function effects({ effects: list }: InterruptionResult): string[] {
  return list.map(({ effect, times }) => (times === 1 ? effect : `${effect} (${times} times)`));
}

describe('a walker that is interrupted', () => {
  before(loadParser);

  const run = (
    machine: MachineName,
    text: string,
    interruption: Interruption,
    scenario: Partial<Scenario> = {},
  ): { readonly outcome: InterruptionResult; readonly result: WalkerRun } => {
    const result = runWalkerText(machine, text, { entries: 8, ...scenario, interruptions: [interruption] });
    return { outcome: result.interruptions[0], result };
  };

  describe('by an interrupt', () => {
    const mapPage = (occurrence: number): Interruption => {
      return { kind: 'interrupt', function: commit, occurrence, work: ['set-kernel-entry'] };
    };

    it('has what Xen has queued sent out, for an interrupt is never lazy', () => {
      const { outcome, result } = run('xen-pv', locked(), mapPage(6));
      assert.deepEqual(effects(outcome), ['takes effect at once: 5 queued updates of the section']);
      assert.deepEqual(outcome.counts, { hypercalls: 1, mmu_update_entries: 1 });
      assert.deepEqual([result.counts.hypercalls, result.counts.mmu_update_entries], [2, 9]);
    });

    it('has the barriers of arm64 executed for what the interrupt maps, and its own still to come', () => {
      const { outcome, result } = run(
        'arm64',
        kernelWalker,
        { kind: 'interrupt', function: 'set_pte_at', occurrence: 3, work: ['set-kernel-entry'] },
        mapping,
      );
      assert.deepEqual(effects(outcome), ['still waits for the end of the section: 1 pair of barriers']);
      assert.deepEqual(outcome.counts, { dsb_ishst: 1, isb: 1 });
      assert.equal(result.counts.dsb_ishst, 2);
    });

    it('opens no section in it', () => {
      const { outcome, result } = run('arm64', locked(), { ...mapPage(1), work: ['kernel-section'] });
      assert.deepEqual([outcome.counts, result.warnings], [{ dsb_ishst: 1, isb: 1 }, []]);
    });

    const readers: readonly (readonly [string, MachineName, Partial<Scenario>, RegExp])[] = [
      ['v2 of the series shows the table', 's390-ipte-range', { machine: { series: 'v2' } }, /table, which misses/],
      ['v5 of the series shows the cache', 's390-ipte-range', { machine: { series: 'v5' } }, /value of the section/],
      ['v6 of the series shows the cache', 's390-ipte-range', {}, /value of the section/],
      ['Xen shows the table', 'xen-pv', {}, /table, which misses/],
      ['s390 without the series has nothing that waits', 's390', {}, /as the table has it/],
      ['sparc64 has nothing that waits in an entry', 'sparc64', {}, /as the table has it/],
    ];
    for (const [title, machine, scenario, expected] of readers) {
      it(`${title} to a handler that reads an entry`, () => {
        const interruption: Interruption = { kind: 'interrupt', function: commit, occurrence: 6, work: ['read-entry'] };
        const { outcome } = run(machine, locked(rangeCall), interruption, scenario);
        assert.match(effects(outcome)[0], expected);
      });
    }

    it('loses to the section what it changes itself in v2 of the series, and not in later ones', () => {
      for (const [series, expected, ipte] of [
        ['v2', /changes the table, which the change that waits will overwrite/, 1],
        ['v6', /its own change waits/, 0],
      ] as const) {
        const { outcome, result } = run(
          's390-ipte-range',
          locked(rangeCall),
          { kind: 'interrupt', function: commit, occurrence: 6, work: ['clear-entry'], entry: 2 },
          { machine: { series } },
        );
        assert.match(effects(outcome)[0], expected);
        assert.equal(outcome.counts.ipte ?? 0, ipte);
        const cleared = result.after.flatMap(({ runs }) => runs.map(({ state }) => state)).includes('none');
        assert.equal(cleared, series === 'v6');
      }
    });

    it('goes on collecting for powerpc in 6.12, and flushes at once in later kernels', () => {
      for (const [text, waits] of [
        [locked(), 'still wait for the end of the section: 5 entries to flush'],
        [
          locked('arch_enter_lazy_mmu_mode();', 'arch_leave_lazy_mmu_mode();'),
          'still wait for the end of the section: 6 entries to flush',
        ],
      ]) {
        const interruption: Interruption = {
          kind: 'interrupt',
          function: 'ptep_modify_prot_start',
          occurrence: 6,
          work: ['clear-entry'],
          entry: 7,
        };
        assert.deepEqual(effects(run('powerpc-hash', text, interruption).outcome).slice(1), [waits]);
      }
    });
  });

  describe('by another task', () => {
    const atCommit: Interruption = { kind: 'preemption', function: commit, occurrence: 6 };
    const held = 'the switch waits, because a spinlock is held';
    const noPreemption = 'the switch waits, because the lazy MMU mode of this machine disables preemption';

    it('keeps the CPU while it holds a spinlock', () => {
      for (const machine of ['xen-pv', 'arm64', 's390', 'x86', 'generic'] as const) {
        const { outcome } = run(machine, locked(), atCommit);
        assert.deepEqual([outcome.deferred, effects(outcome)[0]], [1, held], machine);
      }
    });

    it('keeps it with PREEMPT_RT only where the mode itself disables preemption', () => {
      const config = { CONFIG_PREEMPT_RT: true };
      for (const [machine, deferred] of [
        ['xen-pv', 0],
        ['arm64', 0],
        ['s390', 0],
        ['powerpc-radix', 0],
        ['powerpc-hash', 1],
        ['sparc64', 1],
        ['s390-ipte-range', 1],
      ] as const) {
        const { outcome } = run(machine, locked(), atCommit, { config });
        assert.equal(outcome.deferred, deferred, machine);
        if (deferred === 1) assert.equal(effects(outcome)[0], noPreemption);
      }
      const plain = run('s390-ipte-range', locked(), atCommit, { config, machine: { series: 'v2' } }).outcome;
      assert.equal(plain.deferred, 0, 'v2 arms nothing, and leaves preemption on');
    });

    it('has the queue of Xen sent out, and goes on collecting', () => {
      const { outcome, result } = run('xen-pv', locked(), atCommit, { config: { CONFIG_PREEMPT_RT: true } });
      assert.deepEqual(effects(outcome), [
        'the mode is paused, which sends the queue out, and resumed with the task',
        'takes effect at once: 5 queued updates of the section',
      ]);
      assert.deepEqual([outcome.counts.hypercalls, result.counts.hypercalls], [1, 2]);
    });

    it('does the same for Xen in 6.12, which leaves the mode', () => {
      const text = locked('arch_enter_lazy_mmu_mode();', 'arch_leave_lazy_mmu_mode();');
      const { result } = run('xen-pv', text, atCommit, { config: { CONFIG_PREEMPT_RT: true } });
      assert.deepEqual([result.counts.hypercalls, result.warnings], [2, []]);
    });

    it('is shown by the barrier of the switch on arm64, and executes its own later', () => {
      const { outcome, result } = run(
        'arm64',
        kernelWalker,
        { kind: 'preemption', function: 'set_pte_at', occurrence: 3, work: ['kernel-section'] },
        mapping,
      );
      assert.match(effects(outcome)[0], /DSB ISH of __switch_to/);
      assert.deepEqual(outcome.counts, { dsb_ish: 2, dsb_ishst: 1, isb: 1 });
      assert.equal(result.counts.dsb_ishst, 2, 'one pair for the other task, one for the section');
    });

    it('gets the CPU when the section that disables preemption is left', () => {
      for (const machine of ['powerpc-hash', 'sparc64'] as const) {
        const { outcome, result } = run(machine, locked(), atCommit, { config: { CONFIG_PREEMPT_RT: true } });
        assert.deepEqual(effects(outcome), [noPreemption]);
        assert.equal(result.counts.hpte_flushes + result.counts.tsb_flushes, 1, 'one flush for the section');
      }
    });

    it('finds what a nested section of v6 has flushed, and comes in between', () => {
      const text = locked(rangeCall).replace(
        'lazy_mmu_mode_disable();',
        'lazy_mmu_mode_enable();\n\tlazy_mmu_mode_disable();\n\tptep_get(start_pte);\n\tlazy_mmu_mode_disable();',
      );
      const { outcome, result } = run('s390-ipte-range', text, atCommit, { config: { CONFIG_PREEMPT_RT: true } });
      assert.deepEqual([outcome.deferred, result.counts.ipte], [1, 1]);
    });
  });

  describe('by going to sleep', () => {
    it('breaks the rules where it holds a lock, or the mode disables preemption', () => {
      const asleep: Interruption = { kind: 'sleep', function: commit, occurrence: 6 };
      const warned = (machine: MachineName, config: Record<string, boolean>) =>
        run(machine, locked(), asleep, { config }).result.warnings.map(({ message }) => message);
      assert.deepEqual(warned('arm64', {}), ['scheduling while atomic: the task sleeps, but a spinlock is held']);
      assert.deepEqual(warned('arm64', { CONFIG_PREEMPT_RT: true }), []);
      assert.deepEqual(warned('sparc64', { CONFIG_PREEMPT_RT: true }), [
        'scheduling while atomic: the task sleeps, but the lazy MMU mode of this machine disables preemption',
      ]);
    });

    it('has the batch of powerpc flushed in 6.12, and opened again', () => {
      const text = locked('arch_enter_lazy_mmu_mode();', 'arch_leave_lazy_mmu_mode();');
      const { outcome, result } = run('powerpc-hash', text, { kind: 'sleep', function: commit, occurrence: 6 });
      assert.match(effects(outcome)[0], /__switch_to\(\) flushes the batch/);
      assert.deepEqual([outcome.counts.hpte_entries, result.counts.hpte_flushes], [6, 2]);
    });
  });

  describe('with PREEMPT_RT', () => {
    /** Takes a lock of the kernel's in the section, as callbacks of apply_to_page_range() did. */
    const lockInside = `
static DEFINE_SPINLOCK(inner);
${locked().replace('pte_t old', 'spin_lock(&inner);\n\tspin_unlock(&inner);\n\tpte_t old')}`;

    it('must not take a spinlock where the mode disables preemption', () => {
      for (const [machine, warnings] of [
        ['arm64', 0],
        ['xen-pv', 0],
        ['powerpc-hash', 1],
        ['sparc64', 1],
        ['s390-ipte-range', 1],
      ] as const) {
        const warned = (config: Record<string, boolean>) =>
          runWalkerText(machine, lockInside, { entries: 8, config }).warnings;
        assert.equal(warned({}).length, 0);
        const found = warned({ CONFIG_PREEMPT_RT: true });
        assert.equal(found.length, warnings, machine);
        for (const { message, line, times } of found) {
          assert.match(message, /a spinlock, which sleeps with CONFIG_PREEMPT_RT/);
          assert.deepEqual([line, times], [lineOf(lockInside, 'spin_lock(&inner)'), 8]);
        }
      }
    });
  });

  describe('at a line', () => {
    const text = locked();
    const at = (line: number, occurrence?: number): Interruption => {
      return {
        kind: 'interrupt',
        line,
        work: ['set-kernel-entry'],
        ...(occurrence === undefined ? {} : { occurrence }),
      };
    };

    it('is so before its first statement, the first time unless another is asked for, or every time', () => {
      const line = lineOf(text, 'ptep_modify_prot_commit');
      for (const [occurrence, times, waited] of [
        [undefined, 1, 0],
        [4, 1, 3],
        [0, 8, 0],
      ] as const) {
        const { outcome } = run('xen-pv', text, at(line, occurrence));
        assert.equal(outcome.times, times);
        const sent = outcome.effects.map(({ effect }) => effect);
        assert.deepEqual(sent.includes(`takes effect at once: ${waited} queued updates of the section`), waited > 0);
      }
    });

    it('may be any statement, and a loop before its first round', () => {
      for (const [part, times] of [
        ['start_pte = pte', 1],
        ['for (; addr', 1],
        ['pte_t old', 8],
        ['lazy_mmu_mode_enable', 1],
        ['pte_unmap_unlock', 1],
      ] as const) {
        assert.equal(run('arm64', text, at(lineOf(text, part), 0)).outcome.times, times, part);
      }
    });

    it('that holds no statement never happens', () => {
      const { outcome } = run('arm64', text, at(lineOf(text, 'spinlock_t *ptl') + 2, 0));
      assert.deepEqual(outcome, { interruption: 0, times: 0, deferred: 0, counts: {}, effects: [] });
    });

    it('counts at the line, and in the run', () => {
      const line = lineOf(text, 'ptep_modify_prot_commit');
      const { result } = run('arm64', text, at(line));
      assert.deepEqual(result.lines.find((each) => each.line === line)?.counts, { dsb_ishst: 1, isb: 1 });
    });
  });

  it('is another program than one that is not', () => {
    const plain = runWalkerText('arm64', locked(), { entries: 8 });
    assert.deepEqual(plain.interruptions, []);
    const { result } = run('arm64', locked(), {
      kind: 'interrupt',
      line: 9,
      occurrence: 0,
      work: ['set-kernel-entry'],
    });
    assert.equal(result.interruptions[0].times > 0, true);
    assert.deepEqual(runWalkerText('arm64', locked(), { entries: 8 }).counts, plain.counts);
  });

  it('must be at a line, or before a function that C cannot look into', () => {
    const callOf = (name: string) => () => run('arm64', locked(), { kind: 'interrupt', function: name });
    assert.throws(callOf('walker'), /walker\(\) is neither a page-table primitive nor .*; give the line of its call/);
    assert.throws(callOf('set_ptee'), /did you mean set_pte or set_ptes\?/);
  });

  const refusals: readonly (readonly [string, unknown, RegExp])[] = [
    ['without a place', { kind: 'interrupt' }, /"interruptions\[0\]" must have either "line" or "function"/],
    ['with two places', { kind: 'interrupt', line: 3, function: 'set_pte' }, /either "line" or "function"/],
    ['of no kind', { line: 3 }, /"interruptions\[0\]\.kind" must be one of interrupt, preemption, sleep/],
    ['with unknown work', { kind: 'interrupt', line: 3, work: ['read-entyr'] }, /did you mean read-entry\?/],
    ['about an entry outside', { kind: 'interrupt', line: 3, entry: 8 }, /"interruptions\[0\]\.entry" must be below/],
  ];
  for (const [title, interruption, message] of refusals) {
    it(`refuses one ${title}`, () => {
      assert.throws(
        () => run('arm64', locked(), interruption as Interruption),
        (error: unknown) => {
          assert.ok(error instanceof SimulationError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
