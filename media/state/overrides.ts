/** What a report takes for granted, and what the scenario says instead. */
import type { Assumption, Scenario } from '../../server/lsp/protocol.ts';

/** Values typed for assumptions, by name, until they are put into the scenario. */
export type Overrides = Readonly<Record<string, string>>;

/** Can a scenario say otherwise? Of what is no number it cannot. */
export const canOverride = ({ value }: Assumption): boolean => /^-?\d/.test(value) || value === 'several values';

/** One answer, or several in turn separated by commas: "0", "0, 0, 1". Undefined for what is no list of whole numbers. */
export function readAnswers(text: string): number | readonly number[] | undefined {
  const answers = text.split(',').map((part) => (/^\s*-?(\d+|0x[\da-f]+)\s*$/i.test(part) ? Number(part) : Number.NaN));
  if (!answers.every(Number.isSafeInteger)) return undefined;
  const [first, ...others] = answers;
  return others.length === 0 ? first : answers;
}

/** What the scenario says of a name, as it would be typed. */
export function answerText({ assume }: Scenario, name: string): string | undefined {
  const answers = Object.hasOwn(assume, name) ? assume[name] : undefined;
  return answers === undefined ? undefined : [answers].flat().join(', ');
}

/** The scenario with another answer for a name, or with none of its own. */
export function withAnswer(
  scenario: Scenario,
  name: string,
  answers: number | readonly number[] | undefined,
): Scenario {
  const { [name]: _, ...assume } = scenario.assume;
  return { ...scenario, assume: answers === undefined ? assume : { ...assume, [name]: answers } };
}
