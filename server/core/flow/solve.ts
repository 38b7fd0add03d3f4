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
  readonly before: ReadonlySet<Point<Property>>;
  readonly after: ReadonlySet<Point<Property>>;
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
  close: { factsKeptApart: 16, visitsBeforeForgetting: 192, mergesAlike: true },
} as const satisfies Record<string, Look>;

/** Steps after which a function is given up; the largest walker of Linux takes about a thousand. */
const stepLimit = 20_000;

interface MutablePoint<Property> extends Point<Property> {
  readonly key: string;
  facts: Facts;
  visits: number;
  /** Points that paths from here have joined, by node and key: later paths from here go the same way. */
  readonly routes: Map<string, MutablePoint<Property>>;
  readonly before: Set<MutablePoint<Property>>;
  readonly after: Set<MutablePoint<Property>>;
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

  arrive(undefined, graph.entry, { property: domain.initial, facts: factsAtEntry(graph.parameters, tracked) });
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

  function arrive(from: MutablePoint<Property> | undefined, target: number, path: Path<Property>): void {
    const key = domain.key(path.property);
    const point = from?.routes.get(`${target} ${key}`) ?? pointFor(target, key, path.facts);
    if (point) {
      const joined =
        point.visits > visitsBeforeForgetting ? noFacts : joinFacts(target, point.facts, path.facts, constants);
      link(from, point);
      if (sameFacts(joined, point.facts)) return;
      point.facts = joined;
      visit(point);
      return;
    }
    const made: MutablePoint<Property> = {
      node: graph.nodes[target],
      ...path,
      key,
      visits: 0,
      routes: new Map(),
      before: new Set(),
      after: new Set(),
    };
    points[target].push(made);
    link(from, made);
    visit(made);
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
  function run(node: FlowNode, path: Path<Property>): readonly Path<Property>[] {
    return node.effects.reduce<readonly Path<Property>[]>(
      (paths, effect, index) => paths.flatMap((each) => happen(node, effect, index, each)),
      [path],
    );
  }

  function happen(node: FlowNode, effect: Effect, index: number, path: Path<Property>): readonly Path<Property>[] {
    const fresh = `#${node.id}.${index}`;
    if (effect.kind === 'unknown') return [{ property: path.property, facts: noFacts }];
    if (effect.kind === 'assign') {
      if (!tracked.has(effect.name)) return [path];
      const value = effect.value && valueOrResult(path.facts, effect.value);
      return [{ property: path.property, facts: assign(path.facts, effect.name, value, fresh) }];
    }
    noteCall(effect.call, path.property);
    const after = afterCall(path.facts, effect.call);
    return domain.call(path.property, effect.call).flatMap(({ property, result }) => {
      if (result === undefined) return { property, facts: after };
      const facts = assign(after, resultOf(effect.call), undefined, `r:${effect.call.start}`);
      const known = assume(facts, `r:${effect.call.start}`, result);
      return known ? { property, facts: known } : [];
    });
  }

  /** A call whose result was told apart keeps it under a name that no variable of C can have. */
  function valueOrResult(facts: Facts, expression: Expression): string | undefined {
    if (expression.kind === 'call') return facts.values.get(resultOf(expression));
    return valueOfExpression(facts, expression, tracked);
  }

  function noteCall(call: CallExpression, property: Property): void {
    const known = calls.get(call);
    if (known) known.set(domain.key(property), property);
    else calls.set(call, new Map([[domain.key(property), property]]));
  }

  function leave(point: MutablePoint<Property>, path: Path<Property>): void {
    const { node } = point;
    const asked = node.kind === 'branch' && node.expression ? conditionOf(path.facts, node.expression) : undefined;
    for (const { target, when, equals } of node.edges) {
      const facts =
        asked && when !== undefined
          ? assume(path.facts, asked.text, when === asked.answer)
          : assumeCase(path.facts, node.expression, equals);
      if (facts) arrive(point, target, { property: path.property, facts: withoutDead(facts, live[target]) });
    }
  }

  function conditionOf(facts: Facts, condition: Expression): Question | undefined {
    const result = condition.kind === 'call' ? facts.values.get(resultOf(condition)) : undefined;
    return result ? { text: result, answer: true } : questionOf(facts, condition, tracked);
  }

  function assumeCase(facts: Facts, value?: Expression, equals?: Expression): Facts | undefined {
    if (!value || !equals) return facts;
    const held = valueOfExpression(facts, value, tracked);
    const label = valueOfExpression(facts, equals, tracked);
    if (!held || !label) return facts;
    const question = label === 'c:0' ? held : held < label ? `${held}=${label}` : `${label}=${held}`;
    return assume(facts, question, label !== 'c:0');
  }
}

function resultOf(call: CallExpression): string {
  return `result of ${call.start}`;
}

function link<Property>(from: MutablePoint<Property> | undefined, to: MutablePoint<Property>): void {
  if (!from) return;
  from.routes.set(`${to.node.id} ${to.key}`, to);
  from.after.add(to);
  to.before.add(from);
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
