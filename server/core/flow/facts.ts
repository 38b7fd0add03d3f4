import { purePredicates } from '../kernel/control.ts';
import { lockCallsOf } from '../kernel/locks.ts';
import { SmallMap } from '../small-map.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { isCalculated, readQuestion } from './question-text.ts';
import { steadyOperators, steadyText } from './repeated-questions.ts';
import { ownMark } from './variables.ts';
import { calleeName } from './walk.ts';

/**
 * A value, by where it comes from: `c:0` a constant, `p:pmd` what a parameter was called with, `#12.0` what the first
 * effect of node 12 assigned, `~7:pte` one of several values that met at node 7, `g:…` a name that stands for one value.
 */
export type Value = string;

/** What a path has told about the variables: which value each holds, and what is known of the values. */
export interface Facts {
  readonly values: SmallMap<Value>;
  /** Truths by question: `v` is non-zero, `v=w` equal, `v<w` less, `IS_ERR(v)`. */
  readonly truths: SmallMap<boolean>;
}

export const noFacts: Facts = { values: new SmallMap(), truths: new SmallMap() };

/** What a variable may be asked: the flow's view of which names are locals. */
export type Tracked = ReadonlySet<string>;

export function factsAtEntry(parameters: readonly string[], tracked: Tracked): Facts {
  const followed = [...new Set(parameters)].filter((name) => tracked.has(name));
  return {
    values: new SmallMap(
      followed,
      followed.map((name) => `p:${name}`),
    ),
    truths: new SmallMap(),
  };
}

/** Names that stand for the same value wherever they are written: enumerators, constant macros. */
const constantName = /^[A-Z][A-Z0-9_]*$/;

/** The value of an expression whose effects have happened; undefined when it is not known to have one. */
export function valueOfExpression(facts: Facts, expression: Expression, tracked: Tracked): Value | undefined {
  switch (expression.kind) {
    case 'integer':
      return `c:${expression.value}`;
    case 'name':
      return valueOfName(facts, expression.name, tracked);
    case 'cast':
      return expression.type.kind === 'pointer' || expression.operand.kind === 'integer'
        ? valueOfExpression(facts, expression.operand, tracked)
        : undefined;
    case 'assign':
    case 'update':
      return valueAfterwards(facts, expression, tracked);
    case 'sequence': {
      const last = expression.expressions.at(-1);
      return last && valueOfExpression(facts, last, tracked);
    }
    case 'unary':
      if (expression.operator === '&' && expression.operand.kind === 'name') return `g:&${expression.operand.name}`;
      if (expression.operator === '-') return negated(valueOfExpression(facts, expression.operand, tracked));
      return undefined;
    default:
      return undefined;
  }
}

function valueOfName(facts: Facts, name: string, tracked: Tracked): Value | undefined {
  if (tracked.has(name)) return facts.values.get(name);
  if (name === 'NULL' || name === 'false') return 'c:0';
  if (name === 'true') return 'c:1';
  return constantName.test(name) ? `g:${name}` : undefined;
}

/** A prefix update or an assignment has the value of its variable afterwards; a postfix update had the one before. */
function valueAfterwards(facts: Facts, expression: Expression, tracked: Tracked): Value | undefined {
  if (expression.kind === 'assign') return valueOfExpression(facts, expression.target, tracked);
  if (expression.kind === 'update' && expression.prefix) return valueOfExpression(facts, expression.operand, tracked);
  return undefined;
}

function negated(value: Value | undefined): Value | undefined {
  if (!value?.startsWith('c:')) return value && `g:-${value}`;
  return `c:${-BigInt(value.slice(2))}`;
}

/** Gives a variable a value; `fresh` names one that nothing is known of yet. */
export function assign(facts: Facts, name: string, value: Value | undefined, fresh: Value): Facts {
  if (value) {
    const values = facts.values.with(name, value);
    return values === facts.values ? facts : { values, truths: facts.truths };
  }
  const others = facts.values.filter((_, held) => held !== fresh);
  return { values: others.with(name, fresh), truths: withoutValue(facts.truths, fresh) };
}

function withoutValue(truths: Facts['truths'], value: Value): Facts['truths'] {
  return truths.filter((question) => !mentions(question, value));
}

function mentions(question: string, value: Value): boolean {
  return readQuestion(question).parts.includes(value);
}

/** What is known of variables that can still make a difference, and of the values that these hold. */
export function withoutDead(facts: Facts, live: ReadonlySet<string>): Facts {
  const values = facts.values.filter((name) => live.has(name));
  if (values === facts.values) return facts;
  const stays = (value: Value) => value.startsWith('c:') || value.startsWith('g:') || values.values.includes(value);
  return { values, truths: facts.truths.filter((question) => readQuestion(question).parts.every(stays)) };
}

/** A question about the state of the path, and the answer that a condition being true would give. */
export interface Question {
  readonly text: string;
  readonly answer: boolean;
}

/** Comparisons as `=` or `<` of two sides, the sides perhaps exchanged, the answer perhaps turned round. */
const comparisons: Readonly<
  Record<string, { readonly by: '=' | '<'; readonly swap: boolean; readonly answer: boolean }>
> = {
  '==': { by: '=', swap: false, answer: true },
  '!=': { by: '=', swap: false, answer: false },
  '<': { by: '<', swap: false, answer: true },
  '>': { by: '<', swap: true, answer: true },
  '>=': { by: '<', swap: false, answer: false },
  '<=': { by: '<', swap: true, answer: false },
};

