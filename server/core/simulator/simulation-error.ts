/**
 * A request that cannot be carried out at all: an unknown function, machine or preset, or a scenario that makes no sense.
 * The message is one sentence for the user and says what to do about it.
 */
export class SimulationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SimulationError';
  }
}

/** The user called the simulation off. */
export class SimulationCancelled extends Error {
  constructor() {
    super('the simulation was cancelled');
    this.name = 'SimulationCancelled';
  }
}

/** Letters that a part of a name needs to point at it; fewer stand in many. */
const tellingLetters = 3;

/** Names that someone who typed `typed` may have meant: at most three, the likeliest first. */
export function nearest(typed: string, names: readonly string[]): readonly string[] {
  const limit = Math.max(2, Math.floor(typed.length / 3));
  const holds = (name: string) => typed.length >= tellingLetters && name.includes(typed);
  return names
    .map((name) => ({ name, distance: holds(name) ? 1 : editDistance(typed, name, limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `; did you mean a or b?`, or nothing when no name is near. */
export function suggestion(typed: string, names: readonly string[]): string {
  const near = nearest(typed, names);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}

/** Levenshtein distance; past `limit` only that it is greater. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, previous[j] + 1, row[j - 1] + 1));
    }
    previous = row;
  }
  return previous[b.length];
}
