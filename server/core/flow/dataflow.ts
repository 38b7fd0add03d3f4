import type { FlowGraph, FlowNode } from './graph.ts';

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
