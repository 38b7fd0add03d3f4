import { strict as assert } from 'node:assert';
import type { TypedWord } from '../../../server/core/simulator/interpreter/program.ts';
import { intrinsic, programOf, resultOf, runOf, start, stopOf } from './support.ts';

describe('intrinsics', () => {
  const add = intrinsic('add', ['int', 'int', 'unsigned char'], (a, b) => Number(a) + Number(b));

  it('stand in for functions without a body and get converted arguments', () => {
    const run = runOf('int add(int a, int b); int f(void) { return add(1, 258); }', { intrinsics: [add] });
    assert.equal(run.call('f', []), 3);
    assert.deepEqual(run.modelled, [{ function: 'add', reason: 'it has no body here' }]);
  });

  it('give way to a body or a macro, also through pointers', () => {
    const body = 'static int add(int a, int b) { return 1000; }';
    const pointed = 'int g(void) { int (*op)(int, int) = add; return op(1, 258); }';
    const run = runOf(`${body} int f(void) { return add(1, 258); } ${pointed}`, { intrinsics: [add] });
    assert.deepEqual([run.call('f', []), run.call('g', [])], [1000, 1000]);
    assert.deepEqual(run.modelled, []);
    const macro = runOf('#define add(a, b) 2000\nint f(void) { return add(1, 258); }', { intrinsics: [add] });
    assert.equal(macro.call('f', []), 2000);
  });

  it('win over a body when they say why, or are asked for', () => {
    const text = 'static int add(int a, int b) { return 1000; } int f(void) { return add(1, 258); }';
    const saying = runOf(text, { intrinsics: [{ ...add, always: 'numbers are simulated' }] });
    assert.equal(saying.call('f', []), 3);
    assert.deepEqual(saying.modelled, [{ function: 'add', reason: 'numbers are simulated' }]);
    const asked = runOf(text, { intrinsics: [add], standIns: new Set(['add']) });
    assert.equal(asked.call('f', []), 3);
    assert.deepEqual(asked.modelled, [{ function: 'add', reason: 'the scenario asks for it' }]);
  });

  it('know the line they are called from, whatever their arguments call', () => {
    const lines: number[] = [];
    const program = programOf(
      'static int twice(int n)\n{\n\treturn add(n, n);\n}\nint f(void)\n{\n\treturn add(twice(1),\n\t\t   twice(2));\n}\nint g(void) { return 0; }',
      {
        intrinsics: [
          intrinsic('add', ['int', 'int', 'int'], (a, b) => {
            lines.push(program.sites[run.site.current].line);
            return Number(a) + Number(b);
          }),
        ],
      },
    );
    const run = start(program);
    assert.equal(run.call('f', []), 6);
    assert.deepEqual(lines, [3, 3, 7]);
  });

  it('can be called through pointers and call back', () => {
    const apply = intrinsic('apply', ['int', 'int (*)(int)', 'int'], (pointer, n) => run.callAddress(pointer, [n]));
    const run = runOf(
      'typedef int (*inc_t)(int); typedef int (*apply_t)(inc_t, int); static int inc(int n) { return n + 1; } int f(void) { apply_t op = apply; return op(inc, 4) * 10 + apply(&inc, 5); }',
      {
        intrinsics: [apply],
      },
    );
    assert.equal(run.call('f', []), 56);
  });

  it('with no result count as void', () => {
    const run = runOf('int f(int n) { if (n) note(n); else note(0); return n; }', {
      intrinsics: [intrinsic('note', ['void', 'int'], () => 0)],
    });
    assert.equal(run.call('f', [3]), 3);
  });
});

describe('constants', () => {
  it('win over macros and have a type', () => {
    const run = runOf(
      '#define PAGE_SIZE 1\n#define ORDER 9\nunsigned long f(void) { return -PAGE_SIZE; } int g(void) { return -1 < ORDER; }',
      {
        constants: new Map<string, number | TypedWord>([
          ['PAGE_SIZE', { type: 'unsigned long', value: 4096 }],
          ['ORDER', 3],
        ]),
      },
    );
    assert.equal(run.call('f', []), 2n ** 64n - 4096n);
    assert.equal(run.call('g', []), 1);
  });
});

