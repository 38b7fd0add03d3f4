import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { usualMachines } from '../../server/core/simulator/arch/names.ts';
import { machinesFor } from '../../server/core/simulator/walkers.ts';
import { describeKernel } from '../support/kernels.ts';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseSimulation, parseSurvey } from './support/schemas.ts';

const usual: readonly string[] = usualMachines;
const walkers = [
  'apply_to_pte_range',
  'change_pte_range',
  'copy_pte_range',
  'lru_gen_look_around',
  'madvise_cold_or_pageout_pte_range',
  'madvise_free_pte_range',
  'migrate_vma_collect_pmd',
  'move_ptes',
  'pagemap_scan_pmd_entry',
  'remap_pte_range',
  'walk_pte_range',
  'zap_pte_range',
];
const newer = [
  'kasan_depopulate_vmalloc_pte',
  'kasan_populate_vmalloc_pte',
  'move_present_ptes',
  'update_range_prot',
  'vmap_pages_pte_range',
  'vmap_pte_range',
  'vunmap_pte_range',
];
const upper = ['range_split_to_ptes', 'split_kernel_leaf_mapping'];
const hash = ['__flush_hash_table_range', 'flush_hash_table_pmd_range', 'hpte_flush_range'];
const taskSwitch = ['xen_end_context_switch', 'xen_flush_lazy_mmu'];

for (const [version, expected, refused] of [
  ['6.12', walkers, [...hash, ...taskSwitch, 'walk_pmd_range_locked']],
  ['7.2', [...walkers, ...newer], [...hash, ...upper, 'walk_pmd_range_locked']],
  ['7.3', [...walkers, ...newer], [...hash, ...upper, 'walk_pmd_range_locked']],
] as const)
  describeKernel(version, 'lazy-mmu simulate --all', (tree) => {
    it('runs every walker of page tables from its own source, and says which others it cannot', async () => {
      const { code, stdout, stderr } = await lazyMmu(['simulate', '--all', '--tree', tree(), '--json']);
      assert.equal(stderr, '');
      assert.equal(code, 1);
      const { kernel, runs, refusals } = parseSurvey(stdout);
      assert.ok(kernel.startsWith(`${version}.`), kernel);
      const ran = [...new Set(runs.map(({ walker }) => walker))].sort();
      assert.deepEqual(ran, [...expected].sort());
      for (const walker of ran) {
        const own = runs.filter((run) => run.walker === walker);
        assert.deepEqual(
          own.map(({ machine }) => machine),
          machinesFor(own[0].file).filter((name) => usual.includes(name)),
        );
      }
      assert.deepEqual(refusals.map(({ walker }) => walker).sort(), [...refused].sort());
      const resting = runs.filter(({ restsOn }) => restsOn.length > 0);
      assert.deepEqual(resting, []);
    });

    it('counts what the single simulation counts', async () => {
      const walker = 'mm/vmscan.c:lru_gen_look_around';
      const machine = ['--machine', 's390'];
      const all = parseSurvey((await lazyMmu(['simulate', '--all', '--json', ...machine], { cwd: tree() })).stdout);
      const one = JSON.parse((await lazyMmu(['simulate', walker, '--json', ...machine], { cwd: tree() })).stdout);
      const counts = all.runs.find((run) => run.walker === 'lru_gen_look_around')?.counts;
      assert.deepEqual(counts, one.results[0].counts);
      assert.equal(counts?.ipte, 64);
    });
  });

describeKernel('7.3', 'update_range_prot of arm64', (tree) => {
  it('has one barrier for all entries when barriers are batched, else one for each', async () => {
    const words = ['simulate', 'arch/arm64/mm/pageattr.c:update_range_prot', '--machine', 'arm64', 'arm64-eager'];
    const { results } = parseSimulation((await lazyMmu([...words, '--json'], { cwd: tree() })).stdout);
    assert.deepEqual(
      results.map(({ counts }) => [counts.dsb_ishst, counts.isb]),
      [
        [1, 1],
        [256, 256],
      ],
    );
    assert.deepEqual(new Set(results[0].changes.map(({ after }) => after)), new Set(['read-only']));
  });

  it('is refused for what it cannot stand for, with the reason', async () => {
    const words = ['simulate', 'mm/vmscan.c:walk_pmd_range_locked'];
    const { code, stderr } = await lazyMmu(words, { cwd: tree() });
    assert.match(stderr, /walk_pmd_range_locked\(\) cannot be simulated: it works on entries above the page table/);
    assert.equal(code, 2);
  });
});

describe('lazy-mmu simulate --all', () => {
  const walker = `static int protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	lazy_mmu_mode_enable();
	do {
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`;
  let root = '';
  before(() => {
    root = layOut({
      Kbuild: '',
      Kconfig: '',
      MAINTAINERS: '',
      Makefile: 'VERSION = 9\nPATCHLEVEL = 1\nSUBLEVEL = 0\nEXTRAVERSION = -rc2\n',
      'include/linux/pgtable.h': '',
      'mm/protect.c': walker,
    });
  });
  after(() => rmSync(root, { recursive: true }));

  it('prints one table, and 0 when every walker ran', async () => {
    const words = ['simulate', '--all', '--machine', 's390', 'xen-pv', '--entries', '62', '--tree', root];
    const { code, stdout, stderr } = await lazyMmu(words);
    assert.equal(stderr, '');
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'walker   kernel     machine  IPTE  entries  DSB  ISB  hypercalls  traps  counts rest on',
      'protect  9.1.0-rc2  s390       62       62    0    0           0      0',
      'protect  9.1.0-rc2  xen-pv      0        0    0    0           0     62',
      '',
      '1 walker run as written.',
    ]);
    assert.equal(code, 0);
  });

  it('takes no walker and no variants', async () => {
    for (const excess of ['mm/protect.c:protect', '--compare']) {
      const { code, stderr } = await lazyMmu(['simulate', '--all', '--tree', root, excess]);
      assert.match(stderr, /^lazy-mmu: .+: --all takes every walker as it is written; leave this out\n$/);
      assert.equal(code, 2);
    }
  });

  it('needs a tree', async () => {
    const { code, stderr } = await lazyMmu(['simulate', '--all'], { cwd: tmpdir() });
    assert.equal(stderr, 'lazy-mmu: no kernel tree here; run in one, or say --tree DIR\n');
    assert.equal(code, 2);
  });
});
