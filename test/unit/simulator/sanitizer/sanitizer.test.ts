import assert from 'node:assert/strict';
import type { MachineName } from '../../../../server/core/simulator/arch/names.ts';
import type { Finding } from '../../../../server/core/simulator/report.ts';
import { type FindingId, findingKinds } from '../../../../server/core/simulator/sanitizer/catalogue.ts';
import type { Scenario } from '../../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../../server/host/parser.ts';
import { section, walker } from './walkers.ts';

const range: MachineName = 's390-ipte-range';
const clear = 'ptep_get_and_clear(mm, addr, pte);';
const protect = 'ptep_set_wrprotect(mm, addr, pte);';
const zap = `pte_t old = ptep_get_and_clear_full(mm, addr, pte, 0);
struct page *page = pte_page(old);
struct mmu_gather tlb;

tlb_gather_mmu(&tlb, mm);
folio_remove_rmap_pte(page_folio(page), page, vma);`;

interface Example {
  readonly id: FindingId;
  readonly text: string;
  readonly machine?: MachineName;
  readonly scenario?: Partial<Scenario>;
  /** Text of the line that is named. */
  readonly at?: string;
  /** Index of the entry that is named. */
  readonly entry?: number;
  readonly times?: number;
}

/** The least that shows a finding, and the nearest thing that does not. */
const examples: readonly { readonly shows: Example; readonly not: Omit<Example, 'id'> }[] = [
  {
    shows: {
      id: 'F1',
      text: section('ptep_get_and_clear_full(mm, addr, pte, 1);'),
      at: 'ptep_get_and_clear_full',
      times: 4,
    },
    not: { text: section('ptep_get_and_clear_full(mm, addr, pte, 1);', { range: false }) },
  },
  {
    shows: { id: 'F2', text: section(clear), scenario: { machine: { series: 'v5', protectedMm: true } }, times: 4 },
    not: { text: section(clear), scenario: { machine: { series: 'v6', protectedMm: true } } },
  },
  {
    shows: { id: 'F3', text: section(protect), at: 'ptep_set_wrprotect', entry: 0, times: 4 },
    not: { text: section(protect), scenario: { attachedCpus: 1 } },
  },
  {
    shows: { id: 'F3', text: section(`${protect}\nptep_get_lockless(pte);`), at: 'ptep_get_lockless', times: 4 },
    not: { text: section(`ptep_get_lockless(pte);\n`) },
  },
  {
    shows: { id: 'F4', text: section(`${clear}\nif (!pte_none(*pte))\n\treturn 1;`), at: 'pte_none(*pte)', entry: 0 },
    not: { text: section(`${clear}\nif (!pte_none(ptep_get(pte)))\n\treturn 1;`) },
  },
  {
    shows: { id: 'F4', text: section(`${clear}\n*pte = __pte(0);`), at: '*pte = ', times: 4 },
    not: { text: section(`${clear}\nset_pte(pte, __pte(0));`) },
  },
  {
    shows: { id: 'F4', machine: 'xen-pv', text: section('set_pte(pte, *pte);\nREAD_ONCE(*pte);', { range: false }) },
    not: { machine: 'arm64', text: section('set_pte(pte, *pte);\nREAD_ONCE(*pte);', { range: false }) },
  },
  {
    shows: {
      id: 'F5',
      text: section(`${clear}\nif (addr == start) {\n\tlazy_mmu_mode_pause();\n\tlazy_mmu_mode_resume();\n}`),
      at: clear,
      entry: 1,
      times: 3,
    },
    not: {
      text: section(`${clear}\nif (addr == start) {\n\tlazy_mmu_mode_pause();\n\tlazy_mmu_mode_resume();\n}`, {
        range: false,
      }),
    },
  },
  {
    shows: { id: 'F6', text: section('ptep_test_and_clear_young(vma, addr, pte);'), at: 'test_and_clear', times: 4 },
    not: { text: section('ptep_test_and_clear_young(vma, addr, pte);'), scenario: { population: 'ro_clean_old' } },
  },
  {
    shows: { id: 'F7', text: section('set_pte_at(mm, addr, pte, ptep_get(pte));'), at: 'set_pte_at', times: 4 },
    not: { text: section('set_pte_at(mm, addr, pte, ptep_get(pte));'), scenario: { population: 'all_none' } },
  },
  {
    shows: { id: 'F8', text: section(clear), scenario: { attachedCpus: 1, maskCpus: 2 }, at: 'lazy_mmu_mode_disable' },
    not: { text: section(clear), scenario: { attachedCpus: 1, maskCpus: 1 } },
  },
  {
    shows: { id: 'F9', text: section(`${zap}\ntlb_remove_page(&tlb, page);`), at: 'tlb_remove_page', times: 4 },
    not: { text: section(`${zap}\ntlb_remove_page(&tlb, page);`), scenario: { attachedCpus: 1 } },
  },
  {
    shows: {
      id: 'F9',
      text: section(`${zap}\n__tlb_remove_folio_pages(&tlb, page, 1, false);`),
      scenario: { folioOrder: 1 },
      at: '__tlb_remove_folio_pages',
      entry: 0,
      times: 4,
    },
    not: { text: section(`folio_get(pfn_folio(pte_pfn(ptep_get(pte))));\n${zap}\ntlb_remove_page(&tlb, page);`) },
  },
  {
    shows: { id: 'F10', text: section('ptep_clear_flush(vma, addr, pte);'), at: 'ptep_clear_flush', times: 4 },
    not: { text: section('ptep_clear_flush(vma, addr, pte);', { range: false }) },
  },
  {
    shows: {
      id: 'F11',
      text: section('mutex_lock(NULL);', { range: false }),
      machine: 'powerpc-hash',
      at: 'mutex_lock',
      times: 4,
    },
    not: { text: section('mutex_lock(NULL);', { range: false }), machine: 'arm64' },
  },
  {
    shows: { id: 'F11', text: section('kmalloc(64, GFP_KERNEL);', { range: false }), at: 'kmalloc' },
    not: { text: section('kmalloc(64, GFP_NOWAIT);', { range: false }) },
  },
  {
    shows: {
      id: 'F12',
      text: section('lazy_mmu_mode_enable_with_ptes(mm, addr, addr + 2 * PAGE_SIZE, pte);\nlazy_mmu_mode_disable();'),
      at: 'addr + 2',
      entry: 4,
      times: 1,
    },
    not: { text: section('lazy_mmu_mode_enable_with_ptes(mm, addr, end, pte);\nlazy_mmu_mode_disable();') },
  },
  {
    shows: {
      id: 'F14',
      text: section(clear),
      scenario: { interruptions: [{ function: 'ptep_get_and_clear', kind: 'interrupt', work: ['read-entry'] }] },
    },
    not: {
      text: section(clear),
      scenario: {
        machine: { series: 'v2' },
        interruptions: [{ function: 'ptep_get_and_clear', kind: 'interrupt', work: ['read-entry'] }],
      },
    },
  },
  {
    shows: {
      id: 'F15',
      text: section(`pte_t old = ptep_get_and_clear(mm, addr, pte);\n\nset_pte(pte + 8, old);`),
      scenario: { start: 0 },
      at: 'set_pte',
      entry: 0,
      times: 4,
    },
    not: { text: section(`pte_t old = ptep_get(pte);\n\nset_pte(pte + 8, pte_wrprotect(old));\n${clear}`) },
  },
  {
    shows: {
      id: 'F16',
      machine: 'xen-pv',
      text: section('set_pte(pte, __pte(0));\nptep_get(pte);', { range: false }),
      at: 'ptep_get',
      times: 4,
    },
    not: {
      machine: 'xen-pv',
      text: section('ptep_get(pte);\nset_pte(pte, __pte(0));', { range: false }),
    },
  },
  {
    shows: { id: 'F17', text: section(clear, { after: 'pmd_clear(pmd);' }), at: 'pmd_clear', times: 1 },
    not: { text: section(clear, { after: 'pmd_clear(pmd);', range: false }) },
  },
  {
    shows: {
      id: 'F18',
      text: section(clear, { after: 'flush_tlb_range(vma, start, end);' }),
      at: 'flush_tlb_range',
      times: 1,
    },
    not: { text: section(clear, { after: 'lazy_mmu_mode_disable();\nflush_tlb_range(vma, start, end);' }) },
  },
  {
    shows: {
      id: 'C1',
      machine: 'arm64',
      text: walker('lazy_mmu_mode_enable();\npte_unmap_unlock(pte, ptl);'),
    },
    not: {
      machine: 'arm64',
      text: walker('lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\npte_unmap_unlock(pte, ptl);'),
    },
  },
  {
    shows: { id: 'C2', machine: 's390', text: walker('') },
    not: { machine: 's390', text: walker('pte_unmap_unlock(pte, ptl);') },
  },
  {
    shows: { id: 'C3', machine: 's390', text: walker('while (1)\n\tptep_get(pte++);'), at: 'ptep_get(pte++)' },
    not: { machine: 's390', text: walker('ptep_get(pte);') },
  },
  {
    shows: {
      id: 'C4',
      text: section('if (addr == start)\n\tptep_get_and_clear(mm, addr, pte + 4);', {}).replace(
        'with_ptes(mm, addr, end',
        'with_ptes(mm, addr, addr + 4 * PAGE_SIZE',
      ),
      scenario: { entries: 8 },
      at: 'pte + 4',
      entry: 4,
      times: 1,
    },
    not: {
      text: section('if (addr == start)\n\tptep_get_and_clear(mm, addr, pte + 4);'),
      scenario: { entries: 8 },
    },
  },
  {
    shows: {
      id: 'C5',
      machine: 'xen-pv',
      text: section('set_pte(pte, __pte(0));\nspin_unlock(ptl);\nspin_lock(ptl);'),
    },
    not: { machine: 'xen-pv', text: section('ptep_get(pte);\nspin_unlock(ptl);\nspin_lock(ptl);') },
  },
];

