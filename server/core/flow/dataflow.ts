import type { FlowGraph, FlowNode } from './graph.ts';
import type { Point, Solution } from './solve.ts';

/** A forward analysis without path sensitivity: one fact per node, joined where paths meet. */
export interface ForwardAnalysis<Fact> {
  readonly initial: Fact;
  transfer(node: FlowNode, before: Fact): Fact;
  join(one: Fact, other: Fact): Fact;
  equal(one: Fact, other: Fact): boolean;
}

/**
 * Facts before each node, by node id; undefined where no path leads. Ends when the facts of `join` have a finite height,
 * which is the caller's duty.
 */
export function forwardFacts<Fact>(graph: FlowGraph, analysis: ForwardAnalysis<Fact>): readonly (Fact | undefined)[] {
  const before: (Fact | undefined)[] = graph.nodes.map(() => undefined);
  before[graph.entry] = analysis.initial;
  const pending = [graph.entry];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const after = analysis.transfer(graph.nodes[id], before[id] as Fact);
    for (const { target } of graph.nodes[id].edges) {
      const known = before[target];
      const joined = known === undefined ? after : analysis.join(known, after);
      if (known !== undefined && analysis.equal(known, joined)) continue;
      before[target] = joined;
      pending.push(target);
    }
  }
  return before;
}

/** A forward analysis along the paths that a solution keeps apart. */
export interface PointAnalysis<Property, Fact> {
  readonly initial: Fact;
  transfer(point: Point<Property>, before: Fact): Fact;
  join(one: Fact, other: Fact): Fact;
  equal(one: Fact, other: Fact): boolean;
}

/** Facts before each point of a solution. As `forwardFacts()`, but joined only where the solution joins paths. */
export function forwardFactsOfPoints<Property, Fact>(
  graph: FlowGraph,
  { points }: Solution<Property>,
  analysis: PointAnalysis<Property, Fact>,
): ReadonlyMap<Point<Property>, Fact> {
  const pending = [...points[graph.entry]];
  const before = new Map(pending.map((point) => [point, analysis.initial]));
  for (let point = pending.pop(); point; point = pending.pop()) {
    const after = analysis.transfer(point, before.get(point) as Fact);
    for (const target of point.after) {
      const known = before.get(target);
      const joined = known === undefined ? after : analysis.join(known, after);
      if (known !== undefined && analysis.equal(known, joined)) continue;
      before.set(target, joined);
      pending.push(target);
    }
  }
  return before;
}
