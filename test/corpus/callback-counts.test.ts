import assert from 'node:assert/strict';
import type { MachineName } from '../../server/core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../../server/core/simulator/choices.ts';
import type { EntryState, EventCounts } from '../../server/core/simulator/report.ts';
import { simulate } from '../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { GoldenTree } from '../golden/compare.ts';
import { describeKernel } from '../support/kernels.ts';

type Counts = Partial<Omit<EventCounts, 'ptep_get'>>;

/** Counts of a walker's preset, derived by hand from what each machine does for a primitive. */
interface Expectation {
  readonly file: string;
  readonly walker: string;
  readonly kernels: readonly string[];
  /** Why the counts are these. */
  readonly why: string;
  readonly counts: Readonly<Partial<Record<MachineName, Counts>>>;
  /** What every entry of the range is in the end. */
  readonly after?: EntryState;
}

const every = ['6.12', '7.2', '7.3'] as const;
const newer = ['7.2', '7.3'] as const;
const shadow = 'mm/kasan/shadow.c';
const arena = 'kernel/bpf/arena.c';
const hashTable = 'arch/powerpc/mm/book3s64/hash_tlb.c';

const barriers = (pairs: number): Counts => ({ dsb_ishst: pairs, isb: pairs });
/** 31 updates fill the queue of multicalls: 256 take 9 hypercalls. */
const queued: Counts = { hypercalls: 9, mmu_update_entries: 256 };
const atOnce: Counts = { hypercalls: 256, mmu_update_entries: 256 };
const trapped: Counts = { ptwr_emul: 256 };
/** 192 entries fill a batch; the rest is flushed when the mode is left. */
const batched: Counts = { hpte_flushes: 2, hpte_entries: 256 };
const nothing: Counts = {};

