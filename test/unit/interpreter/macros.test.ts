import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { expandMacros, MacroOverflow } from '../../../server/core/syntax/expand-macros.ts';
import type { Configuration } from '../../../server/core/syntax/source-file.ts';
import { resultOf, runOf, stopOf } from './support.ts';

function expand(text: string, ...definitions: readonly string[]): string {
  const macros = new Map(
    definitions.map((definition) => {
      const [, name, list, body] = /^(\w+)(?:\(([^)]*)\))?\s*(.*)$/s.exec(definition) ?? [];
      const parameters = list === undefined ? undefined : list.split(',').map((each) => each.trim());
      return [name, { name, body, ...(parameters && { parameters: list === '' ? [] : parameters }) }] as const;
    }),
  );
  return expandMacros(text, (name) => macros.get(name));
}

describe('macro expansion', () => {
  const cases: readonly (readonly [what: string, want: string, text: string, ...definitions: string[]])[] = [
    ['replaces a name', '(4096) + 1', 'SIZE + 1', 'SIZE (4096)'],
    ['replaces parameters', '((a + 1) * (b))', 'MUL(a + 1, b)', 'MUL(x, y) ((x) * (y))'],
    ['leaves a function-like name without arguments', 'MUL + 1', 'MUL + 1', 'MUL(x, y) ((x) * (y))'],
    ['expands arguments first', '((((a) + 1)) + 1)', 'INC(INC(a))', 'INC(x) ((x) + 1)'],
    ['keeps commas inside brackets', '[f(a, b)] [c]', 'TWO(f(a, b), c)', 'TWO(x, y) [x] [y]'],
    ['joins tokens', 'pte_young(x) pte_3', 'P(young)(x) P(3)', 'P(n) pte_##n'],
    ['makes strings', '"a + b" 1', 'S(a + b)', 'S(x) #x 1'],
    ['does not expand what # and ## take', '"ONE" xONE', 'S(ONE)', 'S(y) #y x##y', 'ONE 1'],
    ['stops at a name within itself', 'set(set, 1)', 'set(1)', 'set(x) set(set, x)'],
    ['stops at two names within each other', 'a', 'a', 'a b', 'b a'],
    ['gathers variable arguments', 'f("x", 1, 2)', 'P("x", 1, 2)', 'P(format, ...) f(format, __VA_ARGS__)'],
    ['drops the comma before none', 'f("x")', 'P("x")', 'P(format, args...) f(format, ##args)'],
    ['rescans with what follows', '(3 + 1)', 'F (3)', 'F G', 'G(x) (x + 1)'],
  ];
  for (const [what, want, text, ...definitions] of cases) {
    it(what, () => assert.equal(expand(text, ...definitions).replace(/\s+/g, ' '), want));
  }

  it('gives up on growth without end', () => {
    const doubling = Array.from({ length: 40 }, (_, index) => `M${index} M${index + 1} M${index + 1}`);
    assert.throws(() => expand('M0', ...doubling), MacroOverflow);
  });

  it('never hangs or throws anything else', () => {
    const word = fc.constantFrom('A', 'B', 'C', 'x', '(', ')', ',', '#', '##', '1', '"s"', '...');
    const body = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(body, body, body, body, (text, a, b, c) => {
        try {
          expand(text, `A ${a}`, `B(x) ${b}`, `C(x, ...) ${c}`);
        } catch (error) {
          assert.ok(error instanceof MacroOverflow);
        }
      }),
    );
  });
});

describe('macros of the text', () => {
  it('are values, expressions and statements', () => {
    const text = `#define SHIFT 12
#define SIZE (1UL << SHIFT)
#define ADD(v, n) do { (v) += (n); } while (0)
#define LARGER(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
#define DECLARE(n) int n = 3
unsigned long f(void) { DECLARE(k); ADD(k, LARGER(4, k)); if (k) ADD(k, 1); else ADD(k, 2); return SIZE + k; }`;
    assert.equal(resultOf(text), 4104);
  });

  it('iterate', () => {
    const text = `#define for_each_index(i, n) for ((i) = 0; (i) < (n); (i)++)
#define for_each_odd(i, n) for_each_index(i, n) if (!((i) & 1)) {} else
int f(void) { int i, j, s = 0; for_each_odd(i, 6) { if (i == 5) continue; for_each_index(j, i) s += j; } return s * 10 + i; }`;
    assert.equal(resultOf(text), 36);
  });

  it('iterate over a list with a body that leaves it', () => {
    const text = `struct list_head { struct list_head *next, *prev; };
struct item { int v; struct list_head link; };
#define list_for_each_entry(pos, head, member) \\
	for (pos = container_of((head)->next, typeof(*pos), member); &pos->member != (head); \\
	     pos = container_of(pos->member.next, typeof(*pos), member))
static void add(struct list_head *n, struct list_head *h) { n->next = h->next; n->prev = h; h->next->prev = n; h->next = n; }
int f(void) { LIST_HEAD(head); struct item a = { 1 }, b = { 2 }, c = { 3 }, *p; int s = 0;
  add(&a.link, &head); add(&b.link, &head); add(&c.link, &head);
  list_for_each_entry(p, &head, link) { if (p->v == 1) break; s = s * 10 + p->v; } return s; }`;
    assert.equal(resultOf(text), 32);
  });

  it('give way to a local of the same name', () => {
    assert.equal(
      resultOf('#define size 7\n#undef other\nint f(void) { int n = size; { int size = 2; n += size; } return n; }'),
      9,
    );
  });

  it('that expand to themselves stop the run with their name', () => {
    for (const text of [
      '#define LOOP POOL\n#define POOL LOOP\nint f(void)\n{\n\treturn LOOP;\n}',
      '#define LOOP(x) POOL(x)\n#define POOL(x) LOOP(x)\nint f(void)\n{\n\treturn LOOP(1);\n}',
    ]) {
      const stop = stopOf(() => resultOf(text));
      assert.equal(stop.kind, 'macro');
      assert.match(stop.reason, /LOOP/);
      assert.equal(stop.line, 5);
    }
  });

  it('that never end stop the run with their name', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `#define M${index} M${index + 1} + M${index + 1}`);
    const stop = stopOf(() => resultOf(`${lines.join('\n')}\nint f(void) { return M0; }`));
    assert.equal(stop.kind, 'macro');
    assert.equal(stop.line, 41);
  });
});

