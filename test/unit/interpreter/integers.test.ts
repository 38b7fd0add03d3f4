import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import * as integers from '../../../server/core/simulator/interpreter/integers.ts';
import type { Word } from '../../../server/core/simulator/interpreter/runtime.ts';
import { programOf, start } from './support.ts';

const edges = [0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0xffffn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn];
const wideEdges = [
  2n ** 32n,
  2n ** 52n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const values = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
    fc.constantFrom(...edges, ...wideEdges),
    fc.bigInt({ min: -300n, max: 300n }),
  )
  .chain((value) => fc.constantFrom(value, -value, ~value));

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

function canonical(word: Word): bigint {
  const isSafe = typeof word === 'bigint' ? word > 2n ** 53n - 1n || word < 1n - 2n ** 53n : Number.isSafeInteger(word);
  assert.ok(isSafe, `${word} is not canonical`);
  assert.ok(!Object.is(word, -0), 'negative zero');
  return BigInt(word);
}

const exact: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

describe('64-bit words', () => {
  for (const [name, operation] of Object.entries(exact)) {
    for (const [suffix, wrap] of [
      ['U', unsigned],
      ['S', signed],
    ] as const) {
      it(`${name}${suffix} wraps like a 64-bit machine`, () => {
        const fast = Reflect.get(integers, `${name}${suffix}`) as (a: Word, b: Word) => Word;
        fc.assert(
          fc.property(values, values, (x, y) => {
            const [a, b] = [wrap(x), wrap(y)];
            assert.equal(canonical(fast(integers.toWord(a), integers.toWord(b))), wrap(operation(a, b)));
          }),
        );
      });
    }
  }

  for (const [suffix, wrap] of [
    ['U', unsigned],
    ['S', signed],
  ] as const) {
    const [divide, remainder] = suffix === 'U' ? [integers.divU, integers.modU] : [integers.divS, integers.modS];
    it(`div${suffix} and mod${suffix} truncate towards zero`, () => {
      fc.assert(
        fc.property(values, values, (x, y) => {
          const [a, b] = [wrap(x), wrap(y)];
          fc.pre(b !== 0n);
          assert.equal(canonical(divide(integers.toWord(a), integers.toWord(b), 0)), wrap(a / b));
          assert.equal(canonical(remainder(integers.toWord(a), integers.toWord(b), 0)), wrap(a % b));
        }),
      );
    });
  }

  it('shifts by 0 to 63', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 63 }), (x, by) => {
        const [u, s] = [unsigned(x), signed(x)];
        assert.equal(canonical(integers.shlU(integers.toWord(u), by)), unsigned(u << BigInt(by)));
        assert.equal(canonical(integers.shlS(integers.toWord(s), by)), signed(s << BigInt(by)));
        assert.equal(canonical(integers.shr(integers.toWord(u), by)), u >> BigInt(by));
        assert.equal(canonical(integers.shr(integers.toWord(s), by)), s >> BigInt(by));
      }),
    );
  });

  it('masks and complements without losing a bit', () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 0, max: 0x7fff_ffff }), (x, y, low) => {
        const [a, b, s] = [unsigned(x), unsigned(y), signed(x)];
        assert.equal(canonical(integers.andNotU(integers.toWord(a), integers.toWord(b))), a & ~b);
        assert.equal(canonical(integers.maskLow(integers.toWord(a), low)), a & BigInt(low));
        assert.equal(canonical(integers.maskLow(integers.toWord(s), low)), s & BigInt(low));
        assert.equal(canonical(integers.notU(integers.toWord(a))), unsigned(~a));
        assert.equal(canonical(integers.notS(integers.toWord(s))), ~s);
      }),
    );
  });

  it('converts to every width', () => {
    const storages = ['bool', 'u8', 's8', 'u16', 's16', 'u32', 's32', 'u64', 's64'] as const;
    fc.assert(
      fc.property(values, fc.constantFrom(...storages), fc.boolean(), (x, storage, isSigned) => {
        const value = isSigned ? signed(x) : unsigned(x);
        const converted = integers.convertWord(integers.toWord(value), storage);
        assert.equal(canonical(converted), integers.wrapExact(value, storage));
      }),
    );
  });

  it('finds bits', () => {
    fc.assert(
      fc.property(values, (x) => {
        const value = unsigned(x);
        const digits = value.toString(2);
        const word = integers.toWord(value);
        assert.equal(integers.bitCount(word), digits.replaceAll('0', '').length);
        assert.equal(integers.highestBit(word), value === 0n ? -1 : digits.length - 1);
        assert.equal(integers.lowestBit(word), value === 0n ? -1 : digits.length - 1 - digits.lastIndexOf('1'));
      }),
    );
  });

  it('adds to pointers and subtracts them in elements', () => {
    const address = fc.bigInt({ min: 0n, max: 2n ** 40n });
    fc.assert(
      fc.property(
        address,
        fc.bigInt({ min: -1000n, max: 1000n }),
        fc.constantFrom(1, 2, 8, 24),
        (from, count, size) => {
          const to = integers.pointerPlus(integers.toWord(from), integers.toWord(count), size);
          assert.equal(canonical(to), unsigned(from + count * BigInt(size)));
          assert.equal(canonical(integers.pointerDifference(to, integers.toWord(from), size)), count);
        },
      ),
    );
  });
});

