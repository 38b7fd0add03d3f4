import assert from 'node:assert/strict';
import { declarations, parser } from './lowered.ts';
import { renderDeclaration } from './render.ts';

/** Each file-level declaration with what it is lowered to. */
const cases: Readonly<Record<string, string>> = {
  'int a, *b, c[2], (*d)[3], *e[4];':
    'a: int, b: pointer to int, c: array[2] of int, d: pointer to array[3] of int, e: array[4] of pointer to int',
  'long unsigned int a; short int b; signed char c; unsigned d; long long e;':
    'a: unsigned long; b: short; c: signed char; d: unsigned int; e: long long',
  'extern int walk(struct mm_struct *mm, unsigned long, ...);':
    'extern walk: function(mm: pointer to struct mm_struct, unsigned long, ...) returning int',
  'int none(void);': 'none: function() returning int',
  'void (*hook(int a))(char *);':
    'hook: function(a: int) returning pointer to function(pointer to char) returning void',
  'typedef struct { pteval_t pte; } pte_t;': 'typedef pte_t: struct { pte: pteval_t; }',
  'typedef int (*pte_fn_t)(pte_t *pte, unsigned long addr, void *data);':
    'typedef pte_fn_t: pointer to function(pte: pointer to pte_t, addr: unsigned long, data: pointer to void) returning int',
  'struct page;': 'struct page',
  'struct page { unsigned long flags; union { struct list_head lru; void *private; }; int a:3, b:5; };':
    'struct page { flags: unsigned long; : union { lru: struct list_head; private: pointer to void; }; a:3: int; b:5: int; }',
  'struct ops { int (*walk)(pte_t *pte); struct page *pages[]; } __packed;':
    'struct ops { walk: pointer to function(pte: pointer to pte_t) returning int; pages: array[] of pointer to struct page; }',
  'struct bits { u32 a : 1; u32 : 7; unsigned int  : 8; };': 'struct bits { a:1: u32; :7: u32; :8: unsigned int; }',
  'struct map { DECLARE_BITMAP(seen, 128); DECLARE_HASHTABLE(heads, 4); DECLARE_FLEX_ARRAY(int, tail); };':
    'struct map { seen: array[BITS_TO_LONGS(128)] of unsigned long; heads: array[(1 << 4)] of struct hlist_head; tail: array[] of int; }',
  'struct grouped { int before; struct_group(name, int a; int b;); struct_group_tagged(tag, name, int c;); int after; };':
    'struct grouped { before: int; a: int; b: int; c: int; after: int; }',
  'enum walk { DOWN, UP = 2, };': 'enum walk { DOWN, UP = 2 }',
  '#define BIT_OF(name, at) NAME_ ## name ## _BIT = (at)\nenum { BIT_OF(READ, 0), BIT_OF(WRITE, 1 + 1), LAST };':
    'enum { NAME_READ_BIT = 0, NAME_WRITE_BIT = (1 + 1), LAST }',
  '#define LOW(x) x ## _LOW,\n#define BOTH(x) LOW(x) x ## _HIGH\nenum { BOTH(A), BOTH(B) , LOW(C) D = 7, LAST };':
    'enum { A_LOW, A_HIGH, B_LOW, B_HIGH, C_LOW, D = 7, LAST }',
  'static DEFINE_SPINLOCK(lock);': 'static lock: spinlock_t = DEFINE_SPINLOCK(lock)',
  'DEFINE_PER_CPU(struct tlb_state, state) = { .active = 1 };': 'state: struct tlb_state = { .active = 1 }',
  'DECLARE_PER_CPU(unsigned long [4], stack);': 'stack: array[4] of unsigned long',
  'static struct walk_ops ops __ro_after_init = { .pte = walk, };': 'static ops: struct walk_ops = { .pte = walk }',
  'extern pgd_t init_pgd[PTRS_PER_PGD] __aligned(PAGE_SIZE) __section(".data");':
    'extern init_pgd: array[PTRS_PER_PGD] of pgd_t',
  'extern unsigned long __bootdata_preserved(start), __bootdata(table[2]);':
    'extern start: unsigned long, table: array[2] of unsigned long',
  'EXPORT_SYMBOL(walk);\nint a;': 'a: int',
};

describe('lowering declarations', () => {
  for (const [code, lowered] of Object.entries(cases)) {
    it(`reads ${code.replace(/\s+/g, ' ')}`, () => {
      assert.equal(declarations(code), lowered);
    });
  }

  it('gives declarations their place in the file', () => {
    const text = '/* first */\nint a;\n\nstruct s {\n\tint b;\n};\n';
    const [variable, record] = parser.parse('a.h', text).declarations();
    assert.equal(text.slice(variable.start, variable.end), 'int a;');
    assert.equal(text.slice(variable.declarators[0].nameRange.start, variable.declarators[0].nameRange.end), 'a');
    assert.ok(record.base.kind === 'record');
    const [member] = record.base.members ?? [];
    assert.equal(text.slice(member.start, member.end), 'b');
  });

  it('reads only the declarations that hold a word, where one is given', () => {
    const text =
      '#define BIT_OF(n) n ## _BIT\nint a;\nint ab;\n/* a */ int c;\nenum { BIT_OF(x) };\nstruct s { int a; };\n';
    const rendered = parser.parse('a.h', text).declarations('a').map(renderDeclaration);
    assert.deepEqual(rendered, ['a: int', 'c: int', 'enum { x_BIT }', 'struct s { a: int; }']);
  });

  it('leaves out a declaration that cannot be read, says where it is, and reads the others', () => {
    const file = parser.parse('a.h', 'int a;\nint = ;\nint b;\n');
    assert.deepEqual(
      file.declarations().flatMap(({ declarators }) => declarators.map(({ name }) => name)),
      ['a', 'b'],
    );
    assert.equal(file.lines.lineOf(file.declarationProblems()[0].start), 2);
  });
});