describe('names', () => {
  const files = {
    'include/a.h':
      'static inline int one(void) { return 1; }\n#define TWO (one() + 1)\nenum { THREE = 3, FOUR };\nstruct pair { int a, b; };\n',
    'include/b.h':
      'static inline int one(void) { return 111; }\nstatic inline int deep(int n)\n{\n\treturn n + one();\n}\nextern int outside;\nlong declared(int);\n#ifdef CONFIG_OFF\n#define SEVEN 8\n#else\n#define SEVEN 7\n#endif\n',
  };

  it('are looked up in the file, then in the headers in their order', () => {
    const run = runOf(
      'int f(void) { struct pair p = { .b = deep(1) }; return p.b + TWO * 10 + FOUR * 100 + SEVEN * 1000; }',
      { files },
    );
    assert.equal(run.call('f', []), 7422);
    assert.deepEqual(run.executed, [
      { function: 'f', file: 'walker.c' },
      { function: 'deep', file: 'include/b.h' },
      { function: 'one', file: 'include/a.h' },
    ]);
    assert.deepEqual(run.assumptions, []);
  });

  it('that macros of a header build are found, whatever was looked for before', () => {
    const header =
      '#define DECLARE_BIT(name, bit) BIT_ ## name ## _NR = (bit)\nenum {\n\tDECLARE_BIT(LOCK, 3),\n\tDECLARE_BIT(HUGE, 5),\n};\n#define HUGE (1 << BIT_HUGE_NR)\nstruct other { int a; };\n';
    const files = { 'bits.h': header };
    for (const first of ['', 'struct other other; '])
      assert.equal(runOf(`int f(void) { ${first}return HUGE; }`, { files }).call('f', []), 32);
  });

  it('found nowhere are assumptions, which the scenario may set', () => {
    const text =
      'long f(int n)\n{\n\tpoke(n);\n\tif (declared(n))\n\t\treturn 1;\n\treturn declared(2) + outside + UNKNOWN;\n}\n';
    const program = programOf(text, { files });
    const run = start(program);
    assert.equal(run.call('f', [1]), 0);
    assert.deepEqual(run.assumptions, [
      { kind: 'function', name: 'poke', value: '0', file: 'walker.c', line: 3, times: 1, decisive: false },
      { kind: 'function', name: 'declared', value: '0', file: 'walker.c', line: 4, times: 1, decisive: true },
      { kind: 'function', name: 'declared', value: '0', file: 'walker.c', line: 6, times: 1, decisive: true },
      { kind: 'variable', name: 'outside', value: '0', file: 'walker.c', line: 6, times: 1, decisive: true },
      { kind: 'macro', name: 'UNKNOWN', value: '0', file: 'walker.c', line: 6, times: 1, decisive: true },
    ]);
    assert.equal(start(program, { assume: { declared: -7 } }).call('f', [1]), 1);
  });

  it('of intrinsics that answer from an assumption are told with their first place, and give way to the scenario', () => {
    const text = `int f(int n)
{
	int passes = 0;

	for (int i = 0; i < n; i++) {
		if (busy())
			break;
		passes++;
	}
	return busy() ? -passes : passes;
}
`;
    const busy = { ...intrinsic('busy', ['int'], () => 0), assumption: 'nobody waits' };
    const program = programOf(text, { intrinsics: [busy] });
    const run = start(program);
    assert.equal(run.call('f', [3]), 3);
    const stated = { kind: 'function', name: 'busy', file: 'walker.c', line: 6, decisive: false };
    assert.deepEqual(run.assumptions, [{ ...stated, value: '0', times: 4, stated: 'nobody waits' }]);
    const told = start(program, { assume: { busy: 1 } });
    assert.equal(told.call('f', [3]), 0);
    assert.deepEqual(told.assumptions, [{ ...stated, value: '1', times: 2, stated: 'set by the scenario' }]);
  });

  it('are answered in turn by a list, wherever they are asked, in every run', () => {
    const text = 'int unknown(void); int f(void) { int a = unknown(); return a * 100 + unknown() * 10 + unknown(); }';
    const program = programOf(text);
    const told = start(program, { assume: { unknown: [1, 2] } });
    assert.equal(told.call('f', []), 122);
    assert.deepEqual(
      told.assumptions.map(({ value }) => value),
      ['1, then 2'],
    );
    const busy = { ...intrinsic('busy', ['int'], () => 0), assumption: 'nobody waits' };
    const asking = programOf('int f(void) { int n = 0; while (!busy()) n++; return n; }', { intrinsics: [busy] });
    const run = start(asking, { assume: { busy: [0, 0, 1, 0] } });
    assert.deepEqual([run.call('f', []), run.assumptions[0].value], [2, 'several values']);
  });

  it('of intrinsics that are not asked are no assumptions', () => {
    const busy = { ...intrinsic('busy', ['int'], () => 0), assumption: 'nobody waits' };
    const run = runOf('int f(int n) { return n && busy(); }', { intrinsics: [busy] });
    assert.equal(run.call('f', [0]), 0);
    assert.deepEqual(run.assumptions, []);
  });

  it('a variable that the machine asks for is no assumption', () => {
    const run = runOf('int f(void) { return outside; }', { files });
    run.memory.store(run.addressOf('outside') ?? 0, 's32', 5);
    assert.equal(run.call('f', []), 5);
    assert.deepEqual(run.assumptions, []);
  });

  it('of static keys are assumed as declared', () => {
    const text =
      'DEFINE_STATIC_KEY_TRUE(on);\nDEFINE_STATIC_KEY_FALSE(off);\nint f(void) { return static_branch_likely(&on) * 10 + static_branch_unlikely(&off); }';
    const program = programOf(text);
    const run = start(program);
    assert.equal(run.call('f', []), 10);
    assert.deepEqual(
      run.assumptions.map(({ name }) => name),
      ['on', 'off'],
    );
    assert.equal(start(program, { assume: { off: 1 } }).call('f', []), 11);
  });

  it('unknown iterators run their body never, and say so', () => {
    const run = runOf('int f(void) { int n = 0; for_each_thing(n) { n = 5; } return n; }');
    assert.equal(run.call('f', []), 0);
    assert.equal(run.assumptions[0].name, 'for_each_thing');
  });

  it('of types that nothing defines count as one value, and the report says so', () => {
    const run = runOf(
      'static nowhere_t kept;\nint f(int n)\n{\n\tkept.value = n;\n\treturn kept.value + sizeof(kept);\n}\n',
    );
    assert.equal(run.call('f', [5]), 13);
    assert.deepEqual(
      run.assumptions.map(({ name, value }) => [name, value]),
      [['nowhere_t', 'a value of 64 bits']],
    );
  });

  it('declarations of ours win over the headers', () => {
    const run = runOf('int f(void) { struct pair p; return sizeof(p.a); }', {
      files,
      declarations: 'struct pair { long a; };',
    });
    assert.equal(run.call('f', []), 8);
  });

  it('of options follow the configuration', () => {
    const run = runOf('#ifdef CONFIG_OFF\nint f(void) { return 1; }\n#else\nint f(void) { return 2; }\n#endif\n');
    assert.equal(run.call('f', []), 2);
  });
});

