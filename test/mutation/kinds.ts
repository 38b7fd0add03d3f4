import { accessKinds } from './kinds/access.ts';
import { balanceKinds, pauseKinds } from './kinds/balance.ts';
import { batchKinds } from './kinds/batches.ts';
import { lockKinds } from './kinds/locks.ts';
import { rangeKinds } from './kinds/ranges.ts';
import { sleepKinds } from './kinds/sleep.ts';
import type { MutationKind } from './mutant.ts';

/** Every way in which walkers are broken. */
export const mutationKinds: readonly MutationKind[] = [
  ...balanceKinds,
  ...pauseKinds,
  ...lockKinds,
  ...accessKinds,
  ...sleepKinds,
  ...rangeKinds,
  ...batchKinds,
];
