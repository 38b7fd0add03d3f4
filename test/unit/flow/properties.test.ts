import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../../../server/core/finding.ts';
import { applyEdits } from '../../../server/core/text.ts';
import { analyse } from '../rules/check.ts';

/*
 * Random walkers, and changes that keep their meaning: what is found must stay the same. A walker is a tree of statements;
 * each way to write it down gives C with one statement a line.
 */
type Piece =
  | { readonly kind: keyof typeof calls | 'set' | 'clear' | 'return' | 'break' }
  | { readonly kind: 'if' | 'if-flag' | 'loop'; readonly body: readonly Piece[] };

/** Statements that the rules look at, and one that none does. */
const calls = {
  enable: 'lazy_mmu_mode_enable();',
  disable: 'lazy_mmu_mode_disable();',
  pause: 'lazy_mmu_mode_pause();',
  resume: 'lazy_mmu_mode_resume();',
  touch: 'touch();',
  update: 'set_pte_at(mm, addr, pte, entry);',
  read: 'touch(ptep_get(pte));',
  dereference: 'touch(*pte);',
  flush: 'flush_tlb_mm(mm);',
  sleep: 'cond_resched();',
  lock: 'spin_lock(&mm->page_table_lock);',
  unlock: 'spin_unlock(&mm->page_table_lock);',
} as const;

const balanced = ['enable', 'disable', 'pause', 'resume', 'touch', 'set', 'clear', 'return', 'break'] as const;
const others = ['update', 'read', 'dereference', 'flush', 'sleep', 'lock', 'unlock'] as const;

const leaf = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...balanced) }, fc.constantFrom(...others));

const { pieces } = fc.letrec<{ pieces: readonly Piece[]; piece: Piece }>((tie) => ({
  pieces: fc.array(tie('piece'), { maxLength: 5 }),
  piece: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: leaf }),
    fc.record({ kind: fc.constantFrom('if' as const, 'if-flag' as const, 'loop' as const), body: tie('pieces') }),
  ),
}));

interface Spelling {
  readonly flag: string;
  readonly count: string;
  /** Wraps a statement that is no jump. */
  readonly wrap: (statement: string) => string;
  /** Goes behind each return. */
  readonly unreachable: string;
  /** Declarations of variables that the walker does not use; each stands on its own. */
  readonly unused: readonly string[];
}

const plain: Spelling = { flag: 'flag', count: 'count', wrap: (statement) => statement, unreachable: '', unused: [] };

function write(walker: readonly Piece[], spelling: Spelling, inLoop = false): string {
  return walker.map((piece) => writePiece(piece, spelling, inLoop)).join('\n');
}

function writePiece(piece: Piece, spelling: Spelling, inLoop: boolean): string {
  const { flag, count, wrap, unreachable } = spelling;
  switch (piece.kind) {
    case 'set':
      return wrap(`${flag} = 1;`);
    case 'clear':
      return wrap(`${flag} = 0;`);
    case 'return':
      return `return;${unreachable}`;
    case 'break':
      return inLoop ? 'break;' : wrap(calls.touch);
    case 'if':
      return `if (chance()) {\n${write(piece.body, spelling, inLoop)}\n}`;
    case 'if-flag':
      return `if (${flag}) {\n${write(piece.body, spelling, inLoop)}\n}`;
    case 'loop':
      return `while (${count}--) {\n${write(piece.body, spelling, true)}\n}`;
    default:
      return wrap(calls[piece.kind]);
  }
}

function functionOf(walker: readonly Piece[], spelling: Spelling = plain): string {
  const [first = '', ...rest] = spelling.unused;
  const declarations = `\t${first}\n\tint ${spelling.flag} = 0;\n\t${rest.join('\n\t')}\n`;
  const parameters = 'struct mm_struct *mm, unsigned long addr, pte_t *pte, pte_t entry';
  const head = `void walk(${parameters}, int ${spelling.count})\n{\n${declarations}`;
  const body = write(walker, spelling).replace(/^/gm, '\t');
  return `${head}${body}\n}\n`;
}

