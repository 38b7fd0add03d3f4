import type { CallExpression, Expression } from '../syntax/ast.ts';
import {
  afterCall,
  answerOf,
  assign,
  assume,
  type Facts,
  factsAtEntry,
  noFacts,
  type Question,
  questionOf,
  valueOfExpression,
  withoutDead,
} from './facts.ts';
import type { Effect, FlowGraph, FlowNode } from './graph.ts';
import { joinFacts, likenessOf, sameFacts } from './join-facts.ts';
import { Worklist } from './worklist.ts';

/** What may come of a call: the property afterwards, and the truth of the result where the call tells one from the other. */
export interface Outcome<Property> {
  readonly property: Property;
  readonly result?: boolean;
}

/**
 * The property that is followed along paths. Paths are kept apart as long as their properties differ; where they agree, a
 * few that know different things are kept apart too and the others merged (property simulation). A finite number of keys
 * bounds the work.
 */
export interface Domain<Property> {
  readonly initial: Property;
  key(property: Property): string;
  call(property: Property, call: CallExpression): readonly Outcome<Property>[];
}

/** One property at one node, with what the paths that bring it know: what the solver keeps apart. */
export interface Point<Property> {
  readonly node: FlowNode;
  readonly property: Property;
  readonly facts: Facts;
  readonly before: readonly Point<Property>[];
  readonly after: readonly Point<Property>[];
}

export interface Solution<Property> {
  /** Points of each node by its id; empty where no path leads. */
  readonly points: readonly (readonly Point<Property>[])[];
  /** Properties with which each call was reached. */
  readonly calls: ReadonlyMap<CallExpression, readonly Property[]>;
  /** Set when the bounds were hit: the solution is then not complete and must not be used for findings. */
  readonly gaveUp?: string;
}

/** How much is remembered of the paths through a function. */
interface Look {
  /** Paths with one property that are kept apart at a node by what they know; more are merged. */
  readonly factsKeptApart: number;
  /** Visits of one point after which its facts are dropped, so that a loop comes to an end. */
  readonly visitsBeforeForgetting: number;
  /** A path is merged with the one that knows most of the same, not with the last. */
  readonly mergesAlike: boolean;
}

/** A close look is for functions in which a quick one sees something wrong: merged paths must not be the reason. */
const looks = {
  quick: { factsKeptApart: 4, visitsBeforeForgetting: 24, mergesAlike: false },
  close: { factsKeptApart: 6, visitsBeforeForgetting: 48, mergesAlike: true },
} as const satisfies Record<string, Look>;

/** Steps after which a function is given up; the largest walker of Linux takes about a thousand. */
const stepLimit = 20_000;

interface MutablePoint<Property> extends Point<Property> {
  readonly key: string;
  facts: Facts;
  visits: number;
  readonly before: MutablePoint<Property>[];
  /** At most one of each node and key: later paths from here join what earlier ones have joined. */
  readonly after: MutablePoint<Property>[];
}

interface Path<Property> {
  readonly property: Property;
  readonly facts: Facts;
}

