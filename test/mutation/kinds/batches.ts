import { type MutationKind, mark } from '../mutant.ts';

/** Batches of a change of protection, written out entry by entry, with a template that stays behind. */
export const batchKinds: readonly MutationKind[] = [
  batch('batch: new entry not advanced', ['before = pte_next_pfn(before);']),
  batch('batch: old entry not advanced', ['after = pte_next_pfn(after);']),
  batch('batch: neither entry advanced', []),
];

function batch(name: string, advance: readonly string[]): MutationKind {
  return {
    name,
    rules: ['batch-template-not-advanced'],
    atMost: 2,
    seed: (site) =>
      site.tablePointers.flatMap((pointer) =>
        site.insideSection.map((each) => ({
          at: each.start,
          edits: [
            site.helper(commitOf(advance)),
            ...site.before(each, `seeded_commit(seeded_vma(), 0, ${pointer}, 4);`),
          ],
          place: 'line' as const,
        })),
      ),
  };
}

function commitOf(advance: readonly string[]): string {
  return [
    'static void seeded_commit(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, unsigned int nr)',
    '{',
    '\tpte_t before = ptep_modify_prot_start(vma, addr, ptep);',
    '\tpte_t after = pte_wrprotect(before);',
    '\tunsigned int i;',
    '',
    '\tfor (i = 0; i < nr; i++, ptep++, addr += PAGE_SIZE) {',
    `\t\t${mark}ptep_modify_prot_commit(vma, addr, ptep, before, after);`,
    ...advance.map((each) => `\t\t${each}`),
    '\t}',
    '}',
  ].join('\n');
}
