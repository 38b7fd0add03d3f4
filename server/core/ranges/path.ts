import type { CallExpression } from '../syntax/ast.ts';
import type { Environment } from './environment.ts';

/** What is known on one path, or on several that were merged because they agree about the range. */
export interface Path {
  readonly environment: Environment;
  /** The call that gave the section of the path its range. */
  readonly armed?: CallExpression;
  /** The range was given up by a pause. */
  readonly lost?: true;
  /** Which range calls would be right here: paths on which one is wrong are not lost among others. */
  readonly fit: string;
}

/** The arguments of the call that armed a path, under names that no variable of C has. */
export const armedArguments = { mm: '$mm', addr: '$addr', end: '$end', pte: '$pte' } as const;

/** Paths through one place that are kept apart: the first rounds of a loop among them. */
const pathsKeptApart = 5;

/**
 * Adds a path to those through one place, and answers what is new there: with too many paths the last of them takes it in,
 * and is replaced. Undefined when it says nothing new.
 */
export function addPath(paths: Path[], path: Path, node: number): Path | undefined {
  const alike = paths.filter((each) => each.armed === path.armed && each.lost === path.lost && each.fit === path.fit);
  if (alike.some(({ environment }) => environment.equals(path.environment))) return undefined;
  const last = alike.at(-1);
  if (!last || alike.length < pathsKeptApart) {
    paths.push(path);
    return path;
  }
  const environment = last.environment.join(path.environment, node);
  if (environment.equals(last.environment)) return undefined;
  const merged = { ...last, environment };
  paths[paths.indexOf(last)] = merged;
  return merged;
}
