import type { Effect, FlowNode } from '../flow/graph.ts';
import { Worklist } from '../flow/worklist.ts';
import type { FunctionRegions, LazyPoint } from '../regions/function-regions.ts';
import { effectOfCall, type LazyRules, stateAfter } from '../regions/lazy-domain.ts';
import type { LazyState } from '../regions/section.ts';
import { rangeArguments } from '../regions/told-range.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { addressPairs } from './address-pairs.ts';
import { afterAssignment } from './assignments.ts';
import { compareAddresses } from './compare.ts';
import { alongEdge } from './edges.ts';
import { Environment, entryBase } from './environment.ts';
import { evaluate, type Surroundings } from './evaluate.ts';
import { Loops } from './loops.ts';
import { addPath, armedArguments, type Path } from './path.ts';
import { relevantVariables } from './relevant-variables.ts';
import { subtract, termSum } from './sum.ts';
import { surroundingsOf } from './surroundings.ts';

/** What is known when a call is made, or when a branch is left. */
export interface Moment {
  readonly point: LazyPoint;
  readonly path: Path;
}

export interface CallMoment extends Moment {
  readonly call: CallExpression;
  readonly effect: ReturnType<typeof effectOfCall>;
  readonly state: LazyState;
}

/** Everything that happens in a function which gives a section its range, with what its variables hold then. */
export interface ArmedFlow {
  readonly calls: readonly CallMoment[];
  /** Branches in sections that have their range. */
  readonly branches: readonly Moment[];
  readonly around: Surroundings;
  readonly loops: Loops;
  readonly rules: LazyRules;
}

/** A path that came to a point and has not gone on from there. */
interface Arrival {
  readonly point: LazyPoint;
  readonly path: Path;
}

const stepLimit = 40_000;

const known = new WeakMap<FunctionRegions, ArmedFlow | undefined>();

/** Follows the values of a function's variables; undefined for one that gives no section a range. */
export function armedFlowOf(regions: FunctionRegions): ArmedFlow | undefined {
  if (!known.has(regions)) known.set(regions, givesRange(regions) ? follow(regions) : undefined);
  return known.get(regions);
}

function givesRange({ calls }: FunctionRegions): boolean {
  return calls.some(({ effect, before }) => effect === 'enable-range' && before.length > 0);
}

function follow(regions: FunctionRegions): ArmedFlow {
  const { graph, solution, definition, rules } = regions;
  const around = surroundingsOf(definition);
  const followed = relevantVariables(regions, around);
  const loops = new Loops(graph);
  const pairs = addressPairs(regions, around.scope);
  const before = new Map<LazyPoint, Path[]>();
  const pending = new Worklist<Arrival>(graph);
  for (const point of solution.points[graph.entry]) {
    const environment = atEntry(graph.parameters, followed);
    arrive(point, { environment, fit: fitOf(environment) });
  }
  let steps = 0;
  for (let arrival = pending.take(); arrival; arrival = pending.take()) {
    const { point, path } = arrival;
    if (!before.get(point)?.includes(path)) continue;
    steps += 1;
    if (steps > stepLimit) throw new Error(`its ranges take more than ${stepLimit} steps to follow`);
    const after = through(point, path);
    const fit = after.environment === path.environment ? path.fit : fitOf(after.environment);
    for (const next of point.after) {
      const environment = alongEdge(point.node, next.node, after.environment, around, loops);
      if (!environment) continue;
      const fitThere = environment === after.environment ? fit : fitOf(environment);
      // What merged paths no longer tell of a range, no equation brings back: what it seems to make wrong is not.
      if (looksWorse(fit, fitThere)) arrive(next, { ...after, fit });
      else arrive(next, { ...after, environment, fit: fitThere });
    }
  }
  const calls: CallMoment[] = [];
  const branches: Moment[] = [];
  for (const [point, paths] of before) {
    for (const path of paths) {
      const after = through(point, path, (moment) => calls.push(moment));
      if (point.node.kind === 'branch' && after.armed) branches.push({ point, path: after });
    }
  }
  return { calls, branches, around, loops, rules };

  function arrive(point: LazyPoint, arriving: Path): void {
    const paths = before.get(point) ?? [];
    before.set(point, paths);
    const path = addPath(paths, arriving, point.node.id);
    if (path) pending.add(point.node.id, { point, path });
  }

  /** Whether each pointer would be the entry of the address beside it, as far as it can be told. */
  function fitOf(environment: Environment): string {
    return pairs.map(({ addr, pte }) => fitOfArguments(addr, pte, environment, around)).join('');
  }

  function through(point: LazyPoint, start: Path, visit: (moment: CallMoment) => void = () => {}): Path {
    let state = point.property;
    let path = start;
    point.node.effects.forEach((effect, index) => {
      path = happen(effect, path, stemOf(point.node, index));
      if (effect.kind !== 'call') return;
      const { call } = effect;
      const change = effectOfCall(call, rules);
      visit({ point, path, call, effect: change, state });
      if (!change) return;
      const next = stateAfter(state, change, rules.nests);
      path = rearmed(path, call, change, state, next);
      state = next;
    });
    return path;
  }

  function happen(effect: Effect, path: Path, stem: string): Path {
    if (effect.kind === 'unknown') return { ...path, environment: new Environment() };
    if (effect.kind === 'call' || !followed.has(effect.name)) return path;
    return { ...path, environment: afterAssignment(effect, path.environment, around, stem) };
  }

  /** Only the outermost enable arms its range; a pause gives it up, and no resume brings it back. */
  function rearmed(path: Path, call: CallExpression, change: string, from: LazyState, to: LazyState): Path {
    if (to.depth === 0)
      return {
        ...path,
        armed: undefined,
        lost: undefined,
        environment: path.environment.without(Object.values(armedArguments)),
      };
    if (change === 'pause' && path.armed) return { ...path, lost: true };
    if (change !== 'enable-range' || from.depth > 0 || from.paused > 0) return path;
    const [mm, addr, end, pte] = rangeArguments(call, rules);
    const environment = Object.entries({ mm, addr, end, pte }).reduce(
      (values, [name, argument]) =>
        values.with(
          armedArguments[name as keyof typeof armedArguments],
          argument && evaluate(argument, path.environment, around),
        ),
      path.environment,
    );
    return { ...path, environment, armed: call, lost: undefined };
  }
}

function atEntry(parameters: readonly string[], followed: ReadonlySet<string>): Environment {
  const given = parameters.filter((name) => followed.has(name));
  return given.reduce((values, name) => values.with(name, { sum: termSum(`p:${name};`) }), new Environment());
}

/** `=` for the entry of the address, `!` for another one, nothing where it cannot be told. */
function fitOfArguments(
  addr: Expression,
  pte: Expression,
  environment: Environment,
  around: Surroundings,
): '=' | '!' | '?' {
  const [address, pointer] = [evaluate(addr, environment, around), evaluate(pte, environment, around)];
  if (!address || !pointer || pointer.sum.terms.get(entryBase) !== 1) return '?';
  const { kind } = compareAddresses(subtract(pointer.sum, termSum(entryBase)), address.sum);
  return kind === 'same' ? '=' : kind === 'unknown' ? '?' : '!';
}

/** True when a range of which nothing could be told seems to be wrong now. */
function looksWorse(before: string, now: string): boolean {
  return [...now].some((fit, range) => fit === '!' && before[range] === '?');
}

function stemOf({ id }: FlowNode, index: number): string {
  return `#${id}.${index}:`;
}
