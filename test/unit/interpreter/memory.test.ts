import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { toWord, wrapExact } from '../../../server/core/simulator/interpreter/integers.ts';
import { addressSpace, type Word } from '../../../server/core/simulator/interpreter/runtime.ts';
import { programOf, resultOf, runOf, start, stopOf } from './support.ts';

describe('pointers, arrays and records', () => {
  const cases: readonly (readonly [what: string, text: string, result: number, ...args: number[]])[] = [
    ['the address of a local', 'static void g(int *p) { *p += 5; } int f(void) { int a = 1; g(&a); return a; }', 6],
    ['the address of a parameter', 'static void g(int *p) { *p *= 2; } int f(int a) { g(&a); return a; }', 42, 21],
    ['pointers to pointers', 'int f(void) { int a = 3, *p = &a, **q = &p; **q = 8; return a; }', 8],
    [
      'pointer arithmetic',
      'int f(void) { int a[4] = { 1, 2, 3, 4 }; int *p = a + 1; p += 2; return *p * 10 + (p - a); }',
      43,
    ],
    [
      'postfix increment of a pointer',
      'int f(void) { int a[] = { 4, 5, 6 }, *p = a; int n = *p++; n = n * 10 + *p++; return n * 10 + *p; }',
      456,
    ],
    [
      'an array of arrays',
      'int f(void) { int a[2][3] = { { 1, 2, 3 }, { 4, 5 } }; return a[1][1] * 10 + a[1][2] + sizeof(a); }',
      74,
    ],
    [
      'designators of an array',
      'int f(void) { int a[6] = { [2] = 5, 6, [0] = 1 }; return a[0] + a[1] + a[2] * 10 + a[3] * 100; }',
      651,
    ],
    [
      'a range of designators',
      'int f(void) { int a[5] = { [0 ... 2] = 3, 4 }; return a[0] + a[1] * 10 + a[2] * 100 + a[3] * 1000 + a[4]; }',
      4333,
    ],
    [
      'designators of a record',
      'struct s { int a; struct { int b, c; } in; int d; }; int f(void) { struct s s = { .in.c = 4, 5, .a = 1 }; return s.a + s.in.b + s.in.c * 10 + s.d * 100; }',
      541,
    ],
    [
      'braces left out',
      'struct s { int a[2]; int b; }; int f(void) { struct s s = { 1, 2, 3 }; return s.a[0] + s.a[1] * 10 + s.b * 100; }',
      321,
    ],
    [
      'anonymous members',
      'struct s { int x; union { struct { int a, b; }; long both; }; }; int f(void) { struct s s; s.both = 0x500000003; return s.a * 10 + s.b; }',
      35,
    ],
    [
      'bit-fields',
      'struct s { unsigned a : 3; int b : 4; }; int f(void) { struct s s = { 0 }; s.a = 13; s.b = 9; return s.a * 100 + s.b; }',
      493,
    ],
    [
      'records are copied',
      'struct s { int a, b; }; int f(void) { struct s x = { 1, 2 }, y = x; y.a = 7; x = y; x.b = 5; return x.a * 100 + x.b * 10 + y.b; }',
      752,
    ],
    [
      'records are passed by value',
      'struct s { int a; }; static int g(struct s s) { s.a = 9; return s.a; } int f(void) { struct s s = { 4 }; return g(s) * 10 + s.a; }',
      94,
    ],
    [
      'records are returned',
      'struct s { int a, b; }; static struct s g(int n) { struct s s = { n, n + 1 }; return s; } int f(void) { struct s s = g(3); return s.b * 10 + g(7).a; }',
      47,
    ],
    [
      'a compound literal',
      'struct s { int a, b; }; static int g(struct s *s) { return s->a * 10 + s->b; } int f(void) { return g(&(struct s){ .b = 2, .a = 6 }); }',
      62,
    ],
    [
      'a list',
      'struct n { int v; struct n *next; }; int f(void) { struct n a = { 1 }, b = { 2, &a }, *p; int s = 0; for (p = &b; p; p = p->next) s = s * 10 + p->v; return s; }',
      21,
    ],
    [
      'container_of',
      'struct in { int x; }; struct out { long pad; struct in in; }; int f(void) { struct out o; struct in *p = &o.in; return container_of(p, struct out, in) == &o; }',
      1,
    ],
    [
      'offsetof and sizeof agree',
      'struct s { char a; long b; int c; }; int f(void) { return offsetof(struct s, b) * 100 + offsetof(struct s, c); }',
      816,
    ],
    [
      'file-level variables',
      'static int n = 4; int table[3] = { 1, 2 }; struct s { int a; } g = { .a = 6 }; int f(void) { n++; return n + table[1] * 10 + g.a * 100; }',
      625,
    ],
    [
      'opaque scalars',
      'typedef struct { unsigned long pte; } pte_t; int f(void) { pte_t p = { 5 }, *q = &p; q->pte |= 2; pte_t r = (pte_t){ .pte = 16 }; return p.pte + r.pte; }',
      23,
    ],
    [
      'a list head points to itself',
      'struct list_head { struct list_head *next, *prev; }; int f(void) { LIST_HEAD(head); return head.next == &head && head.prev == &head; }',
      1,
    ],
    [
      'a flexible array',
      'struct s { int n; int v[]; }; static char room[64]; int f(void) { struct s *s = (void *)room; s->v[2] = 3; return ((int *)room)[3]; }',
      3,
    ],
    [
      'a local array whose length is computed',
      'int f(int n) { int a[n], i, s = 0; for (i = 0; i < n; i++) a[i] = i; for (i = 0; i < n; i++) s += a[i]; return s; }',
      10,
      5,
    ],
    [
      'memset and memcpy',
      'int f(void) { int a[3], b[3] = { 0 }; memset(a, 1, sizeof(a)); memcpy(b + 1, a, 4); return (b[1] == 0x01010101) * 10 + b[2]; }',
      10,
    ],
  ];
  for (const [what, text, result, ...args] of cases) {
    it(what, () => assert.equal(resultOf(text, ...args), result));
  }
});