const expectations: readonly Expectation[] = [
  {
    file: shadow,
    walker: 'kasan_populate_vmalloc_pte',
    kernels: ['6.12'],
    why: 'the section of the caller batches the stores',
    counts: { s390: nothing, 'arm64-eager': barriers(256), arm64: barriers(1), 'xen-pv': queued, sparc64: nothing },
    after: 'present',
  },
  {
    file: shadow,
    walker: 'kasan_populate_vmalloc_pte',
    kernels: newer,
    why: 'each callback pauses the mode, so that each store takes effect at once',
    counts: { s390: nothing, 'arm64-eager': barriers(256), arm64: barriers(256), 'xen-pv': atOnce, sparc64: nothing },
    after: 'present',
  },
  {
    file: shadow,
    walker: 'kasan_depopulate_vmalloc_pte',
    kernels: ['6.12'],
    why: 'clearing an entry costs s390 and arm64 nothing, and what the others batch is batched',
    counts: { s390: nothing, arm64: nothing, 'xen-pv': queued, 'powerpc-hash': batched },
    after: 'none',
  },
  {
    file: shadow,
    walker: 'kasan_depopulate_vmalloc_pte',
    kernels: newer,
    why: 'each callback pauses the mode',
    counts: {
      s390: nothing,
      arm64: nothing,
      'xen-pv': atOnce,
      'powerpc-hash': { hpte_flushes: 256, hpte_entries: 256 },
    },
    after: 'none',
  },
  {
    file: 'mm/vmalloc.c',
    walker: 'vmap_pfn_apply',
    kernels: every,
    why: 'new kernel mappings need barriers on arm64, one pair for the section',
    counts: { s390: nothing, 'arm64-eager': barriers(256), arm64: barriers(1), 'xen-pv': queued },
    after: 'present',
  },
  {
    file: arena,
    walker: 'apply_range_set_cb',
    kernels: newer,
    why: 'ptep_try_set() of arm64 emits its barriers even in the mode, that of x86 is an instruction which Xen traps',
    counts: { s390: nothing, 'arm64-eager': barriers(256), arm64: barriers(256), 'xen-pv': trapped, x86: nothing },
    after: 'present',
  },
  {
    file: arena,
    walker: 'apply_range_clear_cb',
    kernels: newer,
    why: 'ptep_get_and_clear() of a kernel entry is a global IPTE, also in a section without a range, and traps on Xen',
    counts: {
      s390: { ipte: 256, ipte_entries: 256, ipte_global: 256 },
      's390-ipte-range': { ipte: 256, ipte_entries: 256, ipte_global: 256 },
      arm64: nothing,
      'xen-pv': trapped,
      'powerpc-hash': batched,
      // Translations of the kernel wait for flush_tlb_kernel_range(), which the caller of the callback's caller does.
      sparc64: nothing,
    },
    after: 'none',
  },
  {
    file: arena,
    walker: 'apply_range_set_scratch_cb',
    kernels: newer,
    why: 'where an architecture has no ptep_try_set() the generic one fails',
    counts: { arm64: barriers(256), 'xen-pv': trapped, x86: nothing },
    after: 'present',
  },
  {
    file: arena,
    walker: 'apply_range_set_scratch_cb',
    kernels: newer,
    why: 'the generic ptep_try_set() sets nothing',
    counts: { s390: nothing, 'powerpc-hash': nothing, generic: nothing },
    after: 'none',
  },
  {
    file: arena,
    walker: 'existing_page_cb',
    kernels: every,
    why: 'it frees pages and leaves the entries alone',
    counts: { s390: nothing, arm64: nothing, 'xen-pv': nothing, 'powerpc-hash': nothing },
    after: 'present',
  },
  {
    file: 'arch/s390/kernel/uv.c',
    walker: 'uv_alloc_range_cb',
    kernels: ['7.3'],
    why: 'a store onto an empty entry costs nothing, in a section or out of one',
    counts: { s390: nothing, 's390-ipte-range': nothing },
    after: 'present',
  },
  {
    file: 'arch/s390/kernel/uv.c',
    walker: 'uv_free_range_cb',
    kernels: ['7.3'],
    why: 'it frees pages and leaves the entries alone',
    counts: { s390: nothing, 's390-ipte-range': nothing },
    after: 'present',
  },
  {
    file: 'arch/arm64/mm/pageattr.c',
    walker: 'change_page_range',
    kernels: ['6.12'],
    why: 'each changed kernel mapping needs barriers',
    counts: { 'arm64-eager': barriers(256), arm64: barriers(1) },
    after: 'read-only',
  },
  {
    file: 'arch/powerpc/mm/pageattr.c',
    walker: 'change_page_attr',
    kernels: every,
    why: 'pte_update() flushes what is hashed; radix flushes the TLB after every entry',
    counts: { 'powerpc-hash': batched, 'powerpc-radix': { tlbie: 256 } },
    after: 'read-only',
  },
  ...['__flush_hash_table_range', 'flush_hash_table_pmd_range'].map((walker) => ({
    file: hashTable,
    walker,
    kernels: every,
    why: 'what is hashed is flushed, and stays as it is in the page table',
    counts: { 'powerpc-hash': batched },
    after: 'present' as const,
  })),
  {
    file: 'arch/powerpc/mm/book3s64/subpage_prot.c',
    walker: 'hpte_flush_range',
    kernels: every,
    why: 'pte_update() that changes no bit flushes what is hashed',
    counts: { 'powerpc-hash': batched },
    after: 'present',
  },
  {
    file: 'arch/arm64/mm/mmu.c',
    walker: 'split_kernel_leaf_mapping',
    kernels: newer,
    why: 'the block becomes 512 entries, and two contiguous blocks of 16 around the ends are dissolved; one DSB stands before the table is hooked in',
    counts: {
      'arm64-eager': { dsb_ishst: 512 + 16 + 16 + 1 + 1, isb: 512 + 16 + 16 + 1 },
      arm64: { dsb_ishst: 1 + 1, isb: 1 },
    },
    after: 'present',
  },
  {
    file: 'arch/arm64/mm/mmu.c',
    walker: 'range_split_to_ptes',
    kernels: newer,
    why: 'the block becomes 512 entries; one DSB stands before the table is hooked in',
    counts: { 'arm64-eager': { dsb_ishst: 512 + 1 + 1, isb: 512 + 1 }, arm64: { dsb_ishst: 1 + 1, isb: 1 } },
    after: 'present',
  },
  {
    file: 'arch/x86/xen/grant-table.c',
    walker: 'gnttab_apply',
    kernels: every,
    why: 'it only notes where the entries are',
    counts: { 'xen-pv': nothing },
    after: 'none',
  },
  {
    file: 'arch/x86/xen/mmu_pv.c',
    walker: 'remap_area_pfn_pte_fn',
    kernels: every,
    why: 'it only notes where the entries are; its caller hands them to the hypervisor',
    counts: { 'xen-pv': nothing },
    after: 'none',
  },
];

for (const version of every)
  describeKernel(version, 'counts of callbacks and of code of one architecture', (tree) => {
    let parser: KernelParser;
    before(async () => {
      parser = await loadKernelParser();
    });
    for (const { file, walker, kernels, why, counts, after } of expectations) {
      if (!kernels.includes(version)) continue;
      it(`${walker}(): ${why}`, () => {
        const source = new GoldenTree(tree());
        const text = source.read(file) ?? assert.fail(`${file} is missing`);
        const entry = parser.parse(file, text).functions.find(({ name }) => name === walker);
        assert.ok(entry);
        const scenario = scenarioOf(presetFor(entry.definition(), undefined));
        const machines = Object.keys(counts) as MachineName[];
        const request = { file, function: walker, machines, variants: ['as-written'], scenario } as const;
        const report = simulate(request, { parser, tree: source, text });
        assert.deepEqual(report.failures, []);
        for (const { machine, counts: counted, after: states } of report.results) {
          const found = Object.entries(counted).filter(([name, value]) => value !== 0 && name !== 'ptep_get');
          assert.deepEqual(Object.fromEntries(found), counts[machine], machine);
          if (after !== undefined)
            assert.deepEqual(
              new Set(states.flatMap(({ runs }) => runs.map(({ state }) => state))),
              new Set([after]),
              machine,
            );
        }
      });
    }
  });
