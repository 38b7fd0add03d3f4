import { buildGraph } from '../flow/build-graph.ts';
import type { FlowGraph, FlowNode, FlowRefusal } from '../flow/graph.ts';
import { type Point, type Solution, solve, truthAt } from '../flow/solve.ts';
import type { CallExpression, FunctionDefinition } from '../syntax/ast.ts';
import {
  effectOfCall,
  type HelperOutcome,
  insidePause,
  insideSection,
  type LazyRules,
  lazyDomain,
  off,
} from './lazy-domain.ts';
import type { ApiCall, LazyState } from './section.ts';
import { toldRange } from './told-range.ts';

export type LazyPoint = Point<LazyState>;

/**
 * What a function does to the mode on the whole. `walker`: it opens and closes its sections. `inside`: it leaves the
 * section it is called in and enters again. `enters` and `leaves`, `pauses` and `resumes`: it has calls of one side only.
 * `neutral`: it has none, or pauses and resumes.
 */
export type Role = 'walker' | 'inside' | 'enters' | 'leaves' | 'pauses' | 'resumes' | 'neutral';

export interface FunctionRegions {
  readonly definition: FunctionDefinition;
  readonly graph: FlowGraph;
  readonly solution: Solution<LazyState>;
  readonly role: Role;
  /** State at entry that the solution assumes. */
  readonly entry: LazyState;
  readonly calls: readonly LocatedCall[];
  readonly rules: LazyRules;
}

/** An API call with the expression it was read from. */
export interface LocatedCall extends ApiCall {
  readonly expression: CallExpression;
}

/** Follows the mode through one function; a refusal says why it cannot be followed. */
export function followMode(definition: FunctionDefinition, rules: LazyRules): FunctionRegions | FlowRefusal {
  return followIn(definition, rules, chooseEntry);
}

/** Follows the mode through a function that is called while the mode is off, whatever it may look like. */
export function followAlone(definition: FunctionDefinition, rules: LazyRules): FunctionRegions | FlowRefusal {
  return followIn(definition, rules, (followed) => followed('walker', off));
}

/** Follows the mode through a function that is called while the mode is on. */
export function followCalled(definition: FunctionDefinition, rules: LazyRules): FunctionRegions | FlowRefusal {
  return followIn(definition, rules, (followed) => followed('inside', insideSection));
}

type FollowFrom = (role: Role, entry: LazyState) => FunctionRegions;

function followIn(
  definition: FunctionDefinition,
  rules: LazyRules,
  choose: (followed: FollowFrom) => FunctionRegions,
): FunctionRegions | FlowRefusal {
  const graph = buildGraph(definition);
  if ('refused' in graph) return graph;
  const result = choose((role, entry) => follow(definition, graph, rules, role, entry));
  const { gaveUp } = result.solution;
  return gaveUp ? { refused: gaveUp, start: definition.nameRange.start, end: definition.nameRange.end } : result;
}

/** A function is taken to be called with the mode off, unless only the opposite makes sense of it. */
function chooseEntry(followed: FollowFrom): FunctionRegions {
  const alone = followed('walker', off);
  const reached = new Set(alone.calls.flatMap(({ before, effect }) => (before.length > 0 ? [effect] : [])));
  const enters = reached.has('enable') || reached.has('enable-range');
  const leaves = reached.has('disable');
  if (enters !== leaves) return enters ? { ...alone, role: 'enters' } : followed('leaves', insideSection);
  if (!enters) {
    if (reached.has('pause') === reached.has('resume')) return { ...alone, role: 'neutral' };
    return reached.has('pause') ? { ...alone, role: 'pauses' } : followed('resumes', insidePause);
  }
  if (faultsOf(alone) === 0) return alone;
  const called = followed('inside', insideSection);
  return faultsOf(called) === 0 ? called : alone;
}

function follow(
  definition: FunctionDefinition,
  graph: FlowGraph,
  rules: LazyRules,
  role: Role,
  entry: LazyState,
): FunctionRegions {
  const domain = lazyDomain(entry, rules);
  const regionsBy = (solution: Solution<LazyState>): FunctionRegions => {
    const calls = locateCalls(graph, solution, rules);
    return { definition, graph, solution, role, entry, calls, rules };
  };
  const regions = regionsBy(solve(graph, domain));
  if (regions.solution.gaveUp || faultsOf(regions) === 0) return regions;
  // What merged paths do not know any more must not be what makes a fault.
  const apart = solve(graph, domain, 'close');
  return apart.gaveUp ? regions : regionsBy(apart);
}