describe('the sanitizer', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  const findingsOf = ({ text, machine = range, scenario = {} }: Omit<Example, 'id'>): readonly Finding[] => {
    const report = simulate(
      {
        file: 'walker.c',
        function: 'walk',
        machines: [machine],
        variants: ['as-written'],
        scenario: { ...defaultScenario, entries: 4, preset: 'user', ...scenario },
      },
      { parser, text },
    );
    for (const { reason, file, line } of report.failures)
      assert.match(reason, /beyond the end of a page table/, `${file}:${line}: ${reason}`);
    return report.findings;
  };

  for (const [index, { shows, not }] of examples.entries()) {
    const { id, at, entry, times } = shows;
    const earlier = examples.slice(0, index).filter((each) => each.shows.id === id).length;
    const name = `${id}${earlier > 0 ? `, ${'another way '.repeat(earlier).trim()}` : ''}`;

    it(`shows ${name}`, () => {
      const found = findingsOf(shows).find((each) => {
        const line = shows.text.split('\n')[each.line - 1] ?? '';
        return each.id === id && (at === undefined || line.includes(at));
      });
      assert.ok(found, `findings: ${JSON.stringify(findingsOf(shows), undefined, 1)}`);
      const kind = findingKinds.find((each) => each.id === id);
      assert.deepEqual([found.slug, found.status, found.severity], [kind?.slug, kind?.status, kind?.severity]);
      if (entry !== undefined) assert.equal(found.entry?.index, entry);
      if (times !== undefined) assert.equal(found.times, times);
    });

    it(`does not show ${name} where it is not`, () => {
      assert.deepEqual(
        findingsOf(not).filter((each) => each.id === id),
        [],
      );
    });
  }

  it('tells the way: where the mode was entered, paused and resumed, and every call to the place', () => {
    const text = section('clear_one(mm, addr, pte);\nlazy_mmu_mode_pause();\nlazy_mmu_mode_resume();', {
      helpers: `static void clear_entry(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	ptep_get_and_clear(mm, addr, pte);
}
static void clear_one(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	clear_entry(mm, addr, pte);
}`,
    });
    const found = findingsOf({ text, scenario: { entries: 2 } }).find(({ id }) => id === 'F5');
    const lines = text.split('\n');
    assert.deepEqual(
      found?.path.map((step) => [step.function, step.what, lines[step.line - 1].trim()]),
      [
        ['walk', 'enters the lazy MMU mode', 'lazy_mmu_mode_enable_with_ptes(mm, addr, end, start_pte);'],
        ['walk', 'pauses the lazy MMU mode', 'lazy_mmu_mode_pause();'],
        ['walk', 'resumes it', 'lazy_mmu_mode_resume();'],
        ['walk', 'calls clear_one()', 'clear_one(mm, addr, pte);'],
        ['clear_one', 'calls clear_entry()', 'clear_entry(mm, addr, pte);'],
        ['clear_entry', 'is here', 'ptep_get_and_clear(mm, addr, pte);'],
      ],
    );
  });

  it('watches the first part of a long range, and says so', () => {
    const report = simulate(
      {
        file: 'walker.c',
        function: 'walk',
        machines: [range],
        variants: ['as-written'],
        scenario: { ...defaultScenario, entries: 5000, preset: 'user' },
      },
      { parser, text: section(protect) },
    );
    assert.equal(report.watchedEntries, 1024);
    assert.deepEqual(
      report.findings.map(({ id, times }) => [id, times]),
      [['F3', 1024]],
    );
  });

  it('says the same of a second range that differs in its length, and not of one that differs otherwise', () => {
    const foundIn = (entries: number, population: 'all_present' | 'alternating') => {
      const scenario = { ...defaultScenario, entries, population, preset: 'user' };
      const request = {
        file: 'walker.c',
        function: 'walk',
        machines: [range],
        variants: ['as-written'],
        scenario,
      } as const;
      const { findings } = simulate(request, { parser, text: section(protect) });
      return findings.map(({ id, times }) => [id, times]);
    };
    assert.deepEqual(foundIn(5000, 'all_present'), [['F3', 1024]]);
    assert.deepEqual(foundIn(6000, 'all_present'), [['F3', 1024]]);
    assert.deepEqual(foundIn(6000, 'alternating'), [['F3', 512]]);
    assert.deepEqual(foundIn(5000, 'all_present'), [['F3', 1024]]);
  });

  it('has an example for every kind that a run can show', () => {
    const shown = new Set(examples.map(({ shows }) => shows.id));
    const silent = findingKinds.filter(({ id }) => !shown.has(id));
    assert.deepEqual(
      silent.map(({ id, unseen }) => [id, unseen !== undefined]),
      [['F13', true]],
    );
  });
});
