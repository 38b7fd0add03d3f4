import { buildGraph } from '../flow/build-graph.ts';
import type { FlowGraph, FlowNode, FlowRefusal } from '../flow/graph.ts';
import { type Point, type Solution, solve, truthAt } from '../flow/solve.ts';
import type { CallExpression, FunctionDefinition } from '../syntax/ast.ts';
import { effectOfCall, type HelperOutcome, insideSection, type LazyRules, lazyDomain, off } from './lazy-domain.ts';
import type { ApiCall, LazyState } from './section.ts';

export type LazyPoint = Point<LazyState>;

/**
 * What a function does to the mode on the whole. `walker`: it opens and closes its sections. `inside`: it leaves the
 * section it is called in and enters again. `enters` and `leaves`: it has calls of one side only. `neutral`: it has neither.
 */
export type Role = 'walker' | 'inside' | 'enters' | 'leaves' | 'neutral';

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
  const graph = buildGraph(definition);
  if ('refused' in graph) return graph;
  return unlessGivenUp(
    definition,
    chooseEntry((role, entry) => follow(definition, graph, rules, role, entry)),
  );
}

/** Follows the mode through a function that is called while the mode is on. */
export function followCalled(definition: FunctionDefinition, rules: LazyRules): FunctionRegions | FlowRefusal {
  const graph = buildGraph(definition);
  if ('refused' in graph) return graph;
  return unlessGivenUp(definition, follow(definition, graph, rules, 'inside', insideSection));
}

function unlessGivenUp(definition: FunctionDefinition, result: FunctionRegions): FunctionRegions | FlowRefusal {
  const { gaveUp } = result.solution;
  return gaveUp ? { refused: gaveUp, start: definition.nameRange.start, end: definition.nameRange.end } : result;
}

/** A function is taken to be called with the mode off, unless only the opposite makes sense of it. */
function chooseEntry(followed: (role: Role, entry: LazyState) => FunctionRegions): FunctionRegions {
  const alone = followed('walker', off);
  const reached = alone.calls.filter(({ before }) => before.length > 0);
  const enters = reached.some(({ effect }) => effect.startsWith('enable'));
  const leaves = reached.some(({ effect }) => effect === 'disable');
  if (enters !== leaves) return enters ? { ...alone, role: 'enters' } : followed('leaves', insideSection);
  if (!enters) return { ...alone, role: 'neutral' };
  if (isBalanced(alone)) return alone;
  const called = followed('inside', insideSection);
  return isBalanced(called) ? called : alone;
}

function follow(
  definition: FunctionDefinition,
  graph: FlowGraph,
  rules: LazyRules,
  role: Role,
  entry: LazyState,
): FunctionRegions {
  const solution = solve(graph, lazyDomain(entry, rules));
  return { definition, graph, solution, role, entry, calls: locateCalls(graph, solution, rules), rules };
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
      located.set(call, { name, effect, range, nameRange: { start, end }, before, expression: call });
    }
  }
  return [...located.values()].sort((a, b) => a.range.start - b.range.start);
}

/** Points at which the function is left: returns, and its end. */
export function exitPoints({ graph, solution }: FunctionRegions): readonly LazyPoint[] {
  return graph.nodes.filter(({ kind }) => kind === 'return' || kind === 'end').flatMap(({ id }) => solution.points[id]);
}

/**
 * True when no disable finds the mode off, and every exit leaves it as it was at entry. Where sections do not nest, no
 * enable may find it on either.
 */
export function isBalanced(regions: FunctionRegions): boolean {
  const matched = regions.calls.every(({ effect, before }) => {
    if (effect === 'disable') return !before.some(isOff);
    return regions.rules.nests || !effect.startsWith('enable') || before.every(isOff);
  });
  return matched && exitPoints(regions).every(({ property }) => property.depth === regions.entry.depth);
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

/** What a caller must know about a function that only enters or only leaves. */
export function outcomesOf(regions: FunctionRegions): readonly HelperOutcome[] {
  const outcomes = new Map<string, HelperOutcome>();
  for (const point of exitPoints(regions)) {
    const change = point.property.depth - regions.entry.depth;
    const { expression } = point.node;
    const result = expression ? truthAt(point, expression, regions.graph) : undefined;
    outcomes.set(`${change} ${result}`, result === undefined ? { change } : { change, result });
  }
  const all = [...outcomes.values()];
  const ambiguous = all.some(({ result }) => result === undefined);
  return ambiguous ? [...new Set(all.map(({ change }) => change))].map((change) => ({ change })) : all;
}
