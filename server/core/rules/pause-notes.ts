import type { Note } from '../finding.ts';
import { lastBranchOf, wayBack } from '../flow/way-back.ts';
import type { FunctionRegions, LazyPoint } from '../regions/function-regions.ts';
import { branchNote, holdsCall } from './paths.ts';

/** The pause that a point is reached in, and the last branch that was taken since. */
export function pausedNotes({ calls }: FunctionRegions, point: LazyPoint): readonly Note[] {
  const way = wayBack(point, ({ property }) => property.paused < point.property.paused);
  if (!way) return [];
  const pause = calls.find((each) => each.effect === 'pause' && holdsCall(way[0].node, each));
  return [
    ...(pause ? [{ range: pause.nameRange, message: 'lazy MMU mode is paused here' }] : []),
    ...branchNote(lastBranchOf(way)),
  ];
}
