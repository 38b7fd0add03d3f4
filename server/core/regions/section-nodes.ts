import type { FlowGraph, FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { apiFunction } from '../kernel/api.ts';
import type { ApiCall } from './section.ts';

/** Effects on the mode of the calls that a node makes, in order. */
export function apiEffects(node: FlowNode, rangeName?: string): readonly ApiCall['effect'][] {
  return node.effects.flatMap((effect) => {
    if (effect.kind !== 'call') return [];
    return apiFunction(calleeName(effect.call) ?? '', rangeName)?.effect ?? [];
  });
}

/** Nodes that may run after a node and before the next disable, without looking at what branches are possible. */
export function nodesOfSection(graph: FlowGraph, enable: FlowNode): ReadonlySet<FlowNode> {
  return reachable(graph, enable, (node) => !apiEffects(node).includes('disable'));
}

/** Nodes that can be reached from a node, through nodes that satisfy `inside`; the node itself only through a cycle. */
export function reachable(
  graph: FlowGraph,
  from: FlowNode,
  inside: (node: FlowNode) => boolean,
): ReadonlySet<FlowNode> {
  const found = new Set<FlowNode>();
  const pending = [from];
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const { target } of node.edges) {
      const next = graph.nodes[target];
      if (found.has(next) || !inside(next)) continue;
      found.add(next);
      pending.push(next);
    }
  }
  return found;
}

/** True when every way from the start of a function to where it is left leads over a node. */
export function isUnavoidable(graph: FlowGraph, node: FlowNode): boolean {
  const entry = graph.nodes[graph.entry];
  if (entry === node) return true;
  const around = reachable(graph, entry, (each) => each !== node);
  return ![...around].some(({ kind }) => kind === 'return' || kind === 'end');
}
