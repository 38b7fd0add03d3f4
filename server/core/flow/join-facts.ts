import { answerOf, type Facts, type Value } from './facts.ts';
import { readQuestion } from './question-text.ts';

/** The values of variables where two paths meet. */
interface Met {
  readonly values: Facts['values'];
  /** Those that variables hold on both paths. */
  readonly kept: readonly Value[];
  readonly differing: readonly Differing[];
}

/** A value that differs between the paths, with what it is on each. */
interface Differing {
  readonly value: Value;
  readonly left: Value;
  readonly right: Value;
}

/**
 * What holds on both of two paths that meet at a node. Variables that agree about a value on each path still agree
 * afterwards: `~node:variable` names a value that differs between the paths. The same object as `one` when that says all.
 */
export function joinFacts(node: number, one: Facts, other: Facts): Facts {
  if (one === other) return one;
  const met = meet(node, one.values, other.values);
  const truths = joinTruths(one, other, met);
  return met.values === one.values && truths === one.truths ? one : { values: met.values, truths };
}

function meet(node: number, one: Facts['values'], other: Facts['values']): Met {
  if (one.equals(other)) return { values: one, kept: one.values, differing: [] };
  let values = one.filter((name, value) => other.get(name) === value);
  const kept = values.values;
  const differing: Differing[] = [];
  one.forEach((name, left) => {
    const right = other.get(name);
    if (!right || right === left) return;
    const known = differing.find((each) => each.left === left && each.right === right);
    const value = known?.value ?? `~${node}:${name}`;
    if (kept.includes(value)) return;
    if (!known) differing.push({ value, left, right });
    values = values.with(name, value);
  });
  return { values, kept, differing };
}

function joinTruths(one: Facts, other: Facts, { kept, differing }: Met): Facts['truths'] {
  const stays = (value: Value) => value.startsWith('c:') || value.startsWith('g:') || kept.includes(value);
  const holds = (facts: Facts, question: string, answer: boolean) =>
    answerOf(facts, question) === answer && readQuestion(question).parts.every(stays);
  let truths = one.truths.filter((question, answer) => holds(other, question, answer));
  if (one.truths !== other.truths)
    other.truths.forEach((question, answer) => {
      if (holds(one, question, answer)) truths = truths.with(question, answer);
    });
  for (const { value, left, right } of differing) {
    const answer = answerOf(one, left);
    if (answer !== undefined && answerOf(other, right) === answer) truths = truths.with(value, answer);
  }
  return truths;
}

/** True when two facts say the same. */
export function sameFacts(one: Facts, other: Facts): boolean {
  return one === other || (one.values.equals(other.values) && one.truths.equals(other.truths));
}
