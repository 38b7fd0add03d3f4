import assert from 'node:assert/strict';
import { machineOf } from '../../../server/core/simulator/arch/machines.ts';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import { type PageSize, pageBytes } from '../../../server/core/simulator/arch/page-geometry.ts';
import { entryBits as bits } from '../../../server/core/simulator/machine/entry.ts';
import { GatherBatches } from '../../../server/core/simulator/machine/gather-batches.ts';
import type { EventCounts } from '../../../server/core/simulator/report.ts';
import type { Scenario } from '../../../server/core/simulator/scenario.ts';
import { readScenario } from '../../../server/core/simulator/scenario-input.ts';
import { type Bench, bench, kernelMm, mm, start, vma } from './support.ts';
import { eventsOf, loadParser, runWalkerText } from './support-run.ts';

/** Counts of what a bench has done, but for those that are 0. */
function counted(b: Bench): Partial<EventCounts> {
  const { ptep_get: _, ...counts } = b.world.events.total();
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
}

describe('the size of pages', () => {
  before(loadParser);

  /** PTRS_PER_PTE, PMD_SHIFT, PUD_SHIFT and PGDIR_SHIFT, as the headers of each configuration add them up. */
  for (const [machine, pageSize, entries, pmd, pud, pgd] of [
    ['arm64', '4K', 512, 21, 30, 39],
    ['arm64', '16K', 2048, 25, 36, 47],
    // Three levels serve addresses of 48 bits: there is no PUD.
    ['arm64', '64K', 8192, 29, 42, 42],
    ['arm64-eager', '16K', 2048, 25, 36, 47],
    ['powerpc-hash', '4K', 512, 21, 28, 37],
    ['powerpc-hash', '64K', 256, 24, 34, 44],
    ['powerpc-radix', '4K', 512, 21, 30, 39],
    ['powerpc-radix', '64K', 32, 21, 30, 39],
    ['sparc64', '4K', 1024, 23, 33, 43],
    ['s390', '64K', 256, 20, 31, 42],
    ['x86', '16K', 512, 21, 30, 39],
  ] as const satisfies readonly (readonly [MachineName, PageSize, ...number[]])[]) {
    it(`decides the page tables: ${machine}, ${pageSize}`, () => {
      const { geometry, entriesPerTable } = machineOf(machine, { pageSize });
      assert.deepEqual(
        [entriesPerTable, ...(['PMD', 'PUD', 'PGD'] as const).map((level) => geometry.shift(level))],
        [entries, pmd, pud, pgd],
      );
    });
  }

  it('is what C sees', () => {
    const text = `
int walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	if (PAGE_SIZE != 1UL << PAGE_SHIFT || PMD_SIZE != PTRS_PER_PTE * PAGE_SIZE)
		return -1;
#ifdef CONFIG_ARM64_64K_PAGES
	return CONFIG_PGTABLE_LEVELS * 100 + CONT_PTES;
#elif defined(CONFIG_PPC_64K_PAGES)
	return PTRS_PER_PTE;
#else
	return PAGE_SHIFT;
#endif
}
`;
    const returned = (machine: MachineName, pageSize: PageSize) =>
      runWalkerText(machine, text, { entries: 4, machine: { pageSize } }).returned;
    assert.deepEqual(
      [
        returned('arm64', '4K'),
        returned('arm64', '16K'),
        returned('arm64', '64K'),
        returned('powerpc-radix', '64K'),
        returned('powerpc-hash', '4K'),
        returned('sparc64', '4K'),
      ],
      ['12', '14', '332', '32', '12', '13'],
    );
  });

  it('cannot be configured past the option', () => {
    const says = /^SimulationError: scenario: "config.CONFIG_ARM64_64K_PAGES" follows from the page size: choose/;
    assert.throws(() => readScenario({ config: { CONFIG_ARM64_64K_PAGES: true } }), says);
    assert.throws(
      () => readScenario({ machine: { pageSize: '8K' } }),
      /"machine.pageSize" cannot be "8K"; did you mean 4K/,
    );
  });

  it('limits a range to addresses of 48 bits', () => {
    const text = 'int walker(pte_t *pte, unsigned long addr, unsigned long end) { return 0; }';
    const run = (entries: number) => runWalkerText('arm64', text, { entries, machine: { pageSize: '64K' } });
    assert.throws(() => run(2 ** 32 + 1), /arm64: a range has at most 4294967296 entries with pages of 65536 bytes/);
    assert.equal(run(2 ** 32).returned, '0');
  });

  /** mm/mmu_gather.c: 8 slots, then batches of (PAGE_SIZE - 16) / 8; each keeps one slot free for a folio. */
  for (const [pageSize, slots, batches] of [
    ['4K', 510, 19],
    ['16K', 2046, 4],
    ['64K', 8190, 1],
  ] as const)
    it(`decides how many pages a gather holds: ${pageSize}`, () => {
      const pages = new GatherBatches(pageBytes(pageSize));
      let added = 1;
      while (!pages.add(1)) added++;
      assert.equal(added, 7 + batches * (slots - 1));
    });

  /** mm/mmu_gather.c: (PAGE_SIZE - 24) / 8 tables, behind an rcu_head and a count. */
  for (const [pageSize, tables] of [
    ['4K', 509],
    ['16K', 2045],
    ['64K', 8189],
  ] as const)
    it(`decides how many page tables a gather holds: ${pageSize}`, () => {
      const waiting = new GatherBatches(pageBytes(pageSize));
      for (let freed = 0; freed < 2; freed++) {
        let added = 1;
        while (!waiting.addTable()) added++;
        assert.equal(added, tables);
      }
    });
});

