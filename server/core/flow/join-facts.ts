import type { AskedConstant, AskedConstants } from './asked-constants.ts';
import { answerOf, type Facts, type Value } from './facts.ts';
import { readQuestion } from './question-text.ts';

/**
 * What holds on both of two paths that meet at a node. Variables that agree about a value on each path still agree
 * afterwards: `~node:variable` names a value that differs between the paths. Of such a value all that stays known is what
 * both paths answer alike to what branches ask: that an error is none of those which they look for.
 */
export function joinFacts(node: number, one: Facts, other: Facts, asked: AskedConstants): Facts {
  if (one === other) return one;
  const values = new Map<string, Value>();
  const kept = new Set<Value>();
  for (const [name, value] of one.values) {
    if (other.values.get(name) !== value) continue;
    values.set(name, value);
    kept.add(value);
  }
  const met = new Map<string, Value>();
  const pairs = new Map<Value, readonly [Value, Value]>();
  const questions = new Map<Value, readonly AskedConstant[]>();
  for (const [name, left] of one.values) {
    const right = other.values.get(name);
    if (!right || right === left) continue;
    const pair = `${left} ${right}`;
    const value = met.get(pair) ?? `~${node}:${name}`;
    if (kept.has(value)) continue;
    met.set(pair, value);
    pairs.set(value, [left, right]);
    values.set(name, value);
    const known = questions.get(value) ?? [];
    questions.set(value, [...known, ...(asked.get(name) ?? [])]);
  }
  return { values, truths: joinTruths(one, other, kept, pairs, questions) };
}

function joinTruths(
  one: Facts,
  other: Facts,
  kept: ReadonlySet<Value>,
  pairs: ReadonlyMap<Value, readonly [Value, Value]>,
  questions: ReadonlyMap<Value, readonly AskedConstant[]>,
): Facts['truths'] {
  const truths = new Map<string, boolean>();
  const stays = (value: Value) => kept.has(value) || value.startsWith('c:') || value.startsWith('g:');
  for (const [question, answer] of one.truths) {
    if (answerOf(other, question) === answer && readQuestion(question).parts.every(stays)) truths.set(question, answer);
  }
  for (const [question, answer] of other.truths) {
    if (answerOf(one, question) === answer && readQuestion(question).parts.every(stays)) truths.set(question, answer);
  }
  for (const [value, [left, right]] of pairs) {
    const answer = answerOf(one, left);
    if (answer !== undefined && answerOf(other, right) === answer) truths.set(value, answer);
    for (const question of questions.get(value) ?? []) {
      const common = answerOf(one, question(left));
      if (common !== undefined && answerOf(other, question(right)) === common) truths.set(question(value), common);
    }
  }
  return truths;
}

/** What it costs to merge paths that contradict each other about a variable, in variables that they agree about. */
const contradiction = 4;

/** How much two paths agree about, less what they contradict each other about: branches tell those apart. */
export function likenessOf(one: Facts, other: Facts): number {
  let likeness = 0;
  for (const [name, left] of one.values) {
    const right = other.values.get(name);
    if (right === left) likeness += 1;
    else if (right && contradict(answerOf(one, left), answerOf(other, right))) likeness -= contradiction;
  }
  for (const [question, answer] of one.truths) if (other.truths.get(question) === answer) likeness += 1;
  return likeness;
}

function contradict(one: boolean | undefined, other: boolean | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** True when two facts say the same. */
export function sameFacts(one: Facts, other: Facts): boolean {
  return one === other || (sameMap(one.values, other.values) && sameMap(one.truths, other.truths));
}

function sameMap<Held>(one: ReadonlyMap<string, Held>, other: ReadonlyMap<string, Held>): boolean {
  if (one.size !== other.size) return false;
  for (const [key, value] of one) if (other.get(key) !== value) return false;
  return true;
}
