import type { FlowNode } from '../flow/graph.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { FunctionRegions, LazyPoint, LocatedCall } from './function-regions.ts';
import { effectOfCall, stateAfter } from './lazy-domain.ts';
import type { ApiCall, LazySection } from './section.ts';
import { stretchesOf } from './text-stretches.ts';

/**
 * The sections of a function: one per enable, with the disables that end it and the text in which it is on. An enable that
 * only ever runs while paused opens none.
 */
export function sectionsOf(regions: FunctionRegions): readonly LazySection[] {
  const { graph, solution } = regions;
  const reached = graph.nodes.filter(({ id }) => solution.points[id].length > 0);
  return regions.calls
    .filter(({ effect, before }) => effect.startsWith('enable') && before.some(({ paused }) => paused === 0))
    .map((enable) => {
      const walk = walkSection(regions, enable);
      return {
        function: regions.definition.name,
        enable: plainCall(enable),
        disables: regions.calls.filter(({ expression }) => walk.closing.has(expression)).map(plainCall),
        ranges: stretchesOf(walk.on, reached),
        paused: stretchesOf(walk.paused, reached),
      };
    });
}

/** An API call as plain data, without the syntax it was read from. */
export function plainCall({ name, effect, range, nameRange, before, home, isHelper }: ApiCall): ApiCall {
  const helper = { ...(isHelper && { isHelper }), ...(home !== undefined && { home }) };
  return { name, effect, range, nameRange, before, ...helper };
}

interface SectionWalk {
  readonly on: ReadonlySet<FlowNode>;
  readonly paused: ReadonlySet<FlowNode>;
  readonly closing: ReadonlySet<CallExpression>;
}

/** Goes from an enable along every path until the mode is back at the depth it had before. */
function walkSection(regions: FunctionRegions, enable: LocatedCall): SectionWalk {
  const on = new Set<FlowNode>();
  const paused = new Set<FlowNode>();
  const closing = new Set<CallExpression>();
  const seen = new Map<LazyPoint, Set<number>>();
  const pending: { point: LazyPoint; floor: number }[] = [];
  for (const points of regions.solution.points) {
    for (const point of points) {
      if (!point.node.effects.some((effect) => effect.kind === 'call' && effect.call === enable.expression)) continue;
      const floor = regions.rules.nests ? point.property.depth : 0;
      for (const next of point.after) if (next.property.depth > floor) pending.push({ point: next, floor });
    }
  }
  for (let step = pending.pop(); step; step = pending.pop()) {
    const { point, floor } = step;
    const floors = seen.get(point) ?? new Set();
    if (floors.has(floor)) continue;
    seen.set(point, floors.add(floor));
    const end = closingCall(regions, point, floor);
    if (end) {
      closing.add(end);
      continue;
    }
    on.add(point.node);
    if (point.property.paused > 0) paused.add(point.node);
    for (const next of point.after) if (next.property.depth > floor) pending.push({ point: next, floor });
  }
  return { on, paused, closing };
}

/** The call of a node that brings the mode down to the floor. */
function closingCall(
  { rules }: FunctionRegions,
  { node, property }: LazyPoint,
  floor: number,
): CallExpression | undefined {
  let state = property;
  for (const effect of node.effects) {
    const known = effect.kind === 'call' ? effectOfCall(effect.call, rules) : undefined;
    if (effect.kind !== 'call' || !known) continue;
    state = stateAfter(state, known, rules.nests);
    if (known === 'disable' && state.depth <= floor) return effect.call;
  }
  return undefined;
}
