import assert from 'node:assert/strict';
import { onlyFunction, parser, statements } from './lowered.ts';
import { renderStatement } from './render.ts';

/** Each piece of a body with what it is lowered to. */
const cases: Readonly<Record<string, string>> = {
  // Plain C
  'if (a) b(); else if (c) d();': 'if (a) b(); else if (c) d();',
  'while (a) { continue; }': 'while (a) { continue; }',
  'do { a(); } while (pte++, addr != end);': 'do { a(); } while (((pte++), (addr != end)));',
  'for (int i = 0; i < n; i++) f(i);': 'for (i: int = 0; (i < n); (i++)) f(i);',
  'for (;;) break;': 'for (;;) break;',
  'for (i = 0, j = 1; ; ) ;': 'for (((i = 0), (j = 1));;) ;',
  'switch (x) { case 1: case 2: a(); break; default: b(); }':
    'switch (x) { case 1: case 2: a(); break; default: b(); }',
  'switch (x) { case 1 ... 5: a(); fallthrough; case A | B ... C: ; }':
    'switch (x) { case 1 ... 5: a(); ; case (A | B) ... C: ; }',
  'again: if (a) goto again;': 'again: if (a) goto again;',
  'if (a) { goto out; }\nout:\n\treturn;': 'if (a) { goto out; } out: return;',
  '{ a(); out:\n\t}': '{ a(); out: ; }',
  'return;': 'return;',
  ';': ';',
  // Declarations
  'unsigned long addr, *p = &addr;': 'addr: unsigned long, p: pointer to unsigned long = (&addr);',
  'static const struct walk_ops ops = { .pte = f };': 'static ops: struct walk_ops = { .pte = f };',
  'int (*fn)(pte_t *, unsigned long) = f;':
    'fn: pointer to function(pointer to pte_t, unsigned long) returning int = f;',
  'typeof(*p) q = *p;': 'q: typeof((*p)) = (*p);',
  '__auto_type q = f(x);': 'q: typeof(f(x)) = f(x);',
  'const auto q = x;': 'q: typeof(x) = x;',
  'struct page *page __maybe_unused = NULL;': 'page: pointer to struct page = NULL;',
  'struct page *page __free(put) = get();': 'page: pointer to struct page = get();',
  'register unsigned long r asm("r1") = 2;': 'register r: unsigned long = 2;',
  'u8 *p, buf[PAGE_SIZE];': 'p: pointer to u8, buf: array[PAGE_SIZE] of u8;',
  'LIST_HEAD(pages);': 'pages: struct list_head = LIST_HEAD(pages);',
  'XA_STATE(xas, &mapping->i_pages, index);': 'xas: struct xa_state = XA_STATE(xas, (&mapping->i_pages), index);',
  'DECLARE_BITMAP(seen, 64);': 'seen: array[BITS_TO_LONGS(64)] of unsigned long;',
  'static DEFINE_RATELIMIT_STATE(rs, 5, 10);': 'static rs: DEFINE_RATELIMIT_STATE = DEFINE_RATELIMIT_STATE(rs, 5, 10);',
  '__label__ here; here: a();': '; here: a();',
  // Iterator macros, with braces and without
  'for_each_possible_cpu(cpu) { f(cpu); }': 'iterate for_each_possible_cpu(cpu) { f(cpu); }',
  'for_each_online_node(n) f(n);': 'iterate for_each_online_node(n) f(n);',
  'list_for_each_entry(p, &head->list, lru)\n\t\tf(p);': 'iterate list_for_each_entry(p, (&head->list), lru) f(p);',
  'hlist_for_each_entry_rcu(a, b, c) if (x) y();': 'iterate hlist_for_each_entry_rcu(a, b, c) if (x) y();',
  'if (a) for_each_vma(vmi, vma) f(vma); else g();': 'if (a) iterate for_each_vma(vmi, vma) f(vma); else g();',
  'for_each_thing() f();': 'iterate for_each_thing() f();',
  'for_each_type(struct page *, p) f(p);': 'iterate for_each_type(<pointer to struct page>, p) f(p);',
  'unknown_block(a, b) { f(); }': 'iterate unknown_block(a, b) { f(); }',
  'idr_for_each(&idr, fn, data);': 'idr_for_each((&idr), fn, data);',
  'x = for_each_thing(a);': '(x = for_each_thing(a));',
  'do { f(); } for_each_vma(vmi, vma);': 'do { f(); } while (for_each_vma(vmi, vma));',
  'do_each_thread(g, t) { f(t); } while_each_thread(g, t);': 'do { f(t); } while (while_each_thread(g, t));',
  // Guard macros
  'scoped_guard(mutex, &lock) { f(); }': 'guard scoped_guard(mutex, (&lock)) { f(); }',
  'scoped_guard(rcu)\n\t\tf();': 'guard scoped_guard(rcu) f();',
  'scoped_cond_guard(mutex_try, return -EBUSY, &lock) f();':
    'guard scoped_cond_guard(mutex_try, ({ return (-EBUSY); }), (&lock)) f();',
  'guard(rcu)();': 'guard(rcu)();',
  'guard(mutex)(&lock);': 'guard(mutex)((&lock));',
  // Assembly that jumps is a branch that nobody can foresee
  'asm goto("bc %l[no]" : : : : no, yes); no: yes: f();':
    '<inline assembly>; if (<inline assembly>) goto no; if (<inline assembly>) goto yes; no: yes: f();',
};

