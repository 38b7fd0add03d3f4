import type { Check, MakeCheck } from '../check.ts';

/** C1 and C2: what a function was called with is what it has to return with. */
export const unbalanced: MakeCheck = (watched): Check => {
  const { lazy, preemption } = watched.world;
  let before = { enabled: 0, paused: 0, legacy: 0, locks: 0 };
  const now = () => ({
    enabled: lazy.enableCount,
    paused: lazy.pauseCount,
    legacy: lazy.legacyDepth,
    locks: preemption.locks,
  });
  return {
    calling: () => {
      before = now();
    },
    returned: () => {
      const after = now();
      if (after.enabled > before.enabled || after.legacy > before.legacy)
        watched.report('C1', 'the function returns with the lazy MMU mode still on');
      if (after.paused > before.paused)
        watched.report('C1', 'the function returns with the lazy MMU mode still paused');
      if (after.locks > before.locks) watched.report('C2', 'the function returns with a spinlock that it has taken');
    },
  };
};
