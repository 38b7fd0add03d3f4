import { type Check, forEach, type MakeCheck } from '../check.ts';

/** include/linux/gfp_types.h, __GFP_DIRECT_RECLAIM: the allocation may wait for memory. */
const directReclaim = 0x400;

/** Functions that may sleep: always, when their argument says so, or when the flags of an allocation, at an index, let it. */
const sleepers: Readonly<Record<string, 'always' | 'when told' | number>> = {
  might_sleep: 'always',
  might_sleep_if: 'when told',
  cond_resched: 'always',
  schedule: 'always',
  mutex_lock: 'always',
  down_read: 'always',
  down_write: 'always',
  i_mmap_lock_write: 'always',
  anon_vma_lock_write: 'always',
  folio_lock: 'always',
  split_folio: 'always',
  copy_to_user: 'always',
  copy_from_user: 'always',
  mmu_notifier_invalidate_range_start: 'always',
  vmalloc: 'always',
  alloc_pages: 0,
  alloc_page: 0,
  __get_free_page: 0,
  __get_free_pages: 0,
  get_zeroed_page: 0,
  kmalloc: 1,
  kzalloc: 1,
};

/** F11: the mode keeps preemption off on machines whose batch belongs to the CPU. On arm64 it belongs to the task. */
export const sleeping: MakeCheck = (watched): Check => {
  const { lazy, preemption } = watched.world;
  return {
    called: forEach(Object.keys(sleepers), (name) => (...args) => {
      if (!lazy.batching || !preemption.isDisabled) return;
      const flags = sleepers[name];
      if (flags === 'when told' && args[0] === 0) return;
      if (typeof flags === 'number' && (args[flags] & directReclaim) === 0) return;
      watched.report('F11', `${name}() may sleep, and the mode keeps preemption disabled`);
    }),
  };
};
