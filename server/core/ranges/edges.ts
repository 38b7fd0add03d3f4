import type { FlowNode } from '../flow/graph.ts';
import type { Expression } from '../syntax/ast.ts';
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
  const compared = equalityOf(condition, taken[0].when);
  if (!compared) return environment;
  const [one, other] = compared.sides.map((side) => evaluate(side, environment, around)?.sum);
  if (!one || !other) return environment;
  const difference = subtract(one, other);
  if (isConstant(difference)) return (difference.constant === 0) === compared.equal ? environment : undefined;
  return compared.equal ? environment.equating(one, other) : environment;
}

/** The two sides that a condition compares, and whether they are equal when it has that truth. */
function equalityOf(
  condition: Expression,
  truth: boolean,
): { readonly sides: readonly Expression[]; readonly equal: boolean } | undefined {
  if (condition.kind !== 'binary') return undefined;
  const { left, operator, right } = condition;
  if (operator !== '==' && operator !== '!=') return undefined;
  return { sides: [left, right], equal: (operator === '==') === truth };
}