/** What a condition asks; undefined when it asks about something that is not followed. */
export function questionOf(facts: Facts, condition: Expression, tracked: Tracked): Question | undefined {
  if (condition.kind === 'binary' && condition.operator in comparisons) {
    const { by, swap, answer } = comparisons[condition.operator];
    const left = valueAsked(facts, swap ? condition.right : condition.left, tracked);
    const right = valueAsked(facts, swap ? condition.left : condition.right, tracked);
    if (!left || !right) return undefined;
    if (by === '<') return { text: `${left}<${right}`, answer };
    if (left === 'c:0') return { text: right, answer: !answer };
    if (right === 'c:0') return { text: left, answer: !answer };
    return { text: left < right ? `${left}=${right}` : `${right}=${left}`, answer };
  }
  if (condition.kind === 'unary' && condition.operator === '!') {
    const question = questionOf(facts, condition.operand, tracked);
    return question && { text: question.text, answer: !question.answer };
  }
  const predicate = calleeName(condition);
  if (condition.kind === 'call' && predicate && purePredicates.has(predicate) && condition.arguments.length === 1) {
    const value = valueOfExpression(facts, condition.arguments[0], tracked);
    return value ? { text: `${predicate}(${value})`, answer: true } : undefined;
  }
  const value = valueAsked(facts, condition, tracked);
  return value ? { text: value, answer: true } : undefined;
}

/** The value of an expression that a branch asks about: also of a member or a calculation that others ask about too. */
function valueAsked(facts: Facts, expression: Expression, tracked: Tracked): Value | undefined {
  const value = valueOfExpression(facts, expression, tracked);
  if (value || expression.kind === 'name') return value;
  const text = steadyText(expression);
  return text !== undefined && tracked.has(text) ? calculated(facts, expression, tracked) : undefined;
}

function calculated(facts: Facts, expression: Expression, tracked: Tracked): Value | undefined {
  const of = (each: Expression) => valueOfExpression(facts, each, tracked) ?? calculated(facts, each, tracked);
  switch (expression.kind) {
    case 'member': {
      const object = of(expression.object);
      const own = expression.object.kind === 'name' && tracked.has(ownMark(expression.object.name));
      return object && `⟨${object} ${own ? 'own' : '.'} ${expression.field}⟩`;
    }
    case 'unary': {
      const operand = expression.operator === '~' ? of(expression.operand) : undefined;
      return operand && `⟨not ${operand}⟩`;
    }
    case 'binary': {
      const [left, word, right] = [of(expression.left), steadyOperators.get(expression.operator), of(expression.right)];
      return left && word && right && `⟨${left} ${word} ${right}⟩`;
    }
    default:
      return undefined;
  }
}

/**
 * What is still known after a call: nothing of the members of what it is given, and nothing of any member that others know
 * when it takes a lock, since another task may have changed it.
 */
export function afterCall(facts: Facts, call: CallExpression): Facts {
  if (facts.truths.size === 0) return facts;
  const locks = lockCallsOf(calleeName(call) ?? '').some(({ effect }) => effect === 'take' || effect === 'try');
  const given = call.arguments.flatMap((each) => (each.kind === 'name' ? (facts.values.get(each.name) ?? []) : []));
  const isLost = (question: string) =>
    (locks && question.includes(' . ')) ||
    (/ (?:\.|own) /.test(question) && readQuestion(question).parts.some((part) => given.includes(part)));
  const truths = facts.truths.filter((question) => !isLost(question));
  return truths === facts.truths ? facts : { values: facts.values, truths };
}

/** The answer, where the facts give one. */
export function answerOf(facts: Facts, question: string): boolean | undefined {
  return facts.truths.get(question) ?? readQuestion(question).answer;
}

/** The facts when a question has an answer; undefined when they say it cannot. */
export function assume(facts: Facts, question: string, answer: boolean): Facts | undefined {
  const known = answerOf(facts, question);
  if (known !== undefined) return known === answer ? facts : undefined;
  const [one, other] = readQuestion(question).values;
  if (other === undefined && !question.includes('(') && !answer && isHeld(one)) return substitute(facts, one, 'c:0');
  if (question.includes('=') && answer) {
    if (one.startsWith('c:') && isHeld(other)) return substitute(facts, other, one);
    if (other.startsWith('c:') && isHeld(one)) return substitute(facts, one, other);
  }
  let truths = facts.truths.with(question, answer);
  if (question.includes('<') && answer && one === 'c:0') truths = truths.with(other, true);
  if (question.includes('<') && answer && other === 'c:0') truths = truths.with(one, true);
  return { values: facts.values, truths };
}

/** True for a value that variables hold: neither a name that stands for one, nor one that is calculated anew. */
function isHeld(value: Value): boolean {
  return !value.startsWith('g:') && !isCalculated(value);
}

/** A value turned out to be a constant: every variable that holds it holds the constant. */
function substitute(facts: Facts, value: Value, constant: Value): Facts | undefined {
  if (answerOf(facts, value) === true && constant === 'c:0') return undefined;
  const values = facts.values.map((held) => (held === value ? constant : held));
  return { values, truths: withoutValue(facts.truths, value) };
}
