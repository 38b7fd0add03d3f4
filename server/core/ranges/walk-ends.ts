import type { FlowGraph, FlowNode } from '../flow/graph.ts';
import { apiEffects, reachable } from '../regions/section-nodes.ts';
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
export function walkEndsOf({ branches, around }: ArmedFlow, graph: FlowGraph): readonly WalkEnd[] {
  const loops = new Map<FlowNode, Loop>();
  return branches.flatMap(({ point: { node }, path }) => {
    const { armed, environment } = path;
    const loop = loops.get(node) ?? loopAround(graph, node);
    loops.set(node, loop);
    const sides = node.expression ? comparedSides(node.expression) : [];
    return sides.flatMap(([walker, limit]) => {
      if (!armed || walker.kind !== 'name' || !stepsUntil(loop, walker.name, limit)) return [];
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

/** True for a branch that leaves a loop which moves a variable on, and leaves alone what it is compared with. */
function stepsUntil({ assigned, ways }: Loop, variable: string, limit: Expression): boolean {
  return ways === 'one leaves' && assigned.has(variable) && !(limit.kind === 'name' && assigned.has(limit.name));
}

/** The loop around a branch, as far as its conditions matter. */
interface Loop {
  readonly assigned: ReadonlySet<string>;
  readonly ways: 'one leaves' | 'none or all leave';
}

/** A walk that begins anew with another section is no loop of this one. */
function loopAround(graph: FlowGraph, branch: FlowNode): Loop {
  const later = reachable(graph, branch, staysInSection);
  const earlier = leadingTo(graph, branch);
  const assigned = new Set(
    [...later].flatMap(({ id, effects }) =>
      earlier.has(id) ? effects.flatMap((effect) => (effect.kind === 'assign' ? effect.name : [])) : [],
    ),
  );
  const leaving = branch.edges.filter(({ target }) => !earlier.has(target));
  return { assigned, ways: leaving.length === 1 && later.has(branch) ? 'one leaves' : 'none or all leave' };
}

/** Nodes from which some path of the section leads to a node, itself included. */
function leadingTo(graph: FlowGraph, { id: goal }: FlowNode): ReadonlySet<number> {
  const leading = new Set([goal]);
  const inside = graph.nodes.filter(staysInSection);
  for (let before = 0; before !== leading.size; ) {
    before = leading.size;
    for (const { id, edges } of inside) if (edges.some(({ target }) => leading.has(target))) leading.add(id);
  }
  return leading;
}

function staysInSection(node: FlowNode): boolean {
  return !apiEffects(node).includes('disable');
}
