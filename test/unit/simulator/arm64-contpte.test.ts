import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MachineOptions } from '../../../server/core/simulator/arch/machine-options.ts';
import { entryBits as bits, withoutBits } from '../../../server/core/simulator/machine/entry.ts';
import type { Scenario } from '../../../server/core/simulator/scenario.ts';
import { type Bench, bench, kernelMm, mm, vma } from './support.ts';
import { eventsOf, loadParser, runWalkerText } from './support-run.ts';

type Arm64 = 'arm64' | 'arm64-eager';

/** Folios of 64 pages, mapped from the start of the table on. */
function blocks(options: Partial<MachineOptions> = {}, name: Arm64 = 'arm64', order = 6): Bench {
  const b = bench(name, { machine: { contpte: true, ...options } });
  b.world.initMm = kernelMm;
  b.world.pages.lay(0x9000, 64, 512, order);
  const entry = b.call('pte_mkdirty', b.call('pte_mkyoung', b.call('pfn_pte', b.world.pages.frameOf(0), shared)));
  b.call('set_ptes', mm, b.virtual(0), b.at(0), entry, 128);
  return b;
}

const shared = bits.present | bits.read | bits.user | bits.write;

const isFolded = (b: Bench, i: number): boolean => (b.world.tables.read(b.at(i)) & bits.contiguous) !== 0;
const folded = (b: Bench): number[] => [...Array(8).keys()].filter((block) => isFolded(b, block * 16));

function events(b: Bench): { folds: number; unfolds: number; tlbi: number } {
  const { contpte_folds: folds, contpte_unfolds: unfolds, tlbi } = b.world.events.total();
  return { folds, unfolds, tlbi };
}

const none = { folds: 0, unfolds: 0, tlbi: 0 };
const one = { folds: 0, unfolds: 1, tlbi: 1 };

