/** Orders the functions that have a lazy MMU region by how near the cursor they are. */
import type { RegionsParams } from '../../server/lsp/protocol.ts';

export interface NearFunction {
  readonly name: string;
  /** First line of its first region, from 0. */
  readonly line: number;
  /** Lines between the cursor and its nearest region; 0 inside. */
  readonly distance: number;
}

/** Nearest first; functions equally near in the order of the file. */
export function nearestFunctions(regions: RegionsParams['regions'], cursor: number): readonly NearFunction[] {
  const found = new Map<string, NearFunction>();
  for (const region of regions) {
    const parts = [region.enable, ...region.ranges, ...region.disables];
    const first = Math.min(...parts.map(({ start }) => start.line));
    const last = Math.max(...parts.map(({ end }) => end.line));
    const before = found.get(region.function);
    const distance = Math.max(0, first - cursor, cursor - last);
    found.set(region.function, {
      name: region.function,
      line: Math.min(first, before?.line ?? first),
      distance: Math.min(distance, before?.distance ?? distance),
    });
  }
  return [...found.values()].sort((a, b) => a.distance - b.distance || a.line - b.line);
}

/** The function whose region the cursor is in. */
export function functionAt(regions: RegionsParams['regions'], cursor: number): string | undefined {
  return nearestFunctions(regions, cursor).find(({ distance }) => distance === 0)?.name;
}