describe('TLB flushes of arm64 with larger pages', () => {
  type Release = 'arm64' | 'arm64-eager';

  const flush = (name: Release, pages: number, machine: Scenario['machine'], first = 0): Partial<EventCounts> => {
    const b = bench(name, { machine });
    b.call('flush_tlb_range', vma, b.virtual(first), b.virtual(first + pages));
    return counted(b);
  };

  for (const [pageSize, most] of [
    ['16K', 2047],
    ['64K', 8191],
  ] as const) {
    it(`take page after page without range invalidations, until a whole table: ${pageSize}`, () => {
      const machine = { pageSize, tlbRange: false };
      for (const name of ['arm64', 'arm64-eager'] as const) {
        assert.equal(flush(name, most, machine).tlbi_vae1is, most);
        const { tlbi_vae1is, tlbi_aside1is, tlbi } = flush(name, most + 1, machine);
        assert.deepEqual([tlbi_vae1is, tlbi_aside1is, tlbi], [undefined, 1, 1]);
      }
    });

    it(`of the kernel take all from a table on in 7.x, and beyond one in 6.12: ${pageSize}`, () => {
      const kernel = (name: Release, pages: number) => {
        const b = bench(name, { machine: { pageSize, tlbRange: false } });
        b.call('flush_tlb_kernel_range', start, b.virtual(pages));
        return counted(b).tlbi;
      };
      assert.deepEqual([kernel('arm64', most), kernel('arm64', most + 1)], [most, 1]);
      assert.deepEqual([kernel('arm64-eager', most + 1), kernel('arm64-eager', most + 2)], [most + 1, 1]);
    });

    it(`count ranges in pages: ${pageSize}`, () => {
      const operations = [1, 2, 3, 16, 17, 255, 256, 511, 512, 4095].map((n) => flush('arm64', n, { pageSize }).tlbi);
      assert.deepEqual(operations, [1, 1, 2, 1, 2, 3, 1, 3, 1, 4]);
    });
  }

  it('begin ranges at multiples of 64 KiB where addresses have 52 bits: of four pages, or of one', () => {
    const { tlbi_vae1is, tlbi_rvae1is } = flush('arm64', 18, { pageSize: '16K', lpa2: true }, 1);
    // Three pages up to the boundary, then 14 in a range, and an odd one.
    assert.deepEqual([tlbi_vae1is, tlbi_rvae1is], [4, 1]);
    assert.deepEqual(
      flush('arm64', 18, { pageSize: '64K', lpa2: true }, 1),
      flush('arm64', 18, { pageSize: '64K' }, 1),
    );
  });

  it('of a freed table take the memory that it mapped', () => {
    const freed = (pageSize: PageSize, tlbRange: boolean) => {
      const b = bench('arm64', { machine: { pageSize, tlbRange } });
      const gather = b.world.gather(0x9000);
      gather.begin(mm, false);
      gather.widen(start, b.world.pageSize, 'pmd');
      gather.set('freed_tables', 1);
      b.call('tlb_flush', 0x9000);
      const { tlbi_vae1is = 0, tlbi_rvae1is = 0 } = counted(b);
      return [tlbi_vae1is, tlbi_rvae1is];
    };
    // 2,048 pages are one unit of the third scale, 8,192 are four; without ranges one stands for the table.
    assert.deepEqual(
      [freed('16K', true), freed('64K', true)],
      [
        [0, 1],
        [0, 1],
      ],
    );
    assert.deepEqual(
      [freed('16K', false), freed('64K', false)],
      [
        [1, 0],
        [1, 0],
      ],
    );
  });
});

