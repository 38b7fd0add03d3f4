import assert from 'node:assert/strict';
import { loadKernelParser } from '../../server/host/parser.ts';
import { foreignWords, watchGeneratedCode } from '../support/generated-code.ts';
import { describeFault, fuzz } from './fuzz.ts';
import { caseOf, judge } from './judge.ts';
import { kernelRoots } from './kernel-roots.ts';
import { mutations } from './mutate.ts';
import { subjectsIn } from './subjects.ts';
import { rememberSurroundings } from './surroundings.ts';

const parser = await loadKernelParser();

/** Mutants of a test run; `npm run fuzz` takes 10,000. */
const count = 1000;

describe('mutants of walkers', () => {
  it('never hang, crash, or touch anything outside of the simulation', async () => {
    const { endings, faults } = await fuzz({ first: 0, end: count, roots: kernelRoots });
    for (const fault of faults) console.log(`${await describeFault(fault, kernelRoots)}\n`);
    console.log(`      ${endings.finished} finished, ${endings.stopped} stopped, ${endings.refused} refused`);
    assert.equal(faults.length, 0);
    assert.equal(endings.finished + endings.stopped + endings.refused, count);
    // A mutant that is not even C tells nothing of the simulator.
    assert.ok(endings.refused < 0.6 * count, `${endings.refused} of ${count} were not simulated`);
    assert.ok(endings.stopped > count / 10, `only ${endings.stopped} of ${count} were stopped`);
  });

  it('are the same for the same number, and of every kind', () => {
    const subjects = subjectsIn(parser, []);
    assert.ok(subjects.length > 5, `${subjects.length} walkers`);
    assert.deepEqual(caseOf(7, subjects), caseOf(7, subjects));
    const seen = new Set(Array.from({ length: 400 }, (_, number) => caseOf(number, subjects).mutant.changes).flat());
    assert.deepEqual([...seen].sort(), Object.keys(mutations).sort());
  });

  it('would be found out: a walker that needs more than its machine has', () => {
    const [subject] = subjectsIn(parser, []);
    const broken = { ...parser, parse: () => assert.fail('the parser broke') } as unknown as typeof parser;
    const mutant = { changes: [], text: subject.text };
    assert.throws(() => judge({ subject, machine: 's390', mutant }, broken), /the parser broke/);
  });

  for (const [what, touch, undo] of [
    ['a global', () => Reflect.set(globalThis, 'left', 1), () => Reflect.deleteProperty(globalThis, 'left')],
    [
      'a prototype',
      () => Reflect.set(Array.prototype, 'left', 1),
      () => Reflect.deleteProperty(Array.prototype, 'left'),
    ],
    ['the environment', () => Reflect.set(process.env, 'LEFT', '1'), () => Reflect.deleteProperty(process.env, 'LEFT')],
  ] as const)
    it(`would be found out: a change of ${what}`, () => {
      const unchanged = rememberSurroundings();
      unchanged();
      touch();
      try {
        assert.throws(unchanged, /left was changed outside/i);
      } finally {
        undo();
      }
      unchanged();
    });

  it('would be found out: code with a word of the text in it', () => {
    const bodies: string[] = [];
    const stop = watchGeneratedCode((body) => bodies.push(body));
    new Function('E', 'N', 'return 1;');
    stop();
    assert.deepEqual(bodies, ['return 1;']);
    for (const [source, word] of [
      ['function (p0) { return eval(p0); }', 'eval'],
      ['function (p0) { return p0.constructor; }', 'constructor'],
      ['function () { return this; }', 'this'],
      ['function () { return v0.__proto__; }', '__proto__'],
      ['function () { return import(v0); }', 'import'],
    ])
      assert.deepEqual(foreignWords(source), [word]);
    assert.throws(() => foreignWords('function () { return v0["x"]; }'), /no string/);
  });
});
