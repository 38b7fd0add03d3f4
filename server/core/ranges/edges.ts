import type { FlowNode } from '../flow/graph.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Environment } from './environment.ts';
import { evaluate, type Surroundings } from './evaluate.ts';
import type { Loops } from './loops.ts';
import { isConstant, type Sum, subtract, zero } from './sum.ts';

/** What holds behind a branch that goes to a node; undefined where its condition cannot have been so. */
export function alongEdge(
  from: FlowNode,
  to: FlowNode,
  environment: Environment,
  around: Surroundings,
  loops: Loops,
): Environment | undefined {
  const condition = from.kind === 'branch' ? from.expression : undefined;
  const taken = from.edges.filter(({ target }) => target === to.id);
  if (!condition || taken.length !== 1 || taken[0].when === undefined) return environment;
  const { when } = taken[0];
  const compared = comparisonOf(condition, (side) => evaluate(side, environment, around)?.sum);
  if (!compared) return environment;
  const { one, other, operator } = compared;
  const difference = subtract(one, other);
  if (isConstant(difference)) return comparisons[operator](difference.constant) === when ? environment : undefined;
  const areEqual = operator === (when ? '==' : '!=') || (isBound(operator, when) && loops.leaves(from, to));
  return areEqual ? environment.equating(one, other) : environment;
}

/** The two sides that a condition compares; a value alone is compared with zero. */
function comparisonOf(
  condition: Expression,
  sumOf: (side: Expression) => Sum | undefined,
): { readonly one: Sum; readonly other: Sum; readonly operator: string } | undefined {
  if (condition.kind !== 'binary' || !(condition.operator in comparisons)) {
    const one = sumOf(condition);
    return one && { one, other: zero, operator: '!=' };
  }
  const [one, other] = [sumOf(condition.left), sumOf(condition.right)];
  return one && other && { one, other, operator: condition.operator };
}

/** What a comparison says of two sides by how much the left one is larger. */
const comparisons: Readonly<Record<string, (difference: number) => boolean>> = {
  '==': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '<': (difference) => difference < 0,
  '>': (difference) => difference > 0,
  '<=': (difference) => difference <= 0,
  '>=': (difference) => difference >= 0,
};

/** A loop that runs while something is less than its bound is taken to stop at the bound, not behind it. */
function isBound(operator: string, when: boolean): boolean {
  return when ? operator === '>=' || operator === '<=' : operator === '<' || operator === '>';
}
