import assert from 'node:assert/strict';
import { buildGraph } from '../../../server/core/flow/build-graph.ts';
import { type Domain, solve } from '../../../server/core/flow/solve.ts';
import { calleeName } from '../../../server/core/flow/walk.ts';
import { parse } from '../rules/check.ts';

/** Counts the calls of mark() on a path, up to three, so that paths with different counts are kept apart. */
const counting: Domain<number> = {
  initial: 0,
  key: String,
  call: (count, call) => [{ property: calleeName(call) === 'mark' ? Math.min(count + 1, 3) : count }],
};

/** How often mark() was called when check() is reached, one number per way. */
function countsAtCheck(body: string, parameters = 'int a, int b, void *p'): readonly number[] {
  const entry = parse(`int f(${parameters})\n{\n\t${body}\n}\n`).functions[0];
  assert.deepEqual(entry.problems, []);
  const graph = buildGraph(entry.definition());
  assert.ok(!('refused' in graph), `no graph for ${body}`);
  const { calls, gaveUp } = solve(graph, counting);
  assert.equal(gaveUp, undefined);
  const found = [...calls].filter(([call]) => calleeName(call) === 'check').flatMap(([, counts]) => counts);
  return found.sort();
}

/** Bodies, and the counts with which they reach check(). */
const cases: Readonly<Record<string, readonly (readonly [string, readonly number[]])[]>> = {
  'straight lines and branches': [
    ['mark(); check();', [1]],
    ['if (a) mark(); check();', [0, 1]],
    ['if (a) mark(); else mark(); check();', [1]],
    ['a ? mark() : 0; check();', [0, 1]],
    ['a && mark(); check();', [0, 1]],
    ['a || mark(); check();', [0, 1]],
    ['use(({ if (a) mark(); b; })); check();', [0, 1]],
    ['if (mark(), a) check();', [1]],
  ],
  'loops and jumps': [
    ['while (a--) mark(); check();', [0, 1, 2, 3]],
    ['do { mark(); } while (0); check();', [1]],
    ['do { if (a) break; mark(); } while (0); check();', [0, 1]],
    ['for (;;) { if (get()) break; mark(); continue; } check();', [0, 1, 2, 3]],
    ['for (a = 0; a < 1; a++) { mark(); break; } check();', [1]],
    ['goto end; mark(); end: check();', [0]],
    ['again: if (get()) { mark(); goto again; } check();', [0, 1, 2, 3]],
    ['while (1) { mark(); if (get()) return 0; } check();', []],
  ],
  switches: [
    ['switch (a) { case 1: mark(); case 2: mark(); break; default: check(); } check();', [0, 0, 1, 2]],
    ['switch (a) { case 1: mark(); break; } check();', [0, 1]],
    ['if (a == 2) { switch (a) { case 1: mark(); break; case 2: check(); } }', [0]],
    ['a = 1; switch (a) { case 2: mark(); } check();', [0]],
  ],
  'calls that do not return': [
    ['if (a) { mark(); BUG(); } check();', [0]],
    ['mark(); panic("no"); check();', []],
    ['if (a) mark(); BUG_ON(a); check();', [0]],
    ['if (WARN_ON(a)) mark(); check();', [0, 1]],
  ],
  'facts about branches': [
    ['if (p) mark(); if (!p) return 0; check();', [1]],
    ['if (p != NULL) mark(); if (p) check();', [1]],
    ['void *q = p; if (p) mark(); if (q) check();', [1]],
    ['void *q; q = p = get(); if (p) mark(); if (q) check();', [1]],
    ['p = get(); if (p) mark(); p = get(); if (p) check();', [0, 1]],
    ['p = NULL; mark(); if (p) check();', []],
    ['bool on = false; if (a) { mark(); on = true; } if (on) check();', [1]],
    ['int err = -EIO; if (a) { err = 0; mark(); } if (!err) check();', [1]],
    ['int err = -5; if (a) { err = 0; mark(); } if (!err) check();', [1]],
    ['int err = get(); if (!err) mark(); if (err < 0) return err; if (!err) check();', [1]],
    ['int err = get(); if (err < 0) mark(); if (!err) check();', [0]],
    ['if (a == b) mark(); if (b == a) check();', [1]],
    ['if (a != b) mark(); if (b == a) check();', [0]],
    ['if (a < b) mark(); if (b > a) check();', [1]],
    ['if (a < b) mark(); if (a >= b) check();', [0]],
    ['if (p != &global) mark(); if (p != &global) check();', [1]],
    ['if (a == ONE) mark(); if (a != ONE) check();', [0]],
    ['if (IS_ERR(p)) mark(); if (IS_ERR(p)) return 0; check();', [0]],
    ['if (IS_ENABLED(CONFIG_A)) mark(); if (!IS_ENABLED(CONFIG_A)) check();', [0]],
    ['if (likely(p)) mark(); if (unlikely(!p)) return 0; check();', [1]],
    ['p = a ? (mark(), get()) : NULL; if (p) check();', [1]],
    ['if (p) mark(); while (b--) use(b); if (p) check();', [1]],
  ],
  'facts that do not hold': [
    ['if (p) mark(); change(&p); if (p) check();', [0, 1]],
    ['if (a) mark(); a++; if (a) check();', [0, 1]],
    ['if (a) mark(); get_user(a, p); if (a) check();', [0, 1]],
    ['if (a) mark(); asm volatile("" : "=r" (a)); if (a) check();', [0, 1]],
    ['if (outside) mark(); call(); if (outside) check();', [0, 1]],
    ['static int s; if (s) mark(); call(); if (s) check();', [0, 1]],
    ['{ int x = get(); if (x) mark(); } { int x = get(); if (x) check(); }', [0, 1]],
    ['int x = 0; while (b--) { if (x) check(); x = get(); }', [0]],
  ],
  'a few paths of one count apart': [
    ['if (a && b) mark(); if (a && b) check();', [1]],
    ['p = a ? get() : NULL; if (!a && p) check();', []],
    ['if (a || b) mark(); if (a) check();', [1]],
  ],
  'iterators and guards': [
    ['for_each_online_cpu(a) { mark(); } check();', [0, 1, 2, 3]],
    ['scoped_guard(mutex, p) { mark(); } check();', [1]],
    ['if (a) mark(); for_each_online_cpu(a) { use(a); } if (a) check();', [0, 1]],
  ],
};