describe('lowering statements', () => {
  for (const [code, lowered] of Object.entries(cases)) {
    it(`reads ${code.replace(/\s+/g, ' ')}`, () => {
      assert.equal(statements(code), lowered);
    });
  }

  it('keeps a loop whose iterator macro looks like a nested function', () => {
    const { functions } = parser.parse('a.c', 'void f(void)\n{\n\tfor_each_possible_cpu(c) {\n\t\tg(c);\n\t}\n}\n');
    assert.deepEqual(
      functions.map(({ name }) => name),
      ['f'],
    );
  });

  it('reads the statements of a macro body', () => {
    const read = parser.parseStatements('do { (p)++; } while (0)\n;');
    assert.equal(read?.map(renderStatement).join(' '), 'do { (p++); } while (0);');
    assert.equal(parser.parseStatements('if ('), undefined);
  });

  it('reports a statement that it cannot read, and says where', () => {
    const text = 'void f(void)\n{\n\ta();\n\tb(;\n}\n';
    const [entry] = parser.parse('a.c', text).functions;
    assert.ok(entry.problems.length > 0);
    assert.ok(entry.problems[0].start >= text.indexOf('b(') && entry.problems[0].end <= text.length);
  });

  it('takes a word over a call for a line that someone is typing, and a longer declaration for one', () => {
    const problems = (body: string) =>
      parser.parse('a.c', `void f(void)\n{\n${body}\n}\n`).functions[0].problems.map(({ reason }) => reason);
    assert.deepEqual(problems('\tcount\n\tleave();'), ["';' is missing after count"]);
    assert.deepEqual(problems('\tconst struct page\n\tx = y;'), ["';' is missing after struct page"]);
    assert.deepEqual(problems('\tint\n\n\tenter();'), ["';' is missing after int"]);
    assert.deepEqual(problems('\tstruct page\n\t\t*page = first(vma),\n\t\t*other;'), []);
    assert.deepEqual(problems('\tstruct {\n\t\tint a;\n\t}\n\tpair;'), []);
  });

  it('spans a statement from its first to its last character', () => {
    const text = 'void f(void)\n{\n\tlist_for_each_entry(p, h, l) {\n\t\tx();\n\t}\nout:\n\treturn;\n}\n';
    const ranges = onlyFunction(text).body.body.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(ranges, ['list_for_each_entry(p, h, l) {\n\t\tx();\n\t}', 'out:', 'return;']);
  });
});
