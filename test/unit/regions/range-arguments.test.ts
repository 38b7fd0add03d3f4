import assert from 'node:assert/strict';
import { rangeCallEdits } from '../../../server/core/regions/range-call.ts';
import { parse } from '../rules/check.ts';

/** Arguments that are offered for the walker of a text, or the reason why none are. */
function offered(text: string): string {
  const result = rangeCallEdits(parse(text), 'walk', 'RANGE');
  return 'refused' in result ? result.refused : result.edits.map((edit) => edit.text).join('; ');
}

interface Parts {
  readonly parameters?: string;
  readonly map?: string;
  readonly before?: string;
  readonly body?: string;
}

const loop = 'for (; addr != end; pte++, addr += PAGE_SIZE)\n\t\tset_pte_at(mm, addr, pte, __pte(0));';

function walker({ parameters, map, before = '', body = loop }: Parts): string {
  return `
int walk(${parameters ?? 'struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end'})
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

	${map ?? 'start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);'}
	if (!pte)
		return -EAGAIN;
	${before}
	lazy_mmu_mode_enable();
	${body}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`;
}

describe('range arguments', () => {
  it('come from the mapping call and the loop', () => {
    assert.equal(offered(walker({})), 'RANGE(mm, addr, end, start_pte)');
    const doLoop = 'do {\n\t\ttouch(pte);\n\t} while (pte++, addr += PAGE_SIZE, addr < end);';
    assert.equal(offered(walker({ body: doLoop })), 'RANGE(mm, addr, end, start_pte)');
  });

  it('name what the pointer was mapped into directly', () => {
    const map = 'pte = pte_offset_map_lock(mm, pmd, addr, &ptl);\n\tstart_pte = pte;';
    assert.equal(offered(walker({ map })), 'RANGE(mm, addr, end, pte)');
  });

  it('keep the address of the enable when another variable walks', () => {
    const body = 'for (unsigned long at = addr; at != end; pte++, at += PAGE_SIZE)\n\t\taddr = touch(pte);';
    assert.equal(offered(walker({ body })), 'RANGE(mm, addr, end, start_pte)');
  });

  it('prefer the plainest text for the mm of one pmd', () => {
    const before = 'if (retry(pte))\n\t\tstart_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);';
    const map = 'start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);';
    assert.equal(offered(walker({ map })), 'RANGE(vma->vm_mm, addr, end, start_pte)');
    assert.equal(offered(walker({ map, before })), 'RANGE(mm, addr, end, start_pte)');
  });

  it('take the mm of kernel tables from the code', () => {
    const map = 'start_pte = pte = pte_alloc_kernel(pmd, addr);';
    assert.equal(offered(walker({ map })), 'the function does not say whose page table it maps');
    const body = 'for (; addr != end; pte++, addr += PAGE_SIZE)\n\t\tset_pte_at(&init_mm, addr, pte, __pte(0));';
    assert.equal(offered(walker({ map, body })), 'RANGE(&init_mm, addr, end, start_pte)');
    const either =
      'start_pte = pte = mm == &init_mm ? pte_alloc_kernel(pmd, addr) : pte_alloc_map_lock(mm, pmd, addr, &ptl);';
    assert.equal(offered(walker({ map: either })), 'RANGE(mm, addr, end, start_pte)');
  });

  it('are those of the older table when a new one is filled from it', () => {
    const map = [
      'new_pte = pte_alloc_map_lock(new_mm, new_pmd, addr, &new_ptl);',
      'start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);',
    ].join('\n\t');
    const body = 'for (; addr != end; pte++, new_pte++, addr += PAGE_SIZE)\n\t\tcopy(pte, new_pte);';
    assert.equal(offered(walker({ map, body })), 'RANGE(mm, addr, end, start_pte)');
    const alike = map.replace('pte_alloc_map_lock', 'pte_offset_map_lock');
    assert.equal(offered(walker({ map: alike, body })), 'the section walks two page tables alike');
  });

  const refusals: readonly (readonly [string, Parts, RegExp])[] = [
    ['the table is handed in', { map: 'start_pte = pte = walk_state->pte;' }, /maps no page table itself/],
    [
      'the pointer was moved before',
      { before: 'pte += 2; start_pte = pte;' },
      /no pointer is the entry of a known address/,
    ],
    ['the address was moved before', { before: 'addr += PAGE_SIZE;' }, /no pointer is the entry of a known address/],
    [
      'the table is mapped at its base',
      { map: 'start_pte = pte = pte_offset_map_lock(mm, pmd, addr & PMD_MASK, &ptl);' },
      /not mapped at the first address/,
    ],
    ['the pointer is moved first', { body: `pte += offset;\n\t${loop}` }, /moved inside the section before/],
    ['the address is moved first', { body: `addr += PAGE_SIZE;\n\t${loop}` }, /compares addr with an end/],
    [
      'the pointer stays',
      { body: 'for (; addr != end; addr += PAGE_SIZE)\n\t\ttouch(pte + index(addr));' },
      /moves (?:start_)?pte on/,
    ],
    [
      'the loop counts',
      { body: 'for (; n > 0; n--, pte++, addr += PAGE_SIZE)\n\t\ttouch(pte);' },
      /compares addr with an end/,
    ],
    ['the end changes', { body: loop.replace('set_pte_at', 'end -= set_pte_at') }, /changes/],
    ['loops end differently', { body: `${loop}\n\t${loop.replaceAll('end', 'other_end')}` }, /different ends/],
    [
      'entries are flushed at once',
      { body: loop.replace('set_pte_at(mm, addr, pte, __pte(0))', 'ptep_clear_flush(vma, addr, pte)') },
      /ptep_clear_flush\(\) changes the hardware entry/,
    ],
    [
      'the section is paused',
      { body: `lazy_mmu_mode_pause();\n\trest();\n\tlazy_mmu_mode_resume();\n\t${loop}` },
      /paused/,
    ],
    [
      'another table is mapped',
      { body: loop.replace('set_pte_at', 'other = pte_offset_map_lock(mm, pmd, next, &ptl), set_pte_at') },
      /another page table is mapped/,
    ],
  ];
  for (const [what, parts, reason] of refusals) {
    it(`are refused when ${what}`, () => assert.match(offered(walker(parts)), reason));
  }

  it('do not mind a correction behind a kernel warning', () => {
    const body = [
      'do {',
      '	if (WARN_ON(!IS_ALIGNED(addr, size))) {',
      '		addr = ALIGN_DOWN(addr, size);',
      '		pte = PTR_ALIGN_DOWN(pte, size);',
      '	}',
      '	touch(pte);',
      '} while (pte++, addr += PAGE_SIZE, addr != end);',
    ].join('\n\t');
    assert.equal(offered(walker({ body })), 'RANGE(mm, addr, end, start_pte)');
  });

  it('replace each enable of the function, in either dialect', () => {
    const text = walker({}).replace('lazy_mmu_mode_enable', 'arch_enter_lazy_mmu_mode');
    const result = rangeCallEdits(parse(text), 'walk');
    assert.ok('text' in result);
    assert.ok(result.text.includes('lazy_mmu_mode_enable_for_pte_range(mm, addr, end, start_pte);'));
  });

  it('are refused with the reason for a function that is not there or has no enable', () => {
    const file = parse('void other(void)\n{\n}\n');
    assert.deepEqual(rangeCallEdits(file, 'walk'), { refused: 'mm/fixture.c has no function walk' });
    assert.deepEqual(rangeCallEdits(file, 'other'), { refused: 'other has no enable without a range' });
  });
});
