import type { FlowNode } from '../flow/graph.ts';
import { truthAt } from '../flow/solve.ts';
import type { FunctionRegions, LazyPoint } from '../regions/function-regions.ts';
import type { CallExpression } from '../syntax/ast.ts';

/** On which ways through a function something is done: on all, on those whose result is true, on those whose result is false, or on others. */
export type Made = 'always' | 'when true' | 'when false' | 'sometimes';

/** On which ways through a function a node is passed. */
export function howPassed(regions: FunctionRegions, node: FlowNode): Made {
  const { graph, solution } = regions;
  const exits = solution.points.flat().filter((point) => isExit(point.node));
  const around = reachedWithout(solution.points[graph.entry], node);
  const avoiding = exits.filter((exit) => around.has(exit));
  if (avoiding.length === 0) return 'always';
  const [truth] = avoiding.map((exit) => answerAt(exit, regions));
  if (truth === undefined || avoiding.some((exit) => answerAt(exit, regions) !== truth)) return 'sometimes';
  if (!exits.some((exit) => !around.has(exit) && answerAt(exit, regions) !== truth)) return 'sometimes';
  return truth ? 'when false' : 'when true';
}

/** On which ways a function does what a call does on some, where the call's own result tells of it and is handed on. */
export function howHandedOn(made: Made, regions: FunctionRegions, call: CallExpression, node: FlowNode): Made {
  if (made === 'always') return howPassed(regions, node);
  const exits = regions.solution.points.flat().filter((point) => isExit(point.node));
  const others = exits.filter((exit) => exit.node.expression !== call);
  const isNotDone = (exit: LazyPoint) => answerAt(exit, regions) === (made === 'when false');
  return made !== 'sometimes' && others.length < exits.length && others.every(isNotDone) ? made : 'sometimes';
}

function answerAt(exit: LazyPoint, { graph }: FunctionRegions): boolean | undefined {
  return exit.node.expression && truthAt(exit, exit.node.expression, graph);
}

function isExit({ kind }: FlowNode): boolean {
  return kind === 'return' || kind === 'end';
}

/** Points that some path leads to which does not pass a node. */
function reachedWithout(entry: readonly LazyPoint[], { id }: FlowNode): ReadonlySet<LazyPoint> {
  const found = new Set(entry.filter(({ node }) => node.id !== id));
  for (const point of found) for (const next of point.after) if (next.node.id !== id) found.add(next);
  return found;
}
