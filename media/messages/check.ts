/** What a message may hold, put together from small checks. */

/**
 * What is wrong with a value, as the end of a sentence that begins with its name: " is no list", ".entries is no count".
 * Undefined when it is as it should be. The path is put together on the way out, for a report may hold millions of values.
 */
export type Check = (value: unknown) => string | undefined;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofType =
  (type: 'string' | 'boolean'): Check =>
  (value) =>
    typeof value === type ? undefined : ` is no ${type}`;

export const text = ofType('string');
export const flag = ofType('boolean');

export const number: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : ' is no number';

export const whole: Check = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : ' is no count');

export const oneOf =
  (names: Readonly<Record<string, unknown>>): Check =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(names, value) ? undefined : ` is unknown: ${JSON.stringify(value)}`;

export const many =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return ' is no list';
    for (const [index, each] of value.entries()) {
      const problem = check(each);
      if (problem) return `[${index}]${problem}`;
    }
    return undefined;
  };

export const record =
  (check: Check): Check =>
  (value) => {
    if (!isRecord(value)) return ' is no object';
    for (const [key, each] of Object.entries(value)) {
      const problem = check(each);
      if (problem) return `.${key}${problem}`;
    }
    return undefined;
  };

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);

export const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isRecord(value)) return ' is no object';
    for (const [key, check] of Object.entries(checks)) {
      const problem = check(value[key]);
      if (problem) return `.${key}${problem}`;
    }
    return undefined;
  };

export const either =
  (...checks: readonly Check[]): Check =>
  (value) => {
    const problems = checks.map((check) => check(value));
    return problems.includes(undefined) ? undefined : problems[0];
  };

export const version =
  (supported: number): Check =>
  (value) =>
    value === supported ? undefined : ` is ${JSON.stringify(value)}, and this panel reads ${supported}`;
