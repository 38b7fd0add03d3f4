import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileMarks } from '../../server/core/kernel/callback-runners.ts';
import type { MachineName } from '../../server/core/simulator/arch/names.ts';
import { findWalkers } from '../../server/core/simulator/find-walkers.ts';
import { allPresets } from '../../server/core/simulator/presets/presets.ts';
import type { SimulationReport } from '../../server/core/simulator/report.ts';
import type { Scenario } from '../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../server/core/simulator/simulate.ts';
import { machinesFor, refusalReason } from '../../server/core/simulator/walkers.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { describeKernel } from '../support/kernels.ts';
import { sources } from './lazy-callers.ts';
import { told } from './told.ts';

const parser = await loadKernelParser();

function simulateIn(
  tree: string,
  file: string,
  name: string,
  scenario: Partial<Scenario>,
  machines: readonly MachineName[] = machinesFor(file),
  change: (text: string) => string = (text) => text,
): SimulationReport {
  const text = change(readFileSync(join(tree, file), 'utf8'));
  return simulateText(tree, text, file, name, scenario, machines);
}

function simulateText(
  tree: string,
  text: string,
  file: string,
  name: string,
  scenario: Partial<Scenario>,
  machines: readonly MachineName[],
): SimulationReport {
  const request = {
    file,
    function: name,
    machines,
    variants: ['as-written', 'with-range'],
    scenario: { ...defaultScenario, entries: 64, ...scenario },
  } as const;
  return simulate(request, { parser, tree: diskTree(tree), text });
}

/** What the sanitizer finds in every walker of a tree, as each of its presets calls it. */
function findingsOf(tree: string): readonly string[] {
  return sources(tree).flatMap((file) => {
    const text = readFileSync(join(tree, file), 'utf8');
    if (machinesFor(file).length === 0 || !fileMarks.some((mark) => text.includes(mark))) return [];
    const names = findWalkers(parser.parse(file, text)).walkers.map(({ entry }) => entry.name);
    return names
      .filter((name) => refusalReason(name) === undefined)
      .flatMap((name) => {
        const presets = allPresets.filter(({ walkers }) => walkers.includes(name));
        return presets.flatMap(({ name: preset, scenario }) => {
          const { findings } = simulateIn(tree, file, name, { ...scenario, preset });
          return told(findings).map((each) => `${preset}: ${each}`);
        });
      });
  });
}

const cleared = 's390-ipte-range with range';

/** The same in all three kernels, each with what it is known from. */
const everywhere: readonly string[] = [
  // The window that all batching opens: F3, for fork() closed by write_protect_seq.
  `fork: F3 ×64 in __copy_present_ptes(): ${cleared}`,
  `munmap: F3 ×64 in zap_present_folio_ptes(): ${cleared}`,
  `madvise-dontneed: F3 ×64 in zap_present_folio_ptes(): ${cleared}`,
  `mremap: F3 ×64 in move_ptes(): ${cleared}`,
  // arch/s390/include/asm/tlb.h frees pages at once: F9.
  `munmap: F9 ×64 in zap_present_folio_ptes(): ${cleared}`,
  `madvise-dontneed: F9 ×64 in zap_present_folio_ptes(): ${cleared}`,
  // The author of the series: a fix brings no measurable difference. F1.
  `exit: F1 ×64 in zap_present_folio_ptes(): ${cleared}`,
  // F15: the new entry is stored past the cache.
  `mremap: F15 ×64 in move_ptes(): ${cleared}`,
  // F6: MADV_COLD ages entries, and an old entry is an invalid one.
  `madvise-cold: F6 ×64 in madvise_cold_or_pageout_pte_range(): ${cleared}`,
  // A flush before the section ends: B7, F18.
  'migrate-to-device: F18 ×1 in migrate_vma_collect_pmd(): xen-pv, powerpc-hash, sparc64',
  // The same, entry by entry, in a callback of apply_to_page_range(): arch/powerpc/mm/pageattr.c.
  'change-memory-attributes: F18 ×64 in change_page_attr(): powerpc-hash, powerpc-hash with range',
];

/** In 7.2 and 7.3, which protect entries in batches and leave the mode before the lock. */
const later: readonly string[] = [
  `mprotect: F3 ×64 in prot_commit_flush_ptes(): ${cleared}`,
  `mprotect-none: F3 ×64 in prot_commit_flush_ptes(): ${cleared}`,
  'pagemap-scan: F18 ×1 in pagemap_scan_pmd_entry(): s390-ipte-range with range, xen-pv, xen-pv with range, ' +
    'powerpc-hash, powerpc-hash with range, sparc64, sparc64 with range',
];

