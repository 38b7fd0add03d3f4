import { intrinsicsOf } from '../machine/intrinsics.ts';
import { always, type Primitive } from '../machine/world.ts';
import { allocationRows } from './allocation.ts';
import { areaRows } from './areas.ts';
import { folioInlineRows } from './folio-inlines.ts';
import { folioRows } from './folios.ts';
import { gatherRows } from './gathers.ts';
import { lockRows } from './locks.ts';
import { pageWalkRows } from './page-walk.ts';
import { quietRows } from './quiet.ts';
import { reclaimRows } from './reclaim.ts';
import { rmapRows } from './rmap.ts';
import { sleepingRows } from './sleeping.ts';
import { swapRows } from './swap.ts';
import { tableRows } from './tables.ts';
import { upperTableRows } from './upper-tables.ts';

/** Kernel helpers that are not run from C, by subsystem: see the file of each table for what it takes for granted. */
export const modelRows: readonly Primitive[] = [
  ...always('tables', tableRows),
  ...upperTableRows,
  ...always('space', areaRows),
  ...folioRows,
  ...folioInlineRows,
  ...always('locks', lockRows),
  ...rmapRows,
  ...gatherRows,
  ...swapRows,
  ...quietRows,
  ...always('sleeping', sleepingRows),
  ...reclaimRows,
  ...always('walks', pageWalkRows),
  ...always('memory', allocationRows),
];

/** Names of the rows that give way to a body in the tree. */
export const givingWay: ReadonlySet<string> = new Set(
  modelRows.filter((row) => row.always === undefined).map(({ name }) => name),
);

export const modelIntrinsics = intrinsicsOf(modelRows, false);