describe("the kernel's syntactic macros", () => {
  const cases: readonly (readonly [expression: string, value: number | bigint])[] = [
    ['min(3, 4) + max(5, 6) * 10', 63],
    ['min_t(unsigned int, -1, 4)', 4],
    ['clamp(12, 3, 9)', 9],
    ['ALIGN(5, 4) * 100 + ALIGN_DOWN(7, 4)', 804],
    ['round_up(4097UL, 4096) + round_down(4097UL, 4096)', 12288],
    ['DIV_ROUND_UP(9, 4) * 10 + roundup(9, 4)', 42],
    ['IS_ALIGNED(8, 4) * 10 + IS_ALIGNED(9, 4)', 10],
    ['BIT(40)', 2 ** 40],
    ['GENMASK(63, 12)', 0xffff_ffff_ffff_f000n],
    ['fls(0x80) * 10 + ffs(4)', 83],
    ['ilog2(4096) + __builtin_popcount(255)', 20],
    ['IS_ERR((void *)-4L) * 10 + IS_ERR((void *)4L)', 10],
    ['PTR_ERR(ERR_PTR(-12))', -12],
    ['likely(5) + unlikely(0)', 5],
    ['ARRAY_SIZE(table)', 3],
    ['IS_ENABLED(CONFIG_ON) * 10 + IS_ENABLED(CONFIG_OFF)', 10],
    ['({ int a = 1, b = 2; swap(a, b); a * 10 + b; })', 21],
    ['({ long a = 5; xchg(&a, 7) * 10 + a; })', 57],
    ['({ long a = 5; cmpxchg(&a, 5, 9) * 100 + cmpxchg(&a, 5, 1) * 10 + a; })', 599],
    ['({ unsigned long a[2] = { 0 }; __set_bit(65, a); test_bit(65, a) * 10 + (int)a[1]; })', 12],
    ['({ int a = 4; WRITE_ONCE(a, 6); READ_ONCE(a); })', 6],
    ['-EINVAL', -22],
    ['(int)(NULL == 0) + true', 2],
  ];
  for (const [expression, value] of cases) {
    it(expression, () => {
      assert.equal(
        resultOf(
          `static int table[3];\nlong f(void) { return ${expression}; }`.replace(
            'long f',
            expression.startsWith('GEN') ? 'unsigned long f' : 'long f',
          ),
        ),
        value,
      );
    });
  }

  it('give way to a definition in the file', () => {
    assert.equal(resultOf('#define min(a, b) 77\nint f(void) { return min(1, 2); }'), 77);
  });

  it('WARN_ON gives its condition and is noted', () => {
    const run = runOf('int f(int n)\n{\n\tif (WARN_ON(n > 1))\n\t\treturn 1;\n\treturn 0;\n}');
    assert.equal(run.call('f', [1]), 0);
    assert.deepEqual(run.warnings, []);
    assert.equal(run.call('f', [2]), 1);
    assert.deepEqual(
      run.warnings.map(({ file, line }) => `${file}:${line}`),
      ['walker.c:3'],
    );
  });

  it('BUG_ON stops the run where it stands', () => {
    const stop = stopOf(() => resultOf('int f(int n)\n{\n\tBUG_ON(n == 1);\n\treturn n;\n}', 1));
    assert.equal(`${stop.kind} ${stop.line}`, 'bug 3');
  });

  const checking = (set: boolean): Configuration => ({ name: 'test', defines: new Map([['CONFIG_DEBUG_VM', set]]) });

  it('VM_WARN_ON, VM_BUG_ON and BUILD_BUG_ON do nothing without CONFIG_DEBUG_VM', () => {
    const run = runOf(
      'static int n; static int g(void) { n++; return 1; } int f(void) { VM_WARN_ON_ONCE(g()); VM_BUG_ON(g()); BUILD_BUG_ON(1); return n; }',
      { configuration: checking(false) },
    );
    assert.equal(run.call('f', []), 0);
  });

  it('VM_WARN_ON is noted and VM_BUG_ON stops the run with CONFIG_DEBUG_VM', () => {
    const text =
      'int f(int n, void *folio)\n{\n\tVM_WARN_ON_FOLIO(n > 1, folio);\n\tVM_BUG_ON_FOLIO(n > 2, folio);\n\treturn n;\n}';
    const run = runOf(text, { configuration: checking(true) });
    assert.equal(run.call('f', [1, 0]), 1);
    assert.deepEqual(run.warnings, []);
    assert.equal(run.call('f', [2, 0]), 2);
    assert.deepEqual(
      run.warnings.map(({ line }) => line),
      [3],
    );
    const stop = stopOf(() => run.call('f', [3, 0]));
    assert.equal(`${stop.kind} ${stop.line}`, 'bug 4');
  });
});