const expected: Readonly<Record<string, readonly string[]>> = {
  '6.12': [
    ...everywhere,
    `mprotect: F3 ×64 in change_pte_range(): ${cleared}`,
    `mprotect-none: F3 ×64 in change_pte_range(): ${cleared}`,
    // The mode is left after the lock: B2.
    'pagemap-scan: C5 ×1 in pagemap_scan_pmd_entry(): xen-pv',
    'pagemap-scan: F18 ×1 in pagemap_scan_pmd_entry(): xen-pv, powerpc-hash, sparc64',
    // A page is allocated with GFP_KERNEL in the section of apply_to_pte_range(): B3.
    'kasan-populate: F11 ×64 in kasan_populate_vmalloc_pte(): s390-ipte-range, s390-ipte-range with range, powerpc-hash, ' +
      'powerpc-hash with range, sparc64, sparc64 with range',
  ],
  '7.2': [...everywhere, ...later],
  '7.3': [
    ...everywhere,
    ...later,
    // s390's own code allocates in a section, which does no harm until s390 has the mode: B4.
    'uv-alloc: F11 ×64 in uv_alloc_range_cb(): s390-ipte-range, s390-ipte-range with range',
  ],
};

for (const version of ['6.12', '7.2', '7.3']) {
  describeKernel(version, 'what the sanitizer finds', (tree) => {
    it('is known to be true of the walkers, and all that is known', () => {
      assert.deepEqual([...findingsOf(tree())].sort(), [...expected[version]].sort());
    });

    it('loses the deferral of mprotect when the process runs on this CPU alone', () => {
      const alone = { preset: 'mprotect', attachedCpus: 1, maskCpus: 2 };
      const { findings } = simulateIn(tree(), 'mm/mprotect.c', 'change_pte_range', alone, ['s390-ipte-range']);
      assert.deepEqual(told(findings), [`F8 ×1 in change_pte_range(): ${cleared}`]);
    });

    it('says how zap comes to free a page too early', () => {
      const { findings } = simulateIn(tree(), 'mm/memory.c', 'zap_pte_range', {}, ['s390-ipte-range']);
      const found = findings.find(({ id }) => id === 'F9');
      assert.ok(found);
      assert.deepEqual(
        [found.status, found.severity, found.entry],
        ['predicted', 'error', { index: 0, address: 2 ** 28 }],
      );
      const text = readFileSync(join(tree(), found.file), 'utf8').split('\n');
      assert.match(text[found.line - 1], /__tlb_remove_folio_pages/);
      const steps = found.path.map((step) => `${step.function} ${step.what}`);
      assert.equal(steps[0], 'zap_pte_range enters the lazy MMU mode');
      assert.deepEqual(steps.slice(-2), [
        'zap_present_ptes calls zap_present_folio_ptes()',
        'zap_present_folio_ptes is here',
      ]);
      for (const { line, function: name, what } of found.path.slice(1, -1))
        assert.ok(text[line - 1].includes(what.replace('calls ', '').replace('()', '(')), `${line} ${name} ${what}`);
    });

    if (version === '6.12') return;
    it('sees whether a check of mremap dereferences the entry, where debugging compiles it', () => {
      const machines = ['s390-ipte-range', 'xen-pv', 'arm64'] as const;
      const debugging = (text: string) => text.replaceAll('VM_WARN_ON_ONCE(', 'WARN_ON_ONCE(');
      const { findings } = simulateIn(tree(), 'mm/mremap.c', 'move_ptes', {}, machines, debugging);
      const where = `${cleared}, xen-pv, xen-pv with range`;
      // B5: 7.2 reads *new_ptep, 7.3 ptep_get(new_ptep).
      assert.deepEqual(
        told(findings.filter(({ id }) => id === 'F4')),
        version === '7.2' ? [`F4 ×64 in move_ptes(): ${where}`] : [],
      );
    });

    it('sees the range of apply_to_pte_range() end with the first callback that pauses the mode', () => {
      const clearing = (pausing: string) => `
static int clear_one(pte_t *pte, unsigned long addr, void *data)
{
	${pausing}
	ptep_get_and_clear(&init_mm, addr, pte);
	return 0;
}

void clear_all(unsigned long addr, unsigned long size)
{
	apply_to_existing_page_range(&init_mm, addr, size, clear_one, NULL);
}
`;
      const run = (pausing: string) => {
        const target = ['mm/clear_one.c', 'clear_one', { preset: 'callback' }, ['s390-ipte-range']] as const;
        const report = simulateText(tree(), clearing(pausing), ...target);
        return { ipte: report.results.map(({ counts }) => counts.ipte), found: told(report.findings) };
      };
      assert.deepEqual(run('').ipte, [64, 1]);
      const paused = run('lazy_mmu_mode_pause();\n\tlazy_mmu_mode_resume();');
      assert.deepEqual(paused, { ipte: [64, 64], found: [`F5 ×64 in clear_one(): ${cleared}`] });
    });

    it('sees a page table taken out before its entries are cleared', () => {
      const details = '({ struct zap_details *made = kzalloc(sizeof(*made), 0); made->reclaim_pt = 1; made; })';
      const scenario = { entries: 256, arguments: { details }, config: { CONFIG_PT_RECLAIM: true } };
      const { findings } = simulateIn(tree(), 'mm/memory.c', 'zap_pte_range', scenario, ['s390-ipte-range']);
      assert.ok(told(findings).includes(`F17 ×1 in zap_empty_pte_table(): ${cleared}`), told(findings).join('\n'));
    });
  });
}
