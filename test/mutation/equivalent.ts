import { queuedUpdates } from '../../server/core/kernel/primitives.ts';
import type { Mutant, MutationKind } from './mutant.ts';
import type { Site } from './site.ts';

/** Why a change is no bug where it was made. */
export interface Equivalence {
  readonly reason: string;
  readonly holds: (kind: MutationKind, site: Site, mutant: Mutant) => boolean;
}

/** Such a mutant must not be reported: a finding in one shows that its row here is wrong. */
export const equivalences: readonly Equivalence[] = [
  {
    reason: 'the mode of arm64 is preemptible, and its own code allocates page tables in a section (mmu.c)',
    holds: ({ rules }, { file }) => file.path.startsWith('arch/arm64/') && rules.includes('sleep-in-section'),
  },
  {
    reason: 'every path from here ends in BUG(), which does not return',
    holds: ({ goesOn }, site, { at }) => goesOn === true && site.endsInBug(at),
  },
  {
    reason:
      'Xen PV queues stores and commits only; it exchanges or changes such an entry at once (mmu_pv.c), and s390 reads its cache',
    holds: ({ ofOwnUpdate }, site, { at }) => {
      const update = site.updates.find(({ statement }) => statement.start === at);
      return ofOwnUpdate === true && update !== undefined && !queuedUpdates.has(update.primitive);
    },
  },
];