describe('limits', () => {
  const endless = 'int f(int n)\n{\n\twhile (1)\n\t\tn++;\n\treturn n;\n}\n';

  it('statements', () => {
    const stop = stopOf(() => runOf(endless, { run: { stepLimit: 10_000 } }).call('f', [0]));
    assert.equal(`${stop.kind} ${stop.line}`, 'limit 4');
  });

  it('statements of a loop of gotos', () => {
    const stop = stopOf(() =>
      runOf('int f(int n)\n{\nagain:\n\tn++;\n\tgoto again;\n}\n', { run: { stepLimit: 10_000 } }).call('f', [0]),
    );
    assert.equal(stop.kind, 'limit');
  });

  it('cancellation is seen within a few thousand statements', () => {
    let polls = 0;
    const run = runOf(endless, { run: { stepLimit: 1e9, shouldStop: () => ++polls === 3 } });
    assert.equal(stopOf(() => run.call('f', [0])).kind, 'cancelled');
    assert.ok(run.steps <= 5 * 4096, `${run.steps} statements`);
  });

  it('calls', () => {
    const stop = stopOf(() =>
      runOf('static int g(int n)\n{\n\treturn g(n + 1);\n}\nint f(void) { return g(0); }', {
        run: { depthLimit: 50 },
      }).call('f', []),
    );
    assert.equal(`${stop.kind} ${stop.line}`, 'limit 1');
  });

  it('calls deeper than JavaScript itself goes', () => {
    const stop = stopOf(() =>
      runOf('static int g(int n)\n{\n\treturn g(n + 1);\n}\nint f(void) { return g(0); }', {
        run: { depthLimit: 1e9, stepLimit: 1e9 },
      }).call('f', []),
    );
    assert.equal(stop.kind, 'limit');
  });

  it('memory', () => {
    const stop = stopOf(() =>
      runOf('int f(int n)\n{\n\tint a[n];\n\treturn a[0];\n}', { run: { memoryLimit: 4 << 20 } }).call(
        'f',
        [100_000_000],
      ),
    );
    assert.equal(`${stop.kind} ${stop.line}`, 'limit 3');
    assert.match(stop.reason, /used up; raise "limits\.memory"/);
  });

  it('the stack', () => {
    const stop = stopOf(() =>
      runOf('static int g(int n) { int a[5000]; a[0] = n; return g(a[0]); }\nint f(void) { return g(0); }', {
        run: { depthLimit: 1e6 },
      }).call('f', []),
    );
    assert.equal(stop.kind, 'limit');
    assert.match(stop.reason, /stack/);
  });
});

