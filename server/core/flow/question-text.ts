import type { Value } from './facts.ts';

/** What the text of a question says. */
export interface QuestionText {
  /** The values that it is about. Values hold none of the characters that join them. */
  readonly values: readonly Value[];
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
  if (call) return { values: [call[1]] };
  const values = text.split(/[=<]/);
  return { values, answer: answerOfValues(text, values) };
}

function answerOfValues(text: string, values: readonly Value[]): boolean | undefined {
  const [one, other] = values.map(constantOf);
  if (text.includes('=')) {
    if (values[0] === values[1]) return true;
    return one !== undefined && other !== undefined ? one === other : undefined;
  }
  if (text.includes('<')) {
    if (values[0] === values[1]) return false;
    return one !== undefined && other !== undefined ? one < other : undefined;
  }
  if (text.startsWith('g:&')) return true;
  return one === undefined ? undefined : one !== 0n;
}

function constantOf(value: Value): bigint | undefined {
  return value.startsWith('c:') ? BigInt(value.slice(2)) : undefined;
}
