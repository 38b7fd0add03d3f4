import assert from 'node:assert/strict';
import { expression, onlyFunction, parsedExpression, statements } from './lowered.ts';

/** Each C expression with what it is lowered to. */
const cases: Readonly<Record<string, string>> = {
  // Literals
  "'a'": '97',
  "'\\n'": '10',
  '0x1fUL': '31ul',
  '010': '8',
  '0b11': '3',
  '10ULL': '10ull',
  '-1': '(-1)',
  true: '1',
  NULL: 'NULL',
  '"a" "b\\n"': '"ab\\n"',
  '"addr " PRIx64 " end"': '"addr  end"',
  '"a" __stringify(X) "b"': '"ab"',
  // Operators bind as C has it
  'a + b * c - d': '((a + (b * c)) - d)',
  'a << 1 | b & c': '((a << 1) | (b & c))',
  'a && b || !c': '((a && b) || (!c))',
  '*p++': '(*(p++))',
  '&a[1]': '(&a[1])',
  '-x->y': '(-x->y)',
  '~PAGE_MASK & addr': '((~PAGE_MASK) & addr)',
  'a = b = c': '(a = (b = c))',
  'a <<= 2': '(a <<= 2)',
  'a ? b : c ? d : e': '(a ? b : (c ? d : e))',
  'a ?: b': '(a ?: b)',
  'vma->vm_mm->pgd[3].val': 'vma->vm_mm->pgd[3].val',
  'ops->walk(pte, addr)': 'ops->walk(pte, addr)',
  'table[i](x)': 'table[i](x)',
  '--n': '(--n)',
  // Casts, also to types that only their name tells
  '(unsigned long)p': '(unsigned long)p',
  '(const struct folio *)p': '(pointer to struct folio)p',
  '(void __user *)addr': '(pointer to void)addr',
  '(pte_t)(x)': '(pte_t)x',
  '(u64)-1': '(u64)(-1)',
  '(pteval_t)*p': '(pteval_t)(*p)',
  '(u64)&x': '(u64)(&x)',
  '(typeof(x))y': '(typeof(x))y',
  '(pte_t *)p + 1': '((pointer to pte_t)p + 1)',
  '(fn)(x)': 'fn(x)',
  // Types as operands
  'sizeof(struct page)': 'sizeof(<struct page>)',
  'sizeof(pte_t)': 'sizeof(<pte_t>)',
  'sizeof(*pte)': 'sizeof((*pte))',
  'sizeof x': 'sizeof(x)',
  'sizeof(typeof(x))': 'sizeof(<typeof(x)>)',
  'min_t(unsigned long, a, b)': 'min_t(<unsigned long>, a, b)',
  'min_t(pgoff_t, a, b)': 'min_t(<pgoff_t>, a, b)',
  'max_t(int,\n\t\ta, b)': 'max_t(<int>, a, b)',
  'container_of(head, struct slot, node)': 'container_of(head, <struct slot>, node)',
  'list_entry(p, struct page, lru)': 'list_entry(p, <struct page>, lru)',
  'va_arg(ap, char *)': 'va_arg(ap, <pointer to char>)',
  'unknown(long unsigned int, struct x *)': 'unknown(<unsigned long>, <pointer to struct x>)',
  'offsetof(struct page, lru)': 'offsetof(struct page, lru)',
  'offsetof(struct page, a.b[2])': 'offsetof(struct page, a.b[2])',
  '__alignof__(x->y)': '__alignof__(x->y)',
  '__alignof__(struct x)': '__alignof__(<struct x>)',
  '__builtin_types_compatible_p(typeof(a), int)': '__builtin_types_compatible_p(<typeof(a)>, <int>)',
  // What only macros take
  'cmp(a, ==, b)': 'cmp(a, <an argument that is no expression>, b)',
  'f(a, , b)': 'f(a, <an argument that is no expression>, b)',
  'f(a,)': 'f(a)',
  // GNU
  '({ int t = a; t; })': '({ t: int = a; t; })',
  '(pte_t){ 1 }': '(pte_t){ 1 }',
  '(struct walk){ .pte = p, .range = { .end = 2, }, }': '(struct walk){ .pte = p, .range = { .end = 2 } }',
  '(int []){ [0] = 1, [2 ... 3] = 4, 5 }': '(array[] of int){ [0] = 1, [(2, 3)] = 4, 5 }',
  '__extension__ (x)': 'x',
};

describe('lowering expressions', () => {
  for (const [code, lowered] of Object.entries(cases)) {
    it(`reads ${code.replace(/\s+/g, ' ')}`, () => {
      assert.equal(expression(code), lowered);
    });
  }

  it('reads comma expressions in full', () => {
    assert.equal(statements('a = 1, b++, f(c);'), '((a = 1), (b++), f(c));');
  });

  it('gives every node its place in the unmasked text', () => {
    const text = 'static __always_inline int f(void)\n{\n\treturn min_t(unsigned long, a, b->end);\n}\n';
    const [statement] = onlyFunction(text).body.body;
    assert.ok(statement.kind === 'return' && statement.value?.kind === 'call');
    const slice = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    assert.equal(slice(statement), 'return min_t(unsigned long, a, b->end);');
    assert.deepEqual(statement.value.arguments.map(slice), ['unsigned long', 'a', 'b->end']);
    const [, , member] = statement.value.arguments;
    assert.ok(member.kind === 'member');
    assert.equal(slice(member.fieldRange), 'end');
  });

  it('reads inline assembly as unknown', () => {
    assert.equal(statements('asm volatile("ipte %0" : "+a" (p) : "i" (X) : "memory");'), '<inline assembly>;');
    assert.equal(statements('asm volatile("dsb %0" : : "i" (X));'), '<inline assembly>;');
  });

  it('tells inline assembly without operands', () => {
    for (const text of ['asm("nop");', 'asm volatile("ptesync": : :"memory");', 'asm volatile("" ::: "memory");'])
      assert.equal(statements(text), '<inline assembly without operands>;');
  });

  it('reads a lone expression, and nothing else as one', () => {
    assert.equal(parsedExpression('(x) + sizeof(int)'), '(x + sizeof(<int>))');
    assert.equal(parsedExpression('a * b'), '(a * b)');
    assert.equal(parsedExpression('({ a; })'), '({ a; })');
    for (const text of ['', 'return 1', 'a; b', 'int x', 'a +', 'do { } while (0)', ') + (']) {
      assert.equal(parsedExpression(text), undefined, text);
    }
  });
});
