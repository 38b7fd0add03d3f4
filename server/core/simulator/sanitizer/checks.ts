import type { MakeCheck } from './check.ts';
import { bypassingDereference } from './checks/bypassing-dereference.ts';
import { earlyFlush } from './checks/early-flush.ts';
import { earlyUnlock } from './checks/early-unlock.ts';
import { interruptAccess } from './checks/interrupt-access.ts';
import { locklessRead } from './checks/lockless-read.ts';
import { lostDeferral } from './checks/lost-deferral.ts';
import { mappedTwice } from './checks/mapped-twice.ts';
import { mixedPaths } from './checks/mixed-paths.ts';
import { needlessInvalidation } from './checks/needless-invalidation.ts';
import { nestedRange } from './checks/nested-range.ts';
import { outsideRange } from './checks/outside-range.ts';
import { pageFreed } from './checks/page-freed.ts';
import { protectedExport } from './checks/protected-export.ts';
import { queuedRead } from './checks/queued-read.ts';
import { rangeLost } from './checks/range-lost.ts';
import { sleeping } from './checks/sleeping.ts';
import { tableOverrun } from './checks/table-overrun.ts';
import { tableUnlinked } from './checks/table-unlinked.ts';
import { redundantTeardown } from './checks/teardown.ts';
import { unbalanced } from './checks/unbalanced.ts';

/** All that a run is watched for: one file each, in the order of what they find. */
export const makeChecks: readonly MakeCheck[] = [
  redundantTeardown,
  protectedExport,
  locklessRead,
  bypassingDereference,
  rangeLost,
  needlessInvalidation,
  lostDeferral,
  pageFreed,
  mixedPaths,
  sleeping,
  nestedRange,
  interruptAccess,
  mappedTwice,
  queuedRead,
  tableUnlinked,
  earlyFlush,
  unbalanced,
  tableOverrun,
  outsideRange,
  earlyUnlock,
];
