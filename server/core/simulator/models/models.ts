import { intrinsicsOf, type Primitive } from '../machine/world.ts';
import { allocationRows } from './allocation.ts';
import { areaRows } from './areas.ts';
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
  ...tableRows,
  ...upperTableRows,
  ...areaRows,
  ...folioRows,
  ...lockRows,
  ...rmapRows,
  ...gatherRows,
  ...swapRows,
  ...quietRows,
  ...sleepingRows,
  ...reclaimRows,
  ...pageWalkRows,
  ...allocationRows,
];

export const modelIntrinsics = intrinsicsOf(modelRows, false);
