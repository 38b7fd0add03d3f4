import type { Expression } from '../syntax/ast.ts';
import { noFacts, type Value, valueOfExpression } from './facts.ts';
import type { FlowNode } from './graph.ts';

/** A question that branches ask about a value: whether it is a constant, or on which side of one. */
export type AskedConstant = (value: Value) => string;

/** By variable, the constants that branches and cases of a function compare it with; zero for equality is no such question. */
export type AskedConstants = ReadonlyMap<string, readonly AskedConstant[]>;

const nothingTracked: ReadonlySet<string> = new Set();

export function askedConstants(nodes: readonly FlowNode[]): AskedConstants {
  const asked = new Map<string, Map<string, AskedConstant>>();
  const add = (variable: Expression, key: string, question: AskedConstant) => {
    if (variable.kind !== 'name') return;
    const known = asked.get(variable.name) ?? new Map<string, AskedConstant>();
    asked.set(variable.name, known.set(key, question));
  };
  for (const { kind, expression, edges } of nodes) {
    if (kind === 'branch' && expression?.kind === 'binary') {
      const { operator, left, right } = expression;
      addComparison(left, operator, right, false, add);
      addComparison(right, operator, left, true, add);
    }
    if (kind === 'switch' && expression)
      for (const { equals } of edges) if (equals) addComparison(expression, '==', equals, false, add);
  }
  return new Map([...asked].map(([name, questions]) => [name, [...questions.values()]]));
}

function addComparison(
  variable: Expression,
  operator: string,
  other: Expression,
  exchanged: boolean,
  add: (variable: Expression, key: string, question: AskedConstant) => void,
): void {
  const constant = valueOfExpression(noFacts, other, nothingTracked);
  if (constant === undefined) return;
  if (operator === '==' || operator === '!=') {
    const isSame = (value: Value) => (value < constant ? `${value}=${constant}` : `${constant}=${value}`);
    if (constant !== 'c:0') add(variable, `=${constant}`, isSame);
  } else if (['<', '>', '<=', '>='].includes(operator)) {
    const isBelow = (operator === '<' || operator === '>=') !== exchanged;
    if (isBelow) add(variable, `<${constant}`, (value) => `${value}<${constant}`);
    else add(variable, `${constant}<`, (value) => `${constant}<${value}`);
  }
}
