import type { Expression } from '../syntax/ast.ts';
import type { FlowNode } from './graph.ts';
import { visitExpression } from './walk.ts';

/**
 * By node, the variables among the tracked ones that it or what follows it may ask about before they are set again. What a
 * path knows of any other can make no difference.
 */
export function liveVariables(
  nodes: readonly FlowNode[],
  tracked: ReadonlySet<string>,
): readonly ReadonlySet<string>[] {
  const uses = nodes.map((node) => usedIn(node, tracked));
  const live: ReadonlySet<string>[] = uses.map((names) => names);
  // Nodes are made from the end of the function on: their successors mostly come before them.
  for (let isNews = true; isNews; ) {
    isNews = false;
    for (const { id, effects, edges } of nodes) {
      const set = new Set(effects.flatMap((effect) => (effect.kind === 'assign' ? effect.name : [])));
      const before = new Set(live[id]);
      for (const { target } of edges) for (const name of live[target]) if (!set.has(name)) before.add(name);
      if (before.size === live[id].size) continue;
      live[id] = before;
      isNews = true;
    }
  }
  return live;
}

function usedIn({ expression, effects, edges }: FlowNode, tracked: ReadonlySet<string>): ReadonlySet<string> {
  const used = new Set<string>();
  const add = (each: Expression) =>
    visitExpression(each, (part) => {
      if (part.kind === 'name' && tracked.has(part.name)) used.add(part.name);
    });
  if (expression) add(expression);
  for (const effect of effects) {
    if (effect.kind === 'call') add(effect.call);
    else if (effect.kind === 'assign') add(effect.value ?? effect.by);
  }
  for (const { equals } of edges) if (equals) add(equals);
  return used;
}