describe('the solver', () => {
  for (const [what, bodies] of Object.entries(cases)) {
    it(`follows ${what}`, () => {
      for (const [body, counts] of bodies) assert.deepEqual(countsAtCheck(body), counts, body);
    });
  }

  it('gives up in words when there are too many paths', () => {
    const explosive: Domain<string> = { initial: '', key: (path) => path, call: (path) => [{ property: `${path}x` }] };
    const graph = buildGraph(parse('void f(int a)\n{\n\twhile (a)\n\t\tmark();\n}\n').functions[0].definition());
    assert.ok(!('refused' in graph));
    assert.match(solve(graph, explosive).gaveUp ?? '', /more paths than/);
  });

  it('tells outcomes of a call apart by its result', () => {
    const locking: Domain<boolean> = {
      initial: false,
      key: String,
      call: (locked, call) =>
        calleeName(call) === 'trylock'
          ? [
              { property: true, result: true },
              { property: false, result: false },
            ]
          : [{ property: locked }],
    };
    const text = 'int f(void)\n{\n\tint got = trylock();\n\n\tif (!got)\n\t\treturn 0;\n\tcheck();\n\treturn 1;\n}\n';
    for (const body of [text, text.replace('int got = trylock();\n\n\tif (!got)', 'if (!trylock())')]) {
      const graph = buildGraph(parse(body).functions[0].definition());
      assert.ok(!('refused' in graph));
      const { calls } = solve(graph, locking);
      const [, states] = [...calls].find(([call]) => calleeName(call) === 'check') ?? [];
      assert.deepEqual(states, [true]);
    }
  });
});
