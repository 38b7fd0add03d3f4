import { forwardFacts } from '../flow/dataflow.ts';
import type { FlowGraph, FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { faultsDisabled, faultsEnabled } from '../kernel/sleeping.ts';

/** Deeper nesting is not told apart. */
const deepest = 4;

const known = new WeakMap<FlowGraph, readonly (number | undefined)[]>();

/** True where every path to a node has disabled page faults: an access to user memory cannot sleep there. */
export function faultsAreDisabled(graph: FlowGraph, { id }: FlowNode): boolean {
  let depths = known.get(graph);
  if (!depths) {
    depths = forwardFacts(graph, {
      initial: 0,
      transfer: (node, before) =>
        node.effects.reduce((depth, effect) => Math.min(depth + change(effect), deepest), before),
      join: Math.min,
      equal: (one, other) => one === other,
    });
    known.set(graph, depths);
  }
  return (depths[id] ?? 0) > 0;
}

function change(effect: FlowNode['effects'][number]): number {
  const name = effect.kind === 'call' ? calleeName(effect.call) : undefined;
  if (name === faultsDisabled) return 1;
  return name === faultsEnabled ? -1 : 0;
}