describe('contiguous blocks of arm64', () => {
  it('are what whole aligned blocks of a batch become at once, without a flush', () => {
    const b = blocks();
    assert.deepEqual([folded(b), events(b)], [[0, 1, 2, 3, 4, 5, 6, 7], none]);
    const first = b.world.tables.read(b.at(0));
    b.call('set_ptes', mm, b.virtual(200), b.at(200), withoutBits(first, bits.contiguous), 40);
    assert.equal(
      [...Array(40).keys()].some((i) => isFolded(b, 200 + i)),
      false,
      'no page frame is aligned like its address',
    );
  });

  it('are none in memory of the kernel, nor where folios are small', () => {
    const b = bench('arm64', { machine: { contpte: true } });
    b.world.initMm = kernelMm;
    b.world.pages.lay(0x9000, 64, 512, 6);
    b.call(
      'set_ptes',
      kernelMm,
      b.virtual(0),
      b.at(0),
      b.call('pfn_pte', b.world.pages.frameOf(0), bits.present | bits.read),
      64,
    );
    assert.equal(isFolded(b, 0), false);
    assert.equal(b.world.events.total().dsb_ishst, 1);
    const small = blocks({}, 'arm64', 0);
    small.call('pte_clear', mm, small.virtual(0), small.at(0));
    const entry = withoutBits(small.world.tables.read(small.at(15)), bits.contiguous) - 15 * 2 ** 20;
    small.call('set_pte_at', mm, small.virtual(0), small.at(0), entry);
    small.call('set_pte_at', mm, small.virtual(15), small.at(15), entry + 15 * 2 ** 20);
    assert.equal(isFolded(small, 0), false);
  });

  const partial: readonly (readonly [string, (b: Bench) => unknown])[] = [
    ['set_pte_at', (b) => b.call('set_pte_at', mm, b.virtual(20), b.at(20), b.world.emptyEntry)],
    ['pte_clear', (b) => b.call('pte_clear', mm, b.virtual(20), b.at(20))],
    ['ptep_get_and_clear', (b) => b.call('ptep_get_and_clear', mm, b.virtual(20), b.at(20))],
    ['clear_full_ptes of some', (b) => b.call('clear_full_ptes', mm, b.virtual(20), b.at(20), 4, 0)],
    ['get_and_clear_full_ptes of some', (b) => b.call('get_and_clear_full_ptes', mm, b.virtual(20), b.at(20), 4, 0)],
    ['ptep_set_wrprotect', (b) => b.call('ptep_set_wrprotect', mm, b.virtual(20), b.at(20))],
    ['wrprotect_ptes of some', (b) => b.call('wrprotect_ptes', mm, b.virtual(20), b.at(20), 4)],
    ['ptep_modify_prot_start', (b) => b.call('ptep_modify_prot_start', vma, b.virtual(20), b.at(20))],
    ['modify_prot_start_ptes of some', (b) => b.call('modify_prot_start_ptes', vma, b.virtual(20), b.at(20), 4)],
    [
      'ptep_set_access_flags that takes write permission away',
      (b) =>
        b.call(
          'ptep_set_access_flags',
          vma,
          b.virtual(20),
          b.at(20),
          b.call('pte_wrprotect', b.world.tables.read(b.at(20))),
          0,
        ),
    ],
  ];
  for (const [title, change] of partial) {
    it(`are unfolded by ${title}, with one flush, unless the CPUs have BBML`, () => {
      const b = blocks();
      change(b);
      assert.deepEqual([events(b), folded(b)], [one, [0, 2, 3, 4, 5, 6, 7]]);
      const spared = blocks({ bbml: true });
      change(spared);
      assert.deepEqual(events(spared), { ...one, tlbi: 0 });
      const older = blocks({ bbml: true }, 'arm64-eager');
      if (!title.includes('modify_prot_start_ptes')) {
        change(older);
        assert.deepEqual(events(older), one, '6.12 knows no BBML');
      }
      const single = blocks({ tlbRange: false });
      change(single);
      assert.deepEqual(events(single), { ...one, tlbi: 16 });
    });
  }

  it('are unfolded at both ends of a batch, and not in the middle', () => {
    for (const primitive of ['clear_full_ptes', 'wrprotect_ptes']) {
      const b = blocks();
      b.call(primitive, mm, b.virtual(10), b.at(10), 60, 0);
      assert.deepEqual(events(b), { ...none, unfolds: 2, tlbi: 2 });
      assert.deepEqual(folded(b).slice(-3), [5, 6, 7]);
    }
  });

  const whole: readonly (readonly [string, (b: Bench) => unknown])[] = [
    ['clear_full_ptes of whole ones', (b) => b.call('clear_full_ptes', mm, b.virtual(16), b.at(16), 32, 0)],
    ['wrprotect_ptes of whole ones', (b) => b.call('wrprotect_ptes', mm, b.virtual(16), b.at(16), 32)],
    ['modify_prot_start_ptes of whole ones', (b) => b.call('modify_prot_start_ptes', vma, b.virtual(16), b.at(16), 32)],
    ['ptep_test_and_clear_young', (b) => b.call('ptep_test_and_clear_young', vma, b.virtual(20), b.at(20))],
    ['clear_young_dirty_ptes', (b) => b.call('clear_young_dirty_ptes', vma, b.virtual(20), b.at(20), 4, 3)],
  ];
  for (const [title, change] of whole) {
    it(`are not unfolded by ${title}`, () => {
      const b = blocks();
      change(b);
      assert.deepEqual(events(b), none);
    });
  }

  it('stay blocks where a batch of 7.x changes their protection', () => {
    const b = blocks();
    const old = b.call('modify_prot_start_ptes', vma, b.virtual(16), b.at(16), 32);
    b.call('modify_prot_commit_ptes', vma, b.virtual(16), b.at(16), old, b.call('pte_wrprotect', old), 32);
    assert.deepEqual([folded(b), events(b)], [[0, 1, 2, 3, 4, 5, 6, 7], none]);
    assert.equal(b.world.tables.read(b.at(40)) & bits.write, 0);
  });

  it('are folded again by the store of the last entry, with a flush of their own', () => {
    const b = blocks();
    for (let i = 16; i < 32; i++) {
      const old = b.call('ptep_modify_prot_start', vma, b.virtual(i), b.at(i));
      b.call('ptep_modify_prot_commit', vma, b.virtual(i), b.at(i), old, b.call('pte_wrprotect', old));
      assert.equal(isFolded(b, 16), i === 31);
    }
    assert.deepEqual(events(b), { folds: 1, unfolds: 1, tlbi: 2 });
  });

  it('are not folded while a neighbour differs, is special, or belongs to another folio', () => {
    const attempt = (prepare: (b: Bench) => void, order = 6): boolean => {
      const b = blocks({}, 'arm64', order);
      b.call('pte_clear', mm, b.virtual(31), b.at(31));
      prepare(b);
      const neighbour = withoutBits(b.world.tables.read(b.at(30)), bits.contiguous);
      b.call('set_pte_at', mm, b.virtual(31), b.at(31), neighbour + 2 ** 20);
      return isFolded(b, 31);
    };
    assert.equal(
      attempt(() => undefined),
      true,
    );
    assert.equal(
      attempt((b) => b.call('ptep_set_wrprotect', mm, b.virtual(20), b.at(20))),
      false,
    );
    assert.equal(
      attempt((b) => b.call('ptep_test_and_clear_young', vma, b.virtual(20), b.at(20))),
      true,
      'ages differ',
    );
    assert.equal(
      attempt(() => undefined, 3),
      false,
      'folios of 8 pages',
    );
    assert.equal(
      attempt((b) => {
        b.world.tables.write(b.at(30), b.call('pte_mkspecial', b.world.tables.read(b.at(30))));
      }),
      false,
    );
  });

  it('are young and dirty as a whole', () => {
    const b = blocks();
    for (let i = 16; i < 32; i++)
      b.world.tables.write(b.at(i), withoutBits(b.world.tables.read(b.at(i)), bits.young | bits.dirty));
    assert.equal(b.call('pte_young', b.call('ptep_get', b.at(20))), 0);
    b.world.tables.write(b.at(31), b.call('pte_mkyoung', b.world.tables.read(b.at(31))));
    b.world.tables.write(b.at(17), b.call('pte_mkdirty', b.world.tables.read(b.at(17))));
    const seen = b.call('ptep_get', b.at(20));
    assert.deepEqual([b.call('pte_young', seen), b.call('pte_dirty', seen)], [1, 1]);
    assert.equal(b.call('ptep_get_lockless', b.at(20)), seen);
    b.call('pte_clear', mm, b.virtual(16), b.at(16));
    assert.equal(b.call('pte_young', b.world.tables.read(b.at(20))), 1, 'an unfold gives all of them the ages of any');
  });

  it('are aged as a whole, and flushed without waiting', () => {
    const b = blocks();
    assert.equal(b.call('ptep_clear_flush_young', vma, b.virtual(20), b.at(20)), 1);
    assert.equal(b.call('pte_young', b.call('ptep_get', b.at(31))), 0);
    const { tlbi, dsb_ish, contpte_unfolds } = b.world.events.total();
    assert.deepEqual([tlbi, dsb_ish, contpte_unfolds], [1, 0, 0]);
    assert.equal(b.call('ptep_test_and_clear_young', vma, b.virtual(16), b.at(16)), 0);
  });

  it('take access flags as a whole', () => {
    const b = blocks();
    const young = b.world.tables.read(b.at(20));
    assert.equal(b.call('ptep_set_access_flags', vma, b.virtual(20), b.at(20), young, 1), 0);
    b.call('clear_young_dirty_ptes', vma, b.virtual(20), b.at(20), 1, 1);
    assert.equal(b.call('ptep_set_access_flags', vma, b.virtual(20), b.at(20), young, 1), 1);
    assert.equal(b.call('pte_young', b.world.tables.read(b.at(31))), 1);
    const { dsb_nsh, contpte_unfolds } = b.world.events.total();
    assert.deepEqual([dsb_nsh, contpte_unfolds], [1, 0]);
  });

  it('say how many entries are left in them', () => {
    const b = blocks();
    const hint = (i: number) => b.call('pte_batch_hint', b.at(i), b.call('ptep_get', b.at(i)));
    assert.deepEqual([hint(16), hint(20), hint(31)], [16, 12, 1]);
    b.call('pte_clear', mm, b.virtual(20), b.at(20));
    assert.equal(hint(16), 1);
  });

  it('must not be met by set_pte(), which cannot unfold', () => {
    const b = blocks();
    b.call('set_pte', b.at(20), b.world.tables.read(b.at(20)));
    assert.deepEqual(
      b.world.warnings.map(({ message }) => message),
      ['set_pte() of an entry of a contiguous block'],
    );
  });

  it('leave the entries that single ones would be, and are blocks or not as a whole', () => {
    const names = ['ptep_get_and_clear', 'ptep_set_wrprotect', 'restore', 'protect', 'wrprotect_ptes'] as const;
    const steps = fc.array(
      fc.record({ name: fc.constantFrom(...names), at: fc.nat(127), count: fc.integer({ min: 1, max: 40 }) }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const run = (contpte: boolean): Bench => {
          const b = blocks({ contpte });
          for (const { name, at, count } of list) {
            const place = [b.virtual(at), b.at(at)] as const;
            if (name === 'restore') {
              if (b.call('pte_none', b.call('ptep_get', b.at(at))) === 0) continue;
              const entry = b.call(
                'pte_mkdirty',
                b.call('pte_mkyoung', b.call('pfn_pte', b.world.pages.frameOf(at), shared)),
              );
              b.call('set_pte_at', mm, ...place, entry);
            } else if (name === 'protect') {
              if (b.call('pte_none', b.call('ptep_get', b.at(at))) !== 0) continue;
              const old = b.call('ptep_modify_prot_start', vma, ...place);
              b.call('ptep_modify_prot_commit', vma, ...place, old, b.call('pte_wrprotect', old));
            } else if (name === 'wrprotect_ptes') {
              const present = (i: number) => b.call('pte_present', b.call('ptep_get', b.at(i))) === 1;
              let length = 0;
              while (length < count && at + length < 128 && present(at + length)) length++;
              if (length > 0) b.call(name, mm, ...place, length);
            } else if (b.call('pte_none', b.call('ptep_get', b.at(at))) === 0) b.call(name, mm, ...place);
          }
          return b;
        };
        const [withBlocks, plain] = [run(true), run(false)];
        for (let i = 0; i < 128; i++) {
          const entry = withBlocks.world.tables.read(withBlocks.at(i));
          assert.equal(withoutBits(entry, bits.contiguous), plain.world.tables.read(plain.at(i)));
          assert.equal(isFolded(withBlocks, i), isFolded(withBlocks, i - (i % 16)), `block of ${i}`);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('walkers over contiguous blocks', () => {
  before(loadParser);

  const protect = (batch: number): string => `
int walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end, struct mmu_gather *tlb)
{
	pte_t *pte = pte_offset_map(pmd, addr);

	for (; addr != end; pte += ${batch}, addr += ${batch} * PAGE_SIZE) {
		pte_t old = modify_prot_start_ptes(vma, addr, pte, ${batch});

		modify_prot_commit_ptes(vma, addr, pte, old, pte_wrprotect(old), ${batch});
		tlb_flush_pte_range(tlb, addr, ${batch} * PAGE_SIZE);
	}
	return 0;
}
`;
  const scenario: Partial<Scenario> = { entries: 1, start: 5, folioOrder: 4, machine: { contpte: true } };

  it('of one page of 16 need an unfold with its flush, and the flush of the page', () => {
    const within = {
      ...scenario,
      population: 'all_present',
      entries: 16,
      start: 0,
      arguments: { end: 'addr + PAGE_SIZE' },
    } as const;
    const { counts } = runWalkerText('arm64', protect(1), within);
    assert.deepEqual([counts.contpte_unfolds, counts.tlb_flush, counts.tlbi], [1, 2, 2]);
    const spared = runWalkerText('arm64', protect(1), { ...within, machine: { contpte: true, bbml: true } }).counts;
    assert.deepEqual([spared.contpte_unfolds, spared.tlb_flush, spared.tlbi], [1, 1, 1]);
  });

  it('of whole folios in batches need none', () => {
    const { counts } = runWalkerText('arm64', protect(16), { ...scenario, entries: 64, start: 0 });
    assert.deepEqual([counts.contpte_unfolds, counts.contpte_folds, counts.tlb_flush], [0, 0, 1]);
  });

  it('find none where the folios are smaller, the range begins within one, or the scenario does not choose it', () => {
    for (const other of [{ folioOrder: 3 }, { start: 5, entries: 11 }, { machine: {} }]) {
      const { counts } = runWalkerText('arm64', protect(1), { ...scenario, entries: 16, start: 0, ...other });
      assert.deepEqual([counts.contpte_unfolds, counts.contpte_folds], [0, 0]);
    }
  });

  it('are the same without contpte on every other machine', () => {
    const run = (contpte: boolean) =>
      eventsOf(runWalkerText('xen-pv', protect(16), { ...scenario, entries: 64, start: 0, machine: { contpte } }));
    assert.deepEqual(run(true), run(false));
  });
});
