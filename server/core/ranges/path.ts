import type { CallExpression } from '../syntax/ast.ts';
import type { Environment } from './environment.ts';

/** What is known on one path, or on several that were merged because they agree about the range. */
export interface Path {
  readonly environment: Environment;
  /** The call that gave the section of the path its range. */
  readonly armed?: CallExpression;
  /** The range was given up by a pause. */
  readonly lost?: true;
}

/** The arguments of the call that armed a path, under names that no variable of C has. */
export const armedArguments = { mm: '$mm', addr: '$addr', end: '$end', pte: '$pte' } as const;

/** Paths through one place that are kept apart: the first rounds of a loop among them. */
const pathsKeptApart = 6;

/** The paths with one more; undefined when it says nothing new. With too many, the last of them takes it in. */
export function withPath(paths: readonly Path[], path: Path, node: number): readonly Path[] | undefined {
  const alike = paths.filter((each) => each.armed === path.armed && each.lost === path.lost);
  if (alike.some(({ environment }) => environment.key === path.environment.key)) return undefined;
  const last = alike.at(-1);
  if (!last || alike.length < pathsKeptApart) return [...paths, path];
  const environment = last.environment.join(path.environment, node);
  if (environment.key === last.environment.key) return undefined;
  return paths.map((each) => (each === last ? { ...each, environment } : each));
}