describe('simulated memory', () => {
  const storages = ['u8', 's8', 'u16', 's16', 'u32', 's32', 'u64', 's64', 'bool'] as const;

  it('gives back what was stored, in every width and at every alignment', () => {
    const { memory } = runOf('');
    const base = memory.allocate(64);
    const value = fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n });
    fc.assert(
      fc.property(fc.constantFrom(...storages), fc.integer({ min: 0, max: 40 }), value, (storage, offset, exact) => {
        const word = toWord(wrapExact(exact, storage));
        memory.store(base + offset, storage, word);
        assert.equal(memory.load(base + offset, storage), word);
      }),
    );
  });

  it('keeps objects apart while it grows', () => {
    const { memory } = runOf('');
    const places = Array.from({ length: 50 }, () => memory.allocate(100_000));
    for (const [index, place] of places.entries()) memory.store(place + 99_992, 'u64', index);
    assert.deepEqual(
      places.map((place) => memory.load(place + 99_992, 'u64')),
      [...places.keys()],
    );
  });

  it('passes page-table accesses to the machine, with the line', () => {
    const seen: string[] = [];
    const program = programOf(
      'typedef struct { unsigned long pte; } pte_t;\nunsigned long f(pte_t *p)\n{\n\t*p = (pte_t){ 7 };\n\treturn p[1].pte;\n}\n',
    );
    const run = start(program, {
      tables: {
        load: (address) => {
          seen.push(`load ${address} at ${program.sites[run.site.current].line}`);
          return 5;
        },
        store: (address: number, value: Word) => {
          seen.push(`store ${value} to ${address} at ${program.sites[run.site.current].line}`);
        },
      },
    });
    assert.equal(run.call('f', [addressSpace.tables]), 5);
    assert.deepEqual(seen, [`store 7 to ${addressSpace.tables} at 4`, `load ${addressSpace.tables + 8} at 5`]);
  });

  const faults: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
    ['a NULL pointer', 'int f(void)\n{\n\tint *p = 0;\n\treturn *p;\n}', /NULL/],
    ['a member of NULL', 'struct s { int a, b; };\nint f(void) {\n\tstruct s *p = 0;\n\treturn p->b; }', /NULL/],
    [
      'an error pointer',
      'struct s { int a, b; };\nint f(void) {\n\tstruct s *p = (void *)-12L;\n\treturn p->b; }',
      /error pointer \(-8\)/,
    ],
    ['an address without an object', 'int f(void) {\n\n\tint *p = (int *)0x30000000;\n\treturn *p; }', /no object/],
    ['a store to one', 'int f(void) {\n\n\tint *p = (int *)0x30000000;\n\treturn *p = 1; }', /write .* no object/],
    [
      'half a page-table entry',
      'int f(void) {\n\n\tint *p = (int *)0x40000000;\n\treturn *p; }',
      /entries are 8 bytes/,
    ],
    ['a call through NULL', 'int f(void) {\n\n\tint (*p)(void) = 0;\n\treturn p(); }', /no function/],
    ['division by zero', 'int f(void) {\n\n\tint a = 0;\n\treturn 5 / a; }', /division by zero/],
    ['a 64-bit remainder by zero', 'int f(void) {\n\n\tlong a = 0;\n\treturn 5 % a; }', /division by zero/],
  ];
  for (const [what, text, reason] of faults) {
    it(`stops at ${what}, with its line`, () => {
      const stop = stopOf(() => resultOf(text));
      assert.equal(stop.kind, 'fault');
      assert.match(stop.reason, reason);
      assert.equal(`${stop.file}:${stop.line}`, 'walker.c:4');
    });
  }

  it('can be used again after a fault', () => {
    const run = runOf(
      'static int g(int *p) { int a = 1; int *q = &a; return *q + *p; } int f(int n) { return g((int *)0L + n); } int h(int n) { int a = n; return g(&a); }',
    );
    for (let round = 0; round < 300; round++) stopOf(() => run.call('f', [0]));
    assert.equal(run.call('h', [4]), 5);
  });
});