/** Follows a property along all paths of a function that its branches allow. */
export function solve<Property>(
  graph: FlowGraph,
  domain: Domain<Property>,
  look: keyof typeof looks = 'quick',
): Solution<Property> {
  const { factsKeptApart, visitsBeforeForgetting, mergesAlike } = looks[look];
  const points: MutablePoint<Property>[][] = graph.nodes.map(() => []);
  const calls = new Map<CallExpression, Map<string, Property>>();
  const { tracked, constants, live } = graph;
  const pending = new Worklist<MutablePoint<Property>>(graph);

  const { initial } = domain;
  arrive(undefined, graph.entry, domain.key(initial), initial, factsAtEntry(graph.parameters, tracked));
  let steps = 0;
  for (let point = pending.take(); point; point = pending.take()) {
    steps += 1;
    if (steps > stepLimit) return solution(`it has more paths than ${stepLimit} steps can follow`);
    for (const path of run(point.node, { property: point.property, facts: point.facts })) leave(point, path);
  }
  return solution();

  function solution(gaveUp?: string): Solution<Property> {
    return {
      points,
      calls: new Map([...calls].map(([call, properties]) => [call, [...properties.values()]])),
      ...(gaveUp ? { gaveUp } : {}),
    };
  }

  function arrive(
    from: MutablePoint<Property> | undefined,
    target: number,
    key: string,
    property: Property,
    facts: Facts,
  ): void {
    const joined = from?.after.find(({ node, key: known }) => node.id === target && known === key);
    const point = joined ?? pointFor(target, key, facts);
    if (!point) {
      const made = { node: graph.nodes[target], property, facts, key, visits: 0, before: [], after: [] };
      points[target].push(made);
      link(from, made);
      visit(made);
      return;
    }
    if (!joined) link(from, point);
    const known = point.visits > visitsBeforeForgetting ? noFacts : joinFacts(target, point.facts, facts, constants);
    if (sameFacts(known, point.facts)) return;
    point.facts = known;
    visit(point);
  }

  /** The point that a path joins: one that knows the same, or any when there are enough. */
  function pointFor(target: number, key: string, facts: Facts): MutablePoint<Property> | undefined {
    let count = 0;
    let last: MutablePoint<Property> | undefined;
    for (const point of points[target]) {
      if (point.key !== key) continue;
      if (sameFacts(point.facts, facts)) return point;
      count += 1;
      last = point;
    }
    if (count < factsKeptApart) return undefined;
    return mergesAlike ? mostAlike(points[target], key, facts) : last;
  }

  function mostAlike(
    others: readonly MutablePoint<Property>[],
    key: string,
    facts: Facts,
  ): MutablePoint<Property> | undefined {
    let best: MutablePoint<Property> | undefined;
    let most = -Infinity;
    for (const point of others) {
      const likeness = point.key === key ? likenessOf(point.facts, facts) : -Infinity;
      if (likeness <= most) continue;
      best = point;
      most = likeness;
    }
    return best;
  }

  function visit(point: MutablePoint<Property>): void {
    point.visits += 1;
    pending.add(point.node.id, point);
  }

  /** What may hold after the effects of a node. */
  function run(node: FlowNode, start: Path<Property>): readonly Path<Property>[] {
    let paths = [start];
    for (let index = 0; index < node.effects.length; index += 1) {
      const after: Path<Property>[] = [];
      for (const path of paths) happen(node, index, path, after);
      paths = after;
    }
    return paths;
  }

  /** Adds to `after` what may hold after one effect of a node. */
  function happen(node: FlowNode, index: number, path: Path<Property>, after: Path<Property>[]): void {
    const effect = node.effects[index];
    const { property, facts } = path;
    if (effect.kind === 'unknown') {
      after.push({ property, facts: noFacts });
    } else if (effect.kind === 'assign') {
      after.push({ property, facts: assigned(facts, effect, `#${node.id}.${index}`) });
    } else {
      noteCall(effect.call, property);
      const afterwards = afterCall(facts, effect.call);
      for (const outcome of domain.call(property, effect.call)) {
        const told = tell(afterwards, effect.call, outcome.result);
        if (told) after.push({ property: outcome.property, facts: told });
      }
    }
  }

  function assigned(facts: Facts, { name, value }: Extract<Effect, { kind: 'assign' }>, fresh: string): Facts {
    return tracked.has(name) ? assign(facts, name, value && valueOrResult(facts, value), fresh) : facts;
  }

  /** The facts when a call has had a result that tells how it ended; undefined when they say it cannot. */
  function tell(facts: Facts, call: CallExpression, result: boolean | undefined): Facts | undefined {
    if (result === undefined) return facts;
    const value = `r:${call.start}`;
    return assume(assign(facts, resultOf(call), undefined, value), value, result);
  }

  /** A call whose result was told apart keeps it under a name that no variable of C can have. */
  function valueOrResult(facts: Facts, expression: Expression): string | undefined {
    if (expression.kind === 'call') return facts.values.get(resultOf(expression));
    return valueOfExpression(facts, expression, tracked);
  }

  function noteCall(call: CallExpression, property: Property): void {
    const known = calls.get(call);
    const key = domain.key(property);
    if (known) known.set(key, property);
    else calls.set(call, new Map([[key, property]]));
  }

  function leave(point: MutablePoint<Property>, path: Path<Property>): void {
    const { node } = point;
    const key = path.property === point.property ? point.key : domain.key(path.property);
    const asked = node.kind === 'branch' && node.expression ? conditionOf(path.facts, node.expression) : undefined;
    for (const { target, when, equals } of node.edges) {
      const facts =
        asked && when !== undefined
          ? assume(path.facts, asked.text, when === asked.answer)
          : assumeCase(path.facts, node, equals);
      if (facts) arrive(point, target, key, path.property, withoutDead(facts, live[target]));
    }
  }

  function conditionOf(facts: Facts, condition: Expression): Question | undefined {
    const result = condition.kind === 'call' ? facts.values.get(resultOf(condition)) : undefined;
    return result ? { text: result, answer: true } : questionOf(facts, condition, tracked);
  }

  /** The facts in a case of a switch; what has no case of its own is none of those that have one. */
  function assumeCase(facts: Facts, { kind, expression, edges }: FlowNode, equals?: Expression): Facts | undefined {
    if (kind !== 'switch' || !expression) return facts;
    if (equals) return assumeEqual(facts, expression, equals, true);
    let rest: Facts | undefined = facts;
    for (const other of edges) if (rest && other.equals) rest = assumeEqual(rest, expression, other.equals, false);
    return rest;
  }

  function assumeEqual(facts: Facts, value: Expression, other: Expression, answer: boolean): Facts | undefined {
    const held = valueOfExpression(facts, value, tracked);
    const label = valueOfExpression(facts, other, tracked);
    if (!held || !label) return facts;
    if (label === 'c:0') return assume(facts, held, !answer);
    return assume(facts, held < label ? `${held}=${label}` : `${label}=${held}`, answer);
  }
}

function resultOf(call: CallExpression): string {
  return `result of ${call.start}`;
}

function link<Property>(from: MutablePoint<Property> | undefined, to: MutablePoint<Property>): void {
  if (!from) return;
  from.after.push(to);
  to.before.push(from);
}

/** The truth of an expression on a path, where the path tells it. */
export function truthAt<Property>(
  point: Point<Property>,
  expression: Expression,
  graph: FlowGraph,
): boolean | undefined {
  const question = questionOf(point.facts, expression, graph.tracked);
  const answer = question && answerOf(point.facts, question.text);
  return question && answer !== undefined ? answer === question.answer : undefined;
}