describe('contiguous blocks of arm64 with larger pages', () => {
  before(loadParser);

  for (const [pageSize, size] of [
    ['16K', 128],
    ['64K', 32],
  ] as const) {
    /** Four blocks of folios as large as two. */
    const blocks = (machine: Scenario['machine'] = {}): Bench => {
      const b = bench('arm64', { machine: { contpte: true, pageSize, ...machine } });
      b.world.initMm = kernelMm;
      b.world.pages.lay(0x9000, 64, 4 * size, Math.log2(size) + 1);
      const shared = bits.present | bits.read | bits.user | bits.write;
      b.call('set_ptes', mm, b.virtual(0), b.at(0), b.call('pfn_pte', b.world.pages.frameOf(0), shared), 4 * size);
      return b;
    };
    const folded = (b: Bench) =>
      [0, 1, 2, 3].filter((block) => (b.world.tables.read(b.at(block * size)) & bits.contiguous) !== 0);

    it(`have ${size} entries: ${pageSize}`, () => {
      const b = blocks();
      assert.deepEqual(folded(b), [0, 1, 2, 3]);
      assert.equal(b.call('pte_batch_hint', b.at(size + 5), b.world.tables.read(b.at(size + 5))), size - 5);
      b.call('ptep_set_wrprotect', mm, b.virtual(size + 5), b.at(size + 5));
      assert.deepEqual(folded(b), [0, 2, 3]);
      // The block is a multiple of the smallest range, and so one instruction.
      assert.deepEqual(counted(b), {
        contpte_unfolds: 1,
        tlb_flush: 1,
        flush_dsb_ishst: 1,
        tlbi: 1,
        tlbi_rvale1is: 1,
        dsb_ish: 1,
      });
      const single = blocks({ tlbRange: false });
      single.call('ptep_set_wrprotect', mm, single.virtual(size + 5), single.at(size + 5));
      assert.equal(counted(single).tlbi_vale1is, size);
    });

    it(`are none of half as many: ${pageSize}`, () => {
      const text = `
int walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	ptep_set_wrprotect(vma->vm_mm, addr, pte);
	return 0;
}
`;
      const order = Math.log2(size);
      const run = (folioOrder: number) =>
        eventsOf(runWalkerText('arm64', text, { entries: 512, folioOrder, machine: { pageSize, contpte: true } }))
          .contpte_unfolds;
      assert.deepEqual([run(order - 1), run(order)], [undefined, 1]);
    });
  }
});
