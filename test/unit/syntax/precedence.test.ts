import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { expression } from './lowered.ts';

/** An expression as C writes it with no more parentheses than needed, and as the rendering shows it. */
interface Sample {
  readonly code: string;
  readonly rendered: string;
  /** How strongly it binds: C's levels, higher is tighter. */
  readonly level: number;
}

const levels: Readonly<Record<string, number>> = {
  ...{ '*': 13, '/': 13, '%': 13, '+': 12, '-': 12, '<<': 11, '>>': 11, '<': 10, '<=': 10, '>': 10, '>=': 10 },
  ...{ '==': 9, '!=': 9, '&': 8, '^': 7, '|': 6, '&&': 5, '||': 4 },
};
const conditional = 3;
const unary = 14;
const postfix = 15;

const names = fc.constantFrom('a', 'b', 'pte', 'addr', 'PAGE_SIZE');
const leaf: fc.Arbitrary<Sample> = names.map((name) => ({ code: name, rendered: name, level: postfix + 1 }));

function wrapped(sample: Sample, least: number): string {
  return sample.level < least ? `(${sample.code})` : sample.code;
}

const sample: fc.Arbitrary<Sample> = fc.letrec<{ any: Sample }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom(...Object.keys(levels)), tie('any'), tie('any')).map(([operator, left, right]) => ({
      code: `${wrapped(left, levels[operator])} ${operator} ${wrapped(right, levels[operator] + 1)}`,
      rendered: `(${left.rendered} ${operator} ${right.rendered})`,
      level: levels[operator],
    })),
    fc.tuple(fc.constantFrom('!', '~', '-', '*', '&'), tie('any')).map(([operator, operand]) => ({
      code: `${operator} ${wrapped(operand, unary)}`,
      rendered: `(${operator}${operand.rendered})`,
      level: unary,
    })),
    fc
      .tuple(fc.constantFrom('unsigned long', 'pte_t *', 'struct page *', 'u64'), tie('any'))
      .map(([type, operand]) => ({
        code: `(${type})${wrapped(operand, unary)}`,
        rendered: `(${type.endsWith('*') ? `pointer to ${type.slice(0, -2)}` : type})${operand.rendered}`,
        level: unary,
      })),
    fc.tuple(tie('any'), fc.constantFrom('->val', '.val')).map(([object, member]) => ({
      code: wrapped(object, postfix) + member,
      rendered: object.rendered + member,
      level: postfix,
    })),
    fc.tuple(tie('any'), tie('any')).map(([callee, argument]) => ({
      code: `f(${callee.code}, ${argument.code})`,
      rendered: `f(${callee.rendered}, ${argument.rendered})`,
      level: postfix,
    })),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([condition, then, otherwise]) => ({
      code: `${wrapped(condition, conditional + 1)} ? ${then.code} : ${wrapped(otherwise, conditional)}`,
      rendered: `(${condition.rendered} ? ${then.rendered} : ${otherwise.rendered})`,
      level: conditional,
    })),
  ),
})).any;

describe('precedence', () => {
  it('is that of C for any expression', () => {
    fc.assert(
      fc.property(sample, ({ code, rendered }) => {
        assert.equal(expression(code), rendered);
      }),
      { numRuns: 500 },
    );
  });
});
