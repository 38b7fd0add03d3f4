import type { AskedConstant, AskedConstants } from './asked-constants.ts';
import { answerOf, type Facts, type Value } from './facts.ts';
import { readQuestion } from './question-text.ts';

const noQuestions: readonly AskedConstant[] = [];

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
  /** What branches ask about variables that hold it. */
  readonly asked: readonly AskedConstant[];
}

/**
 * What holds on both of two paths that meet at a node. Variables that agree about a value on each path still agree
 * afterwards: `~node:variable` names a value that differs between the paths. Of such a value all that stays known is what
 * both paths answer alike to what branches ask: that an error is none of those which they look for. The same object as `one`
 * when that says all.
 */
export function joinFacts(node: number, one: Facts, other: Facts, asked: AskedConstants): Facts {
  if (one === other) return one;
  const met = meet(node, one.values, other.values, asked);
  const truths = joinTruths(one, other, met);
  return met.values === one.values && truths === one.truths ? one : { values: met.values, truths };
}

function meet(node: number, one: Facts['values'], other: Facts['values'], asked: AskedConstants): Met {
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
    const questions = asked.get(name) ?? noQuestions;
    if (!known || questions.length > 0) differing.push({ value, left, right, asked: questions });
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
  for (const { value, left, right, asked } of differing) {
    const answer = answerOf(one, left);
    if (answer !== undefined && answerOf(other, right) === answer) truths = truths.with(value, answer);
    for (const question of asked) {
      const common = answerOf(one, question(left));
      if (common !== undefined && answerOf(other, question(right)) === common)
        truths = truths.with(question(value), common);
    }
  }
  return truths;
}

/** What it costs to merge paths that contradict each other about a variable, in variables that they agree about. */
const contradiction = 4;

/** How much two paths agree about, less what they contradict each other about: branches tell those apart. */
export function likenessOf(one: Facts, other: Facts): number {
  let likeness = 0;
  one.values.forEach((name, left) => {
    const right = other.values.get(name);
    if (right === left) likeness += 1;
    else if (right && contradict(answerOf(one, left), answerOf(other, right))) likeness -= contradiction;
  });
  one.truths.forEach((question, answer) => {
    if (other.truths.get(question) === answer) likeness += 1;
  });
  return likeness;
}

function contradict(one: boolean | undefined, other: boolean | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** True when two facts say the same. */
export function sameFacts(one: Facts, other: Facts): boolean {
  return one === other || (one.values.equals(other.values) && one.truths.equals(other.truths));
}
