import type { Range } from '../text.ts';
import type { Point } from './solve.ts';

/**
 * The shortest way back from a point to the nearest earlier one that satisfies `stop`, given in the order in which it
 * runs: that one first, `from` last. Undefined when no way back meets one.
 */
export function wayBack<Property>(
  from: Point<Property>,
  stop: (point: Point<Property>) => boolean,
): readonly Point<Property>[] | undefined {
  const next = new Map<Point<Property>, Point<Property> | undefined>([[from, undefined]]);
  for (const point of next.keys()) {
    for (const earlier of point.before) {
      if (next.has(earlier)) continue;
      next.set(earlier, point);
      if (stop(earlier)) return wayFrom(earlier, next);
    }
  }
  return undefined;
}

function wayFrom<Property>(
  start: Point<Property>,
  next: ReadonlyMap<Point<Property>, Point<Property> | undefined>,
): readonly Point<Property>[] {
  const way: Point<Property>[] = [];
  for (let point: Point<Property> | undefined = start; point; point = next.get(point)) way.push(point);
  return way;
}

/** The last branch that was taken on a way, and how. */
export function lastBranchOf<Property>(
  way: readonly Point<Property>[],
): { readonly range: Range; readonly taken: boolean } | undefined {
  for (let index = way.length - 2; index >= 0; index -= 1) {
    const { kind, edges, start, end } = way[index].node;
    const target = way[index + 1].node.id;
    const taken = kind === 'branch' ? edges.find((edge) => edge.target === target)?.when : undefined;
    if (taken !== undefined) return { range: { start, end }, taken };
  }
  return undefined;
}
