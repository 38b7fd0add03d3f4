import type { FlowNode } from '../flow/graph.ts';
import type { Environment } from './environment.ts';
import { evaluate, type Surroundings } from './evaluate.ts';
import { isConstant, subtract } from './sum.ts';

/** What holds behind a branch that goes to a node; undefined where its condition cannot have been so. */
export function alongEdge(
  from: FlowNode,
  to: FlowNode,
  environment: Environment,
  around: Surroundings,
): Environment | undefined {
  const condition = from.kind === 'branch' ? from.expression : undefined;
  const taken = from.edges.filter(({ target }) => target === to.id);
  if (!condition || taken.length !== 1 || taken[0].when === undefined) return environment;
  const { when } = taken[0];
  if (condition.kind !== 'binary' || !(condition.operator in comparisons)) return environment;
  const [one, other] = [condition.left, condition.right].map((side) => evaluate(side, environment, around)?.sum);
  if (!one || !other) return environment;
  const difference = subtract(one, other);
  if (isConstant(difference)) {
    return comparisons[condition.operator](difference.constant) === when ? environment : undefined;
  }
  const areEqual = condition.operator === (when ? '==' : '!=');
  return areEqual ? environment.equating(one, other) : environment;
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
