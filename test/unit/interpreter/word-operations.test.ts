import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toWord, wrapExact } from '../../../server/core/simulator/interpreter/integers.ts';
import { runOf } from './support.ts';

/** Words around every place where numbers stop being exact, change their sign or no longer fit. */
const words = fc
  .tuple(fc.constantFrom(0, 1, 12, 31, 32, 52, 53, 62, 63, 64), fc.integer({ min: -3, max: 3 }), fc.boolean())
  .map(([bits, by, negative]) => BigInt.asUintN(64, (negative ? -1n : 1n) * 2n ** BigInt(bits) + BigInt(by)));

type Storage = 'u64' | 's64' | 'u32' | 's32';
const types: readonly (readonly [type: string, storage: Storage])[] = [
  ['unsigned long', 'u64'],
  ['long', 's64'],
];

/** What C says of `a` and `b`, beside the exact result. */
const binaries: readonly (readonly [code: string, exact: (a: bigint, b: bigint) => bigint])[] = [
  ['a + b', (a, b) => a + b],
  ['a - b', (a, b) => a - b],
  ['a * b', (a, b) => a * b],
  ['a + 4096', (a) => a + 4096n],
  ['a - 1', (a) => a - 1n],
  ['a * 4096', (a) => a * 4096n],
  ['a & 7', (a) => a & 7n],
  ['a >> 12', (a) => a >> 12n],
];

const conversions: readonly (readonly [type: string, storage: Storage])[] = [
  ...types,
  ['unsigned int', 'u32'],
  ['int', 's32'],
];

describe('operations of compiled C that are written out for numbers', () => {
  for (const [type, storage] of types) {
    for (const [code, exact] of binaries) {
      it(`${code} of ${type}`, () => {
        const run = runOf(`${type} f(${type} a, ${type} b) { return ${code}; }`);
        fc.assert(
          fc.property(words, words, (x, y) => {
            const [a, b] = [x, y].map((each) => wrapExact(each, storage));
            assert.equal(run.call('f', [toWord(a), toWord(b)]), toWord(wrapExact(exact(a, b), storage)));
          }),
        );
      });
    }
    for (const [other, to] of conversions) {
      it(`${type} as ${other}`, () => {
        const run = runOf(`${other} f(${type} a) { return (${other})a; }`);
        fc.assert(
          fc.property(words, (x) => {
            const a = wrapExact(x, storage);
            assert.equal(run.call('f', [toWord(a)]), toWord(wrapExact(a, to)));
          }),
        );
      });
      it(`${other} as ${type}`, () => {
        const run = runOf(`${type} f(${other} a) { return a; }`);
        fc.assert(
          fc.property(words, (x) => {
            const a = wrapExact(x, to);
            assert.equal(run.call('f', [toWord(a)]), toWord(wrapExact(a, storage)));
          }),
        );
      });
    }
  }

  for (const [type, storage] of conversions) {
    it(`a pointer and ${type}`, () => {
      const run = runOf(`int *f(int *a, ${type} b) { return a + b; }\nint *g(int *a, ${type} b) { return a - b; }`);
      fc.assert(
        fc.property(words, words, (a, y) => {
          const b = wrapExact(y, storage);
          const args = [toWord(a), toWord(b)];
          assert.equal(run.call('f', args), toWord(wrapExact(a + 4n * b, 'u64')));
          assert.equal(run.call('g', args), toWord(wrapExact(a - 4n * b, 'u64')));
        }),
      );
    });
  }
});
