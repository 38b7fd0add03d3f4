import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { ArmedFlow } from './armed-flow.ts';
import { isCount } from './compare.ts';
import type { Value } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { armedValues, type RangeValues } from './range-calls.ts';
import { subtract } from './sum.ts';

/** Where a loop of a section stops that walks from the first address of its range. */
export interface WalkEnd {
  readonly armed: CallExpression;
  /** What the loop compares its address with. */
  readonly expression: Expression;
  readonly end: Value;
  /** The range as it was given, told at the same place. */
  readonly range: RangeValues;
}

/** The ends of the loops that walk the ranges of sections, once for each path. */
export function walkEndsOf({ branches, around, loops }: ArmedFlow): readonly WalkEnd[] {
  return branches.flatMap(({ point: { node }, path }) => {
    const { armed, environment } = path;
    const sides = node.expression ? comparedSides(node.expression) : [];
    return sides.flatMap(([walker, limit]) => {
      if (!armed || walker.kind !== 'name' || !loops.stopsAt(node, walker.name, limit)) return [];
      const range = armedValues(environment);
      const [at, end] = [environment.get(walker.name), evaluate(limit, environment, around)];
      if (!at || !end || !range.addr) return [];
      const walked = subtract(at.sum, range.addr.sum);
      if (!isCount(walked) || walked.constant < 0) return [];
      return [{ armed, expression: limit, end, range }];
    });
  });
}

/** Each side of a comparison that a loop may stop at, with the other. */
function comparedSides(condition: Expression): readonly (readonly [Expression, Expression])[] {
  if (condition.kind !== 'binary') return [];
  const { left, operator, right } = condition;
  if (operator === '!=' || operator === '==') {
    return [
      [left, right],
      [right, left],
    ];
  }
  if (operator === '<' || operator === '>=') return [[left, right]];
  return operator === '>' || operator === '<=' ? [[right, left]] : [];
}
