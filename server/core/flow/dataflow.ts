import type { FlowGraph, FlowNode } from './graph.ts';
import type { Point, Solution } from './solve.ts';
import { Worklist } from './worklist.ts';

/** A forward analysis without path sensitivity: one fact per node, joined where paths meet. What joins itself stays. */
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
  const pending = new Worklist<number>(graph);
  pending.add(graph.entry, graph.entry);
  for (let id = pending.take(); id !== undefined; id = pending.take()) {
    const after = analysis.transfer(graph.nodes[id], before[id] as Fact);
    for (const { target } of graph.nodes[id].edges) {
      const known = before[target];
      if (known === after) continue;
      const joined = known === undefined ? after : analysis.join(known, after);
      if (known !== undefined && analysis.equal(known, joined)) continue;
      before[target] = joined;
      pending.add(target, target);
    }
  }
  return before;
}

/** A forward analysis along the paths that a solution keeps apart. */
export interface PointAnalysis<Property, Fact> {
  readonly initial: Fact;
  transfer(point: Point<Property>, before: Fact): Fact;
  /** What is known on the way from one point to the next; by default what holds behind the first. */
  along?(from: Point<Property>, to: Point<Property>, after: Fact): Fact;
  join(one: Fact, other: Fact): Fact;
  equal(one: Fact, other: Fact): boolean;
}

/** Facts before each point of a solution. As `forwardFacts()`, but joined only where the solution joins paths. */
export function forwardFactsOfPoints<Property, Fact>(
  graph: FlowGraph,
  { points }: Solution<Property>,
  analysis: PointAnalysis<Property, Fact>,
): ReadonlyMap<Point<Property>, Fact> {
  const pending = new Worklist<Point<Property>>(graph);
  const before = new Map(points[graph.entry].map((point) => [point, analysis.initial]));
  for (const point of before.keys()) pending.add(graph.entry, point);
  for (let point = pending.take(); point; point = pending.take()) {
    const after = analysis.transfer(point, before.get(point) as Fact);
    for (const target of point.after) {
      const arriving = analysis.along ? analysis.along(point, target, after) : after;
      const known = before.get(target);
      if (known === arriving) continue;
      const joined = known === undefined ? arriving : analysis.join(known, arriving);
      if (known !== undefined && analysis.equal(known, joined)) continue;
      before.set(target, joined);
      pending.add(target.node.id, target);
    }
  }
  return before;
}