describe('layouts', () => {
  const text = 'struct in { unsigned char a; long b; }; struct s { int x; struct in in; unsigned short tail; };';

  it('name the fields by path', () => {
    const layout = programOf(text).layoutOf('s');
    assert.deepEqual(layout.field('in.a'), { offset: 8, size: 1, storage: 'u8', type: 'unsigned char' });
    assert.equal(layout.field('in.b').offset, 16);
    assert.equal(layout.field('in').storage, 'aggregate');
    assert.equal(layout.has('x'), true);
  });

  it('have a slot for a field that is not defined, the same for C and machine', () => {
    const program = programOf(`${text} long f(struct s *s) { return s->later; }`);
    const layout = program.layoutOf('s');
    assert.equal(layout.has('later'), false);
    const { offset } = layout.field('later');
    assert.equal(layout.has('later'), false);
    const run = start(program);
    const object = run.memory.allocate(layout.size);
    run.memory.store(object + offset, 'u64', 77);
    assert.equal(run.call('f', [object]), 77);
    assert.deepEqual(
      run.assumptions.map(({ kind, name, line }) => ({ kind, name, line })),
      [{ kind: 'field', name: 's.later', line: 1 }],
    );
  });

  it('stay apart for arrays of records', () => {
    const run = runOf(
      'struct s { int a; }; static struct s v[3]; int f(void) { v[0].extra = 1; v[1].extra = 2; v[2].a = 3; return v[0].extra * 100 + v[1].extra * 10 + v[2].a; }',
    );
    assert.equal(run.call('f', []), 123);
  });

  it('of unknown records have slots only', () => {
    const run = runOf('int f(struct nobody *p) { p->a = 3; p->b = 4; return p->a * 10 + p->b; }');
    assert.equal(run.call('f', [run.memory.allocate(2048)]), 34);
    assert.equal(run.assumptions.length, 2);
  });
});

describe('a frame of the stack', () => {
  const fill = 'static int fill(void) { int a[16], i; for (i = 0; i < 16; i++) a[i] = -1; return a[15]; }';

  it('is zero where nothing was stored, behind parameters that lie in it, too', () => {
    const run = runOf(`${fill}
      static long sum(char a, int b, char c) { long none; int nothing[3]; return *&a + *&b + *&c + *&none + nothing[2]; }
      long f(void) { fill(); return sum(1, 20, 100); }`);
    assert.equal(run.call('f', []), 121);
  });

  it('holds what is passed to it, where that is all', () => {
    const run = runOf(`${fill}
      static long only(long a, int b) { long *p = &a; int *q = &b; return *p + *q; }
      long f(void) { fill(); return only(0x100000000, 7); }`);
    assert.equal(run.call('f', []), 2 ** 32 + 7);
  });
});