describe('what cannot be run', () => {
  it('a function that is half typed is refused with its line', () => {
    const stop = stopOf(() => resultOf('int f(int n)\n{\n\tif (n\n\t\treturn 1;\n\treturn n +;\n}\n', 1));
    assert.equal(stop.kind, 'syntax');
    assert.ok(stop.line >= 3 && stop.line <= 5, `line ${stop.line}`);
  });

  it('a helper that is half typed stops the run where it is called', () => {
    const stop = stopOf(() =>
      resultOf('static int g(int n)\n{\n\treturn n +;\n}\nint f(int n)\n{\n\treturn g(n);\n}\n', 1),
    );
    assert.equal(stop.kind, 'syntax');
  });

  it('what is not reached does no harm', () => {
    assert.equal(resultOf('int f(int n)\n{\n\tif (n == 5)\n\t\treturn _Generic(n, int: 1);\n\treturn n;\n}\n', 3), 3);
    const stop = stopOf(() =>
      resultOf('int f(int n)\n{\n\tif (n == 5)\n\t\treturn _Generic(n, int: 1);\n\treturn n;\n}\n', 5),
    );
    assert.equal(`${stop.kind} ${stop.line}`, 'unsupported 4');
  });

  it('check() says so without running', () => {
    const program = programOf(
      'int f(int n)\n{\n\tif (n == 5)\n\t\treturn _Generic(n, int: 1);\n\treturn n;\n}\nint g(void) { return 0; }\n',
    );
    assert.deepEqual(
      program.check('f').map(({ kind, line }) => ({ kind, line })),
      [{ kind: 'unsupported', line: 4 }],
    );
    assert.deepEqual(program.check('g'), []);
    assert.equal(program.check('nobody')[0].kind, 'unknown-function');
  });

  it('an unknown function is named', () => {
    const stop = stopOf(() => runOf('int f(void) { return 0; }').call('nobody', []));
    assert.match(stop.message, /nobody/);
  });
});

describe('programs', () => {
  it('say what a function takes and gives', () => {
    const program = programOf(
      'struct s;\n\nstatic long walk(struct s *s, pte_t *pte, unsigned long addr, int (*fn)(int))\n{\n\treturn 0;\n}\n',
    );
    assert.deepEqual(program.signatureOf('walk'), {
      returns: 'long',
      parameters: [
        { name: 's', type: 'struct s *' },
        { name: 'pte', type: 'pte_t *' },
        { name: 'addr', type: 'unsigned long' },
        { name: 'fn', type: 'int(int) *' },
      ],
      place: { file: 'walker.c', line: 3 },
    });
    assert.equal(program.signatureOf('nobody'), undefined);
  });

  it('keep their runs apart', () => {
    const program = programOf('static int n; int f(void) { return ++n; }');
    const [first, second] = [start(program), start(program)];
    assert.equal(first.call('f', []), 1);
    assert.equal(first.call('f', []), 2);
    assert.equal(second.call('f', []), 1);
  });

  it('evaluate expressions over given variables', () => {
    const run = runOf('struct s { int a; long b; }; static int twice(int n) { return 2 * n; }\n#define THREE 3\n');
    const s = run.memory.allocate(64);
    run.memory.store(s, 's32', 5);
    assert.equal(
      run.evaluate('s->a * n + twice(THREE)', { s: { type: 'struct s *', value: s }, n: { type: 'int', value: 10 } }),
      56,
    );
    assert.equal(stopOf(() => run.evaluate('1 +', {})).kind, 'syntax');
    assert.equal(stopOf(() => run.evaluate('*(int *)0', {})).kind, 'fault');
  });

  it('count statements', () => {
    const run = runOf('int f(int n) { int i, s = 0; for (i = 0; i < n; i++) s += i; return s; }');
    run.call('f', [10]);
    const few = run.steps;
    run.call('f', [1000]);
    assert.ok(few > 10 && run.steps - few > 1000 && run.steps - few < 4000, `${few}, then ${run.steps}`);
  });
});
