import { strict as assert } from 'node:assert';
import { resultOf } from './support.ts';

describe('statements', () => {
  const cases: readonly (readonly [what: string, text: string, result: number, ...args: number[]])[] = [
    ['a while loop with break', 'int f(void) { int i = 0; while (1) { if (i == 7) break; i++; } return i; }', 7],
    [
      'continue in a do-while reaches the comma condition',
      'int f(void) { int i = 0, n = 0; do { if (i & 1) continue; n += 10; } while (n++, i++, i < 6); return n; }',
      36,
    ],
    ['do { } while (0) with break', 'int f(void) { int n = 1; do { if (n) break; n = 9; } while (0); return n; }', 1],
    [
      'for with a declaration and a comma update',
      'int f(void) { int n = 0; for (int i = 0, j = 9; i < j; i++, j--) n += j - i; return n; }',
      25,
    ],
    ['a backward goto', 'int f(int n) { int c = 0; again: c += 2; if (c < n) goto again; return c; }', 12, 11],
    [
      'a forward goto over a backward one',
      'int f(int n) { int c = 0; retry: c++; if (c == 3) goto out; if (c < n) goto retry; c += 100; out: return c; }',
      3,
      5,
    ],
    [
      'gotos that overlap',
      'int f(int n) { int c = 0; if (n) goto middle; first: c += 1; middle: c += 10; if (c < 20) goto first; return c; }',
      21,
      1,
    ],
    [
      'a goto out of nested loops',
      'int f(void) { int i, j, n = 0; for (i = 0; i < 9; i++) for (j = 0; j < 9; j++) { if (i * j == 12) goto done; n++; } done: return n; }',
      24,
    ],
    [
      'a goto into a branch',
      'int f(int n) { int r = 0; if (n) goto inside; if (r) { r = 5; inside: r += 7; } else { r += 100; } return r; }',
      7,
      1,
    ],
    [
      'a goto into an else branch',
      'int f(int n) { int r = 1; if (n) goto inside; if (r) { r = 5; } else { inside: r += 7; } return r; }',
      8,
      1,
    ],
    [
      'a goto into a loop body',
      'int f(int n) { int i = 3, r = 0; if (n) goto inside; for (i = 0; i < 5; i++) { r += 10; inside: r += 1; } return r; }',
      12,
      1,
    ],
    [
      'a goto from one branch to another',
      'int f(int n) { int r = 0; if (n == 1) { r = 1; goto common; } else if (n == 2) { r = 2; common: r += 50; } return r; }',
      51,
      1,
    ],
    [
      'switch with fall-through',
      'int f(int n) { int r = 0; switch (n) { case 1: r += 1; case 2: r += 2; break; default: r = 9; } return r; }',
      3,
      1,
    ],
    ['switch without a match', 'int f(int n) { switch (n) { case 1: return 5; } return 6; }', 6, 2],
    [
      'a default in the middle',
      'int f(int n) { int r = 0; switch (n) { case 1: r = 1; break; default: r = 2; case 7: r += 10; } return r; }',
      12,
      99,
    ],
    [
      'a case range',
      'int f(int n) { switch (n) { case 1 ... 3: return 1; case 4 ... 400: return 2; default: return 3; } }',
      2,
      123,
    ],
    ['a wide case range', 'int f(long n) { switch (n) { case -5 ... 0x100000000: return 1; } return 2; }', 1, 77],
    [
      'continue inside a switch continues the loop',
      'int f(void) { int i, n = 0; for (i = 0; i < 4; i++) { switch (i) { case 2: continue; } n += i; } return n; }',
      4,
    ],
    [
      'cases inside a loop',
      'int f(int n) { int r = 0; switch (n & 3) { case 0: do { r += 1; case 3: r += 1; case 2: r += 1; case 1: r += 1; } while ((n -= 4) > 0); } return r; }',
      7,
      7,
    ],
    [
      'a goto within a switch',
      'int f(int n) { int r = 0; switch (n) { case 1: r = 1; goto two; case 2: r = 5; two: r += 2; break; case 3: r = 30; } return r; }',
      3,
      1,
    ],
    ['an inner scope hides the outer name', 'int f(void) { int a = 1; { int a = 2; a++; } return a; }', 1],
    [
      'a local keeps its own copy per call',
      'static int g(int n) { int k = n; if (n) g(n - 1); return k; } int f(void) { return g(5); }',
      5,
    ],
    [
      'a static local lives on',
      'static int g(void) { static int n = 40; return ++n; } int f(void) { g(); return g(); }',
      42,
    ],
    [
      'return without a value',
      'static int s; static void g(int n) { if (n) return; s = 4; } int f(void) { g(1); g(0); return s; }',
      4,
    ],
    [
      'a label before a declaration',
      'int f(void) { int n = 0; again: ; int k = n + 1; n = k; if (n < 3) goto again; return k; }',
      3,
    ],
  ];
  for (const [what, text, result, ...args] of cases) {
    it(what, () => assert.equal(resultOf(text, ...args), result));
  }
});