/** What is found, without places: rule, message, and the count of each. */
function found(text: string): readonly string[] {
  const { analysis, findings } = analyse(text);
  assert.deepEqual(analysis.notAnalysed, []);
  return findings.map(({ rule, message }) => `${rule}: ${message}`).sort();
}

function unchanged(spelling: Partial<Spelling>): void {
  fc.assert(
    fc.property(pieces, (walker) => {
      assert.deepEqual(found(functionOf(walker, { ...plain, ...spelling })), found(functionOf(walker)));
    }),
    { numRuns: 150 },
  );
}

describe('what is found in a function', () => {
  it('does not depend on the names of its variables', () => unchanged({ flag: 'zz', count: 'aa' }));

  it('does not change when statements are wrapped in do { } while (0)', () =>
    unchanged({ wrap: (statement) => `do { ${statement} } while (0);` }));

  it('does not change when statements are wrapped in blocks and statement expressions', () =>
    unchanged({ wrap: (statement) => `{ ({ ${statement} }); }` }));

  it('does not change when comments are put in', () =>
    unchanged({
      wrap: (statement) => `/* lazy_mmu_mode_enable(); return; */ ${statement} // lazy_mmu_mode_disable();`,
    }));

  it('does not depend on the order of independent declarations', () => {
    const unused = ['int unused = 1;', 'unsigned long start = 0, end;', 'pte_t *start_pte = map();'];
    unchanged({ unused });
    unchanged({ unused: unused.toReversed() });
  });

  it('does not change when code is added that nothing reaches', () =>
    unchanged({ unreachable: '\nlazy_mmu_mode_disable();\nlazy_mmu_mode_enable();\nreturn;' }));

  it('does not change when code is added that a constant keeps away', () =>
    unchanged({ wrap: (statement) => `if (0) { lazy_mmu_mode_enable(); return; }\n${statement}` }));

  it('is nothing when its sections are closed where they are opened', () => {
    const leftOut = new Set<Piece['kind']>(['disable', 'pause', 'resume', 'lock', 'unlock']);
    fc.assert(
      fc.property(pieces, (walker) => {
        const closed = (body: readonly Piece[]): readonly Piece[] =>
          body.flatMap((piece): readonly Piece[] => {
            if ('body' in piece) return [{ ...piece, body: closed(piece.body) }];
            if (piece.kind === 'enable') return [piece, { kind: 'touch' }, { kind: 'disable' }];
            return leftOut.has(piece.kind) ? [] : [piece];
          });
        assert.deepEqual(found(functionOf(closed(walker))), []);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the safe fixes', () => {
  it('end what they were offered for, one after the other', () => {
    fc.assert(
      fc.property(pieces, (walker) => {
        let text = functionOf(walker);
        for (let round = 0; round < 50; round += 1) {
          const [fix] = analyse(text).findings.flatMap(({ fixes }) => fixes.filter(({ safe }) => safe));
          if (!fix) return;
          text = applyEdits(text, fix.edits);
        }
        assert.fail(`fixes do not come to an end:\n${text}`);
      }),
      { numRuns: 150 },
    );
  });

  it('leave each path that they close with the mode off', () => {
    fc.assert(
      fc.property(pieces, (walker) => {
        const { file, findings } = analyse(functionOf(walker));
        const fixable = findings.filter(({ rule, fixes }) => rule === 'return-in-section' && fixes.length > 0);
        for (const { fixes } of fixable) {
          const after = analyse(applyEdits(file.text, fixes[0].edits)).findings;
          assert.equal(countOf(after, 'return-in-section') < countOf(findings, 'return-in-section'), true);
          assert.equal(countOf(after, 'unmatched-disable') <= countOf(findings, 'unmatched-disable'), true);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function countOf(findings: readonly Finding[], slug: string): number {
  return findings.filter(({ rule }) => rule === slug).length;
}