interface NamedType {
  readonly name: string;
  readonly bits: number;
  readonly signed: boolean;
  readonly rank: number;
}

const types: readonly NamedType[] = [
  { name: '_Bool', bits: 1, signed: false, rank: 0 },
  { name: 'unsigned char', bits: 8, signed: false, rank: 1 },
  { name: 'signed char', bits: 8, signed: true, rank: 1 },
  { name: 'unsigned short', bits: 16, signed: false, rank: 2 },
  { name: 'short', bits: 16, signed: true, rank: 2 },
  { name: 'unsigned int', bits: 32, signed: false, rank: 3 },
  { name: 'int', bits: 32, signed: true, rank: 3 },
  { name: 'unsigned long', bits: 64, signed: false, rank: 4 },
  { name: 'long', bits: 64, signed: true, rank: 4 },
];
const int = types[6];

function wrapTo(type: NamedType, value: bigint): bigint {
  if (type.bits === 1) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

/** C's usual arithmetic conversions, written down anew. */
function common(a: NamedType, b: NamedType): NamedType {
  const [x, y] = [a.bits < 32 ? int : a, b.bits < 32 ? int : b];
  if (x.bits !== y.bits) return x.bits > y.bits ? x : y;
  return x.signed ? y : x;
}

const binaryOperators: Readonly<Record<string, (a: bigint, b: bigint) => bigint | undefined>> = {
  ...{ '+': exact.add, '-': exact.sub, '*': exact.mul, '&': exact.and, '|': exact.or, '^': exact.xor },
  '/': (a, b) => (b === 0n ? undefined : a / b),
  '%': (a, b) => (b === 0n ? undefined : a % b),
};

const comparisonOperators: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

describe('compiled arithmetic', () => {
  const functions: string[] = [];
  const cases: { readonly call: string; readonly a: NamedType; readonly b: NamedType; readonly operator: string }[] =
    [];
  for (const a of types) {
    for (const b of types) {
      for (const operator of [...Object.keys(binaryOperators), ...Object.keys(comparisonOperators), '<<', '>>', '&~']) {
        const call = `f${cases.length}`;
        const result =
          operator in comparisonOperators
            ? int
            : operator.includes('<<') || operator === '>>'
              ? common(a, int)
              : common(a, b);
        const promoted = operator === '<<' || operator === '>>' ? (a.bits < 32 ? int : a) : result;
        functions.push(`${promoted.name} ${call}(${a.name} a, ${b.name} b) { return a ${operator} b; }`);
        functions.push(
          `${a.name} g${cases.length}(${a.name} a, ${b.name} b) { a ${assignment(operator)} b; return a; }`,
        );
        cases.push({ call, a, b, operator });
      }
    }
  }
  const run = start(programOf(functions.join('\n')), { stepLimit: 1e9 });

  function assignment(operator: string): string {
    if (operator in comparisonOperators) return '=';
    return operator === '&~' ? '&= ~' : `${operator}=`;
  }

  function expected(
    a: NamedType,
    b: NamedType,
    operator: string,
    x: bigint,
    y: bigint,
  ): { type: NamedType; value: bigint } | undefined {
    if (operator === '<<' || operator === '>>') {
      const type = a.bits < 32 ? int : a;
      if (y < 0n || y >= BigInt(type.bits)) return undefined;
      return { type, value: wrapTo(type, operator === '<<' ? x << y : x >> y) };
    }
    const type = common(a, b);
    const [left, right] = [wrapTo(type, x), wrapTo(type, y)];
    const compare = comparisonOperators[operator];
    if (compare) return { type: int, value: compare(left, right) ? 1n : 0n };
    if (operator === '&~') {
      const own = b.bits < 32 ? int : b;
      return { type, value: wrapTo(type, left & wrapTo(type, wrapTo(own, ~y))) };
    }
    const value = binaryOperators[operator](left, right);
    return value === undefined ? undefined : { type, value: wrapTo(type, value) };
  }

  it('agrees with C for every operator and pair of types', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), values, values, (each, x, y) => {
        const [a, b] = [wrapTo(each.a, x), wrapTo(each.b, y)];
        const want = expected(each.a, each.b, each.operator, a, b);
        fc.pre(want !== undefined);
        const args = [integers.toWord(a), integers.toWord(b)];
        assert.equal(canonical(run.call(each.call, args)), want?.value, `${a} ${each.operator} ${b}`);
        if (each.operator in comparisonOperators) return;
        const assigned = run.call(each.call.replace('f', 'g'), args);
        assert.equal(canonical(assigned), wrapTo(each.a, want?.value ?? 0n), `${a} ${each.operator}= ${b}`);
      }),
      { numRuns: 3000 },
    );
  });
});
