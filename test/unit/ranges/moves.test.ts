import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../rules/check.ts';

/*
 * Random walks to a range call: each move takes the pointer and the address on alike, in one of the ways in which C can be
 * written; loops, branches and retries stand between. Whatever the walk, the range fits; with one more move of either, it
 * does not.
 */
type Move =
  | { readonly kind: 'one' | 'some' | 'back' | 'copy' | 'comma' | 'remap' | 'counted' | 'down' | 'bounded' }
  | { readonly kind: 'if' | 'else' | 'loop'; readonly body: readonly Move[] };

const steps = ['one', 'some', 'back', 'copy', 'comma', 'remap', 'counted', 'down', 'bounded'] as const;

const { moves } = fc.letrec<{ moves: readonly Move[]; move: Move }>((tie) => ({
  moves: fc.array(tie('move'), { maxLength: 4 }),
  move: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constantFrom(...steps) }),
    fc.record({ kind: fc.constantFrom('if' as const, 'else' as const, 'loop' as const), body: tie('moves') }),
  ),
}));

function write(walk: readonly Move[]): string {
  return walk.map(writeMove).join('\n');
}

function writeMove(move: Move): string {
  switch (move.kind) {
    case 'one':
      return 'pte++;\naddr += PAGE_SIZE;';
    case 'some':
      return 'nr = count(pte);\naddr += nr * PAGE_SIZE;\npte += nr;';
    case 'back':
      return 'pte = pte - 2;\naddr = addr - (2UL << PAGE_SHIFT);';
    case 'copy':
      return 'other = pte + 3;\npte = &other[1];\naddr = addr + 4 * PAGE_SIZE;';
    case 'comma':
      return 'pte += (end - addr) >> PAGE_SHIFT, addr = end;';
    case 'remap':
      return 'pte = pte_offset_map_lock(mm, pmd, addr, &ptl);';
    case 'counted':
      return 'nr = count(pte);\nfor (i = 0; i < nr; i++)\npte++;\naddr += nr * PAGE_SIZE;';
    case 'down':
      return 'nr = count(pte);\naddr += nr * PAGE_SIZE;\nwhile (nr--)\npte++;';
    case 'bounded':
      return 'for (; addr < end; addr += PAGE_SIZE)\npte++;';
    case 'if':
      return `if (chance()) {\n${write(move.body)}\n}`;
    case 'else':
      return `if (chance()) {\n${write(move.body)}\n} else {\naddr += PAGE_SIZE;\npte++;\n}`;
    case 'loop':
      return `while (chance()) {\n${write(move.body)}\n}`;
  }
}

const walker = (walk: readonly Move[], last = '') => `
void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *other, *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	unsigned long nr, i;

${write(walk)}
	${last}
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`;

function mismatches(text: string): number {
  const { analysis, findings } = analyse(text, { dialect: { generation: 'nestable' } });
  assert.deepEqual(analysis.notAnalysed, []);
  return findings.filter(({ rule }) => rule === 'range-mismatch').length;
}

/** Walks on which merged paths once forgot that both had moved alike, and a bound then seemed to tell them apart. */
const forgetful: [readonly Move[]][] = [
  [[{ kind: 'if', body: [{ kind: 'loop', body: [{ kind: 'counted' }] }] }, { kind: 'bounded' }]],
  [[{ kind: 'loop', body: [{ kind: 'bounded' }, { kind: 'if', body: [{ kind: 'counted' }] }] }]],
  [
    [
      {
        kind: 'loop',
        body: [{ kind: 'down' }, { kind: 'loop', body: [{ kind: 'remap' }, { kind: 'one' }] }, { kind: 'bounded' }],
      },
    ],
  ],
];

describe('values of pointers and addresses', () => {
  it('stay together on every walk that moves them alike', () => {
    fc.assert(
      fc.property(moves, (walk) => mismatches(walker(walk)) === 0),
      { numRuns: 150, examples: forgetful },
    );
  });

  it('are told apart after one move of either alone', () => {
    const alone = fc.constantFrom('pte++;', 'pte -= 2;', 'addr += PAGE_SIZE;', 'addr -= 3 * PAGE_SIZE;');
    fc.assert(
      fc.property(moves, alone, (walk, last) => mismatches(walker(walk, last)) === 1),
      { numRuns: 150 },
    );
  });
});
