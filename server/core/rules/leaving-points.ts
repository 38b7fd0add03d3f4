import type { Point, Solution } from '../flow/solve.ts';

/** Compares two properties at one node: true when `one` has less open than `other`. */
export type Less<Property> = (one: Property, other: Property) => boolean;

/**
 * Where the paths that reach an exit with something still open leave those that reach it with less: the jumps that do, or
 * the exit itself when there is no such jump.
 */
export function leavingPoints<Property>(
  solution: Solution<Property>,
  exit: Point<Property>,
  isOpen: (property: Property) => boolean,
  less: Less<Property>,
): ReadonlySet<Point<Property>> {
  const meets = (point: Point<Property>) => meetsLess(solution, point, less);
  if (!meets(exit)) return new Set([exit]);
  const leaving = new Set<Point<Property>>();
  const seen = new Set([exit]);
  for (const point of seen) {
    for (const earlier of point.before) {
      if (isOpen(earlier.property) && meets(earlier)) seen.add(earlier);
      else leaving.add(earlier.node.kind === 'jump' && staysOpen(earlier, isOpen) ? earlier : exit);
    }
  }
  return leaving;
}

/** True where nothing is closed on any way on. A jump that leads to a closing on some way does not go past it. */
function staysOpen<Property>(from: Point<Property>, isOpen: (property: Property) => boolean): boolean {
  const seen = new Set([from]);
  for (const point of seen) {
    if (!isOpen(point.property)) return false;
    for (const next of point.after) seen.add(next);
  }
  return true;
}

/** True where other paths reach the same node with less open. */
export function meetsLess<Property>(
  { points }: Solution<Property>,
  { node, property }: Point<Property>,
  less: Less<Property>,
): boolean {
  return points[node.id].some((other) => less(other.property, property));
}