function locateCalls(graph: FlowGraph, solution: Solution<LazyState>, rules: LazyRules): readonly LocatedCall[] {
  const located = new Map<CallExpression, LocatedCall>();
  for (const { effects } of graph.nodes) {
    for (const each of effects) {
      const effect = each.kind === 'call' ? effectOfCall(each.call, rules) : undefined;
      if (each.kind !== 'call' || !effect || each.call.callee.kind !== 'name') continue;
      const { call } = each;
      const { name, start, end } = each.call.callee;
      const before = [...(solution.calls.get(call) ?? [])].sort((a, b) => a.depth - b.depth || a.paused - b.paused);
      const range = { start: call.start, end: call.end };
      const home = rules.homeOf?.(name);
      const isHelper = rules.helpers.has(name) || undefined;
      located.set(call, { name, effect, range, nameRange: { start, end }, before, home, isHelper, expression: call });
    }
  }
  return [...located.values()].sort((a, b) => a.range.start - b.range.start);
}

/** Points at which the function is left: returns, and its end. */
export function exitPoints({ graph, solution }: FunctionRegions): readonly LazyPoint[] {
  return graph.nodes.filter(({ kind }) => kind === 'return' || kind === 'end').flatMap(({ id }) => solution.points[id]);
}

/**
 * Places that say that the mode is not as the function takes it to be: disables that find it off, resumes without a pause,
 * where sections do not nest enables that find it on, and exits that leave it otherwise than at entry.
 */
export function faultsOf(regions: FunctionRegions): number {
  const { entry, rules } = regions;
  const calls = regions.calls.filter(({ effect, before }) => {
    if (effect === 'disable') return before.some(isOff);
    if (effect === 'resume') return before.some(({ paused }) => paused === 0);
    return !rules.nests && effect.startsWith('enable') && before.some(isOn);
  });
  const exits = exitPoints(regions).filter(
    ({ property }) => property.depth !== entry.depth || property.paused !== entry.paused,
  );
  return calls.length + new Set(exits.map(({ node }) => node)).size;
}

export function isOff({ depth, paused }: LazyState): boolean {
  return depth === 0 && paused === 0;
}

/** True where updates are deferred: in a section that is not paused. */
export function isOn({ depth, paused }: LazyState): boolean {
  return depth > 0 && paused === 0;
}

/** A point with which a node is reached in a section that is not paused; undefined where no path does. */
export function pointInSection({ solution }: FunctionRegions, { id }: FlowNode): LazyPoint | undefined {
  return solution.points[id].find(({ property }) => isOn(property));
}

/** The node that makes a call of the function. */
export function nodeOfCall({ graph }: FunctionRegions, call: CallExpression): FlowNode | undefined {
  return graph.nodes.find(({ effects }) => effects.some((effect) => effect.kind === 'call' && effect.call === call));
}

/** What a caller must know about a function that has calls of one side only. */
export function outcomesOf(regions: FunctionRegions): readonly HelperOutcome[] {
  const outcomes = new Map<string, HelperOutcome>();
  const range = regions.role === 'enters' ? toldRange(regions) : undefined;
  for (const point of exitPoints(regions)) {
    const change = point.property.depth - regions.entry.depth;
    const pauses = point.property.paused - regions.entry.paused;
    const { expression } = point.node;
    const result = expression ? truthAt(point, expression, regions.graph) : undefined;
    outcomes.set(`${change} ${pauses} ${result}`, {
      change,
      ...(pauses && { pauses }),
      ...(result !== undefined && { result }),
      ...(change > 0 && range && { range }),
    });
  }
  const all = [...outcomes.values()];
  if (all.every(({ result }) => result !== undefined)) return all;
  const untold = all.map(({ change, pauses, range: told }) => ({
    change,
    ...(pauses && { pauses }),
    ...(told && { range: told }),
  }));
  return untold.filter((one, at) => untold.findIndex((each) => isSame(each, one)) === at);
}

function isSame(one: HelperOutcome, other: HelperOutcome): boolean {
  return one.change === other.change && one.pauses === other.pauses;
}