describe('expressions', () => {
  const cases: readonly (readonly [what: string, text: string, result: number | bigint, ...args: number[]])[] = [
    ['the comma operator', 'int f(void) { int a = 1, b; b = (a += 2, a * 2); return b; }', 6],
    [
      'a conditional without a middle is evaluated once',
      'static int n; static int g(void) { return ++n; } int f(void) { int a = g() ?: 7; return a * 10 + n; }',
      11,
    ],
    [
      'short circuits',
      'static int n; static int g(int v) { n++; return v; } int f(void) { int r = (g(0) && g(1)) || (g(1) || g(1)); return r * 10 + n; }',
      12,
    ],
    ['a statement expression', 'int f(int n) { return ({ int a = n; a *= 2; a + 1; }) + 1; }', 10, 4],
    [
      'a statement expression with a loop',
      'int f(int n) { return 1 + ({ int s = 0; while (n) s += n--; s; }); }',
      11,
      4,
    ],
    [
      'a statement expression with a condition',
      'int f(int n) { return ({ int a = 1; if (n > 2) a = 5; else a = 6; a; }); }',
      6,
      2,
    ],
    ['sizeof of an expression does not evaluate it', 'int f(void) { int a = 1; return sizeof(a++) * 10 + a; }', 41],
    [
      'postfix and prefix',
      'int f(void) { int a = 5; int b = a++ * 2; int c = --a + b; return a * 100 + b * 10 + c; }',
      615,
    ],
    ['unsigned wrap of a char', 'unsigned char f(unsigned char a) { return a - 1; }', 255, 0],
    ['signed char promotes', 'int f(void) { signed char c = 200; return c; }', -56],
    ['unsigned compare', 'int f(void) { unsigned int a = 1; return -1 < a; }', 0],
    ['a 64-bit mask', 'unsigned long f(unsigned long a) { return a & ~(4096UL - 1); }', 0x12345000, 0x12345678],
    ['a negative error as a pointer', 'unsigned long f(void) { return (unsigned long)(void *)-12; }', 2n ** 64n - 12n],
    ['an octal and a character', "int f(void) { return 010 + 'A'; }", 73],
    ['assignment converts to the type assigned', 'int f(void) { unsigned char c; return (c = 300) + 1; }', 45],
    ['a bool is 0 or 1', 'int f(void) { _Bool b = 256; b += 5; return b; }', 1],
    ['division truncates', 'int f(int a) { return a / 2 * 10 + a % 2; }', -31, -7],
    [
      'an indirect call',
      'static int add(int a, int b) { return a + b; } int f(void) { int (*op)(int, int) = add; return op(2, 3) + (*op)(1, 1) + (&add)(1, 0); }',
      8,
    ],
    [
      'a table of functions',
      'static int one(void) { return 1; } static int two(void) { return 2; } static int (*const ops[])(void) = { one, two }; int f(int n) { return ops[n](); }',
      2,
      1,
    ],
    [
      'enumerators',
      'enum e { A, B = 5, C }; int f(void) { enum { X = C + 1 }; return A + B * 10 + C * 100 + X * 1000; }',
      7650,
    ],
    ['typeof', 'long f(long a) { typeof(a) b = a; __typeof__(int) c = b; return b + c; }', 6, 3],
    ['a string', 'int f(void) { const char *s = "ab"; return s[0] + s[1] + s[2] + sizeof("abc"); }', 199],
    [
      'compile-time branches of one type',
      'int f(void) { return __builtin_types_compatible_p(int, typeof(1)) * 2 + __builtin_constant_p(3); }',
      3,
    ],
  ];
  for (const [what, text, result, ...args] of cases) {
    it(what, () => assert.equal(resultOf(text, ...args), result));
  }
});
