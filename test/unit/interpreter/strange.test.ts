import assert from 'node:assert/strict';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../server/core/simulator/simulate.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { intrinsic, resultOf, runOf, stopOf } from './support.ts';

const parser = await loadKernelParser();

/** C that no compiler takes, or that nobody writes: found by mutants of walkers. */
describe('strange C', () => {
  it('a statement before the first label of a switch is never run', () => {
    assert.equal(
      resultOf('int f(int n)\n{\n\tswitch (n) {\n\t\tn = 9;\n\tcase 1:\n\t\tn += 1;\n\t}\n\treturn n;\n}\n', 1),
      2,
    );
  });

  for (const [what, label, line] of [
    ['a second default', 'default: default:', 4],
    ['a case that is no constant', 'case n:', 4],
  ] as const)
    it(`${what} stops the run`, () => {
      const text = `int f(int n)\n{\n\tswitch (n) {\n\t${label}\n\t\tn += 1;\n\t}\n\treturn n;\n}\n`;
      const stop = stopOf(() => resultOf(text, 1));
      assert.equal(`${stop.kind} ${stop.line}`, `unsupported ${line}`);
    });

  it('a macro of the kernel with too few arguments stops the run', () => {
    const stop = stopOf(() => resultOf('int f(int n)\n{\n\treturn min_t(int, n);\n}\n', 1));
    assert.equal(`${stop.kind} ${stop.line} ${stop.reason}`, 'unsupported 3 min_t() does not take 2 arguments');
  });

  it('the value of a function without one is 0', () => {
    const nothing = intrinsic('nothing', ['void'], () => undefined as unknown as number);
    assert.equal(runOf('int f(int n)\n{\n\treturn n ^ nothing();\n}\n', { intrinsics: [nothing] }).call('f', [5]), 5);
  });

  it('a number that a model cannot compute with stops the run, at the line of the call', () => {
    const half = intrinsic('half', ['unsigned long', 'unsigned long'], (n) => (n as number) / 2);
    const stop = stopOf(() =>
      runOf('unsigned long f(unsigned long n)\n{\n\treturn half(n);\n}\n', { intrinsics: [half] }).call('f', [
        2n ** 63n,
      ]),
    );
    assert.equal(`${stop.kind} ${stop.line}`, 'fault 3');
    assert.match(stop.reason, /more than 53 bits/);
  });

  it('a parameter may be called what every object of JavaScript has', () => {
    const text =
      'int walk(struct mm_struct *mm, int constructor, long toString)\n{\n\treturn constructor + toString;\n}\n';
    const scenario = { ...defaultScenario, arguments: { toString: '4' } };
    const request = { file: 'w.c', function: 'walk', machines: ['s390'], variants: ['as-written'], scenario } as const;
    const { results, failures } = simulate(request, { parser, text });
    assert.deepEqual(failures, []);
    assert.equal(results[0].returned, '4');
  });
});
