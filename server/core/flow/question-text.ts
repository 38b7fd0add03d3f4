import type { Value } from './facts.ts';

/** What the text of a question says. */
export interface QuestionText {
  /** The values that it compares, or asks for truth. Values hold none of the characters that join them. */
  readonly values: readonly Value[];
  /** The values that it is about: those, and what calculated ones are made of. */
  readonly parts: readonly Value[];
  /** The answer that it has whatever is known of the values; absent where it needs to be known. */
  readonly answer?: boolean;
}

/** Texts that are kept: as many as some functions ask, and no more. */
const keptTexts = 4096;

const read = new Map<string, QuestionText>();

/** Reads a question. The same few are asked wherever paths meet. */
export function readQuestion(text: string): QuestionText {
  const known = read.get(text);
  if (known) return known;
  const question = parse(text);
  if (read.size === keptTexts) read.clear();
  read.set(text, question);
  return question;
}

function parse(text: string): QuestionText {
  const call = /^\w+\((.*)\)$/.exec(text);
  if (call) return { values: [call[1]], parts: [call[1]] };
  const values = text.split(/[=<]/);
  return { values, parts: values.flatMap(partsOf), answer: answerOfValues(text, values) };
}

/**
 * A calculated value is `⟨left and right⟩`, `⟨object . member⟩`, `⟨object own member⟩` where no other task knows the object, or
 * `⟨not value⟩`; words in it are no values.
 */
function partsOf(value: Value): readonly Value[] {
  return isCalculated(value) ? value.split(/[⟨⟩ ]+/).filter((part) => /[:#]/.test(part)) : [value];
}

export function isCalculated(value: Value): boolean {
  return value.startsWith('⟨');
}

/** `-EAGAIN`: below zero, since no errno is zero (include/uapi/asm-generic/errno-base.h). */
const negativeErrno = /^g:-g:E[A-Z0-9]+$/;

/** Names that may stand for the same errno on some architecture: errno.h below include/uapi and arch (6.12, 7.3). */
const sharedErrnos: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EWOULDBLOCK',
  'EDEADLK',
  'EDEADLOCK',
  'ENOTSUP',
  'EOPNOTSUPP',
]);

function areOneErrno(values: readonly Value[]): boolean {
  return values.every((value) => sharedErrnos.has(value.slice('g:-g:'.length)));
}

function answerOfValues(text: string, values: readonly Value[]): boolean | undefined {
  const [one, other] = values.map(constantOf);
  if (text.includes('=')) {
    if (values[0] === values[1]) return true;
    if (values.every((value) => negativeErrno.test(value))) return areOneErrno(values) ? undefined : false;
    if (values.some((value) => negativeErrno.test(value)) && (one ?? other ?? -1n) >= 0n) return false;
    return one !== undefined && other !== undefined ? one === other : undefined;
  }
  if (text.includes('<')) {
    if (values[0] === values[1]) return false;
    if (negativeErrno.test(values[0]) && other !== undefined && other >= 0n) return true;
    if (negativeErrno.test(values[1]) && one !== undefined && one >= -1n) return false;
    return one !== undefined && other !== undefined ? one < other : undefined;
  }
  if (text.startsWith('g:&') || negativeErrno.test(text)) return true;
  return one === undefined ? undefined : one !== 0n;
}

function constantOf(value: Value): bigint | undefined {
  return value.startsWith('c:') ? BigInt(value.slice(2)) : undefined;
}
