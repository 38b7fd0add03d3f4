import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineOf } from '../../server/core/simulator/arch/machines.ts';
import { standInReasons } from '../../server/core/simulator/machine/stand-in.ts';
import { definesOf, headers } from '../../server/core/simulator/models/configuration.ts';
import { machinesFor } from '../../server/core/simulator/walkers.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseSimulation, parseSurvey } from './support/schemas.ts';

const walkers = [
  '__flush_hash_table_range',
  'apply_to_pte_range',
  'change_page_attr',
  'change_pte_range',
  'copy_pte_range',
  'existing_page_cb',
  'flush_hash_table_pmd_range',
  'gnttab_apply',
  'hpte_flush_range',
  'kasan_depopulate_vmalloc_pte',
  'kasan_populate_vmalloc_pte',
  'lru_gen_look_around',
  'madvise_cold_or_pageout_pte_range',
  'madvise_free_pte_range',
  'migrate_vma_collect_pmd',
  'move_ptes',
  'pagemap_scan_pmd_entry',
  'remap_area_pfn_pte_fn',
  'remap_pte_range',
  'vmap_pfn_apply',
  'walk_pte_range',
  'zap_pte_range',
];
const newer = [
  'apply_range_clear_cb',
  'apply_range_set_cb',
  'apply_range_set_scratch_cb',
  'move_present_ptes',
  'range_split_to_ptes',
  'split_kernel_leaf_mapping',
  'update_range_prot',
  'vmap_pages_pte_range',
  'vmap_pte_range',
  'vunmap_pte_range',
];
/** What the sanitizer finds in the walkers as they are written, each as its own preset calls it. */
const foundEverywhere = [
  'F18 in change_page_attr() on powerpc-hash',
  'F18 in migrate_vma_collect_pmd() on powerpc-hash, sparc64, xen-pv',
  'F18 in pagemap_scan_pmd_entry() on powerpc-hash, sparc64, xen-pv',
];
const foundIn: Readonly<Record<string, readonly string[]>> = {
  '6.12': [
    'C5 in pagemap_scan_pmd_entry() on xen-pv',
    'F11 in kasan_populate_vmalloc_pte() on powerpc-hash, s390-ipte-range, sparc64',
  ],
  '7.2': [],
  '7.3': ['F11 in uv_alloc_range_cb() on s390-ipte-range'],
};

/** Callbacks of architectures that no machine stands for, and a file that such a tree has and a smaller one lacks. */
const foreign = new Map([
  ['__dma_update_pte', 'arch/arm/mm/dma-mapping.c'],
  ['change_page_range', 'arch/arm/mm/pageattr.c'],
  ['debug_pagealloc_set_page', 'arch/riscv/mm/pageattr.c'],
]);

