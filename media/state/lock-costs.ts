/** Times of the lock study that the user gives in the place of those that are assumed. */

/** Nanoseconds as typed, by the name of what takes them. A field that was emptied stands for what is assumed. */
export type LockCosts = Readonly<Record<string, string>>;

/** Nanoseconds of one time; undefined for what is none. */
export function readNanoseconds(text: string): number | undefined {
  return /^\s*\d{1,9}(\.\d{1,3})?\s*$/.test(text) ? Number(text) : undefined;
}

const isGiven = ([, text]: readonly [string, string]): boolean => text.trim() !== '';

/** The times by name; undefined while one of them is wrong. */
export function readLockCosts(costs: LockCosts): Readonly<Record<string, number>> | undefined {
  const read = Object.entries(costs)
    .filter(isGiven)
    .map(([name, text]) => [name, readNanoseconds(text)] as const);
  return read.some(([, value]) => value === undefined)
    ? undefined
    : (Object.fromEntries(read) as Record<string, number>);
}

/** Is what was typed for a name no time? */
export const isWrongCost = (text: string): boolean => text.trim() !== '' && readNanoseconds(text) === undefined;

export function withCost(costs: LockCosts, name: string, text: string | undefined): LockCosts {
  const { [name]: _, ...others } = costs;
  return text === undefined ? others : { ...others, [name]: text };
}