for (const [version, expected, passedOver] of [
  [
    '6.12',
    [...walkers, 'change_page_range'],
    ['walk_pmd_range_locked', 'xen_end_context_switch', 'xen_flush_lazy_mmu'],
  ],
  ['7.2', [...walkers, ...newer], ['walk_pmd_range_locked']],
  ['7.3', [...walkers, ...newer, 'uv_alloc_range_cb', 'uv_free_range_cb'], ['walk_pmd_range_locked']],
] as const)
  describeKernel(version, 'lazy-mmu simulate --all', (tree) => {
    it('runs every walker of page tables from its own source on every machine, and rests on nothing assumed', async () => {
      const words = ['simulate', '--all', tree(), '--machine', 'all', '--json'];
      const { code, stdout, stderr } = await lazyMmu(words);
      assert.equal(stderr, '');
      const [survey, ...others] = parseSurvey(stdout).trees;
      assert.deepEqual(others, []);
      assert.deepEqual(survey.refusals, []);
      assert.equal(code, 0);
      assert.ok(survey.kernel.startsWith(`${version}.`), survey.kernel);
      const ran = [...new Set(survey.runs.map(({ walker }) => walker))].sort();
      assert.deepEqual(ran, [...expected].sort());
      for (const walker of ran) {
        const own = survey.runs.filter((run) => run.walker === walker);
        assert.deepEqual(
          own.map(({ machine }) => machine),
          machinesFor(own[0].file),
        );
      }
      const abroad = [...foreign].filter(([, file]) => existsSync(join(tree(), file))).map(([walker]) => walker);
      assert.deepEqual(survey.passedOver.map(({ walker }) => walker).sort(), [...abroad, ...passedOver].sort());
      const found = new Map<string, string[]>();
      for (const { walker, machine, findings } of survey.runs) {
        for (const { id } of findings)
          found.set(`${id} in ${walker}()`, [...(found.get(`${id} in ${walker}()`) ?? []), machine]);
      }
      const findings = [...found].map(([what, machines]) => `${what} on ${[...new Set(machines)].sort().join(', ')}`);
      assert.deepEqual(findings.sort(), [...foundEverywhere, ...foundIn[version]].sort());
      const resting = survey.runs.filter(({ restsOn }) => restsOn.length > 0);
      assert.deepEqual(resting, []);
    });

    it('models no function whose body the tree has, unless it says why', async () => {
      const [{ sources }] = parseSurvey((await lazyMmu(['simulate', '--all', '--json', tree()])).stdout).trees;
      const allowed: readonly string[] = Object.values(standInReasons);
      const parser = await loadKernelParser();
      const configuration = { name: 's390', defines: definesOf(machineOf('s390'), {}) };
      const namesIn = new Map<string, ReadonlySet<string>>();
      const namesOf = (file: string) => {
        const path = join(tree(), file);
        if (!existsSync(path)) return new Set<string>();
        const known = namesIn.get(file);
        if (known !== undefined) return known;
        const { functions, macros } = parser.parse(file, readFileSync(path, 'utf8'), configuration);
        const names = new Set([...functions.map(({ name }) => name), ...macros.keys()]);
        namesIn.set(file, names);
        return names;
      };
      const shadowed = sources.flatMap(({ walker, file, modelled }) => {
        const unexplained = modelled.filter(({ reason }) => !allowed.includes(reason));
        return unexplained.flatMap(({ function: name }) => {
          const places = [file, ...headers].filter((place) => namesOf(place).has(name));
          return places.map((place) => `${walker}: ${name} has a body in ${place}`);
        });
      });
      assert.deepEqual(shadowed, []);
      const executed = new Set(sources.flatMap((each) => each.executed.map((ran) => ran.function)));
      for (const inline of ['userfaultfd_pte_wp', 'mm_has_notifiers', 'vma_has_uffd_without_event_remap', 'pfn_folio'])
        assert.ok(executed.has(inline), inline);
    });

    it('counts what the single simulation counts, on the usual machines', async () => {
      const walker = 'mm/vmscan.c:lru_gen_look_around';
      const [all] = parseSurvey((await lazyMmu(['simulate', '--all', '--json'], { cwd: tree() })).stdout).trees;
      const one = parseSimulation((await lazyMmu(['simulate', walker, '--json'], { cwd: tree() })).stdout);
      const runs = all.runs.filter((run) => run.walker === 'lru_gen_look_around');
      assert.deepEqual(
        runs.map(({ machine, counts }) => ({ machine, counts })),
        one.results.map(({ machine, counts }) => ({ machine, counts })),
      );
      assert.equal(runs[0].counts.ipte, 64);
      const sources = all.sources.find((each) => each.walker === 'lru_gen_look_around');
      assert.deepEqual(
        new Set(sources?.executed.map((each) => each.function)),
        new Set(one.executed.map((each) => each.function)),
      );
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
      'walker   kernel     machine  IPTE  entries  DSB  ISB  hypercalls  traps  findings  counts rest on',
      'protect  9.1.0-rc2  s390       62       62    0    0           0      0         0',
      'protect  9.1.0-rc2  xen-pv      0        0    0    0           0     62         0',
      '',
      '9.1.0-rc2: 1 walker run as written, 2 runs; no count rests on an assumption.',
    ]);
    assert.equal(code, 0);
  });

  it('takes several trees, and machines before them', async () => {
    const words = ['simulate', '--all', '--machine', 'xen-pv', '--entries', '62', root, root];
    const { code, stdout } = await lazyMmu(words);
    assert.deepEqual(stdout.trimEnd().split('\n').slice(1, 3), Array(2).fill(stdout.split('\n')[1]));
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
    assert.equal(stderr, 'lazy-mmu: no kernel tree here; run in one, or name one: lazy-mmu simulate --all DIR\n');
    assert.equal(code, 2);
  });
});
