import { advanceFrame } from '../machine/entry.ts';
import { type Action, always, assuming, type Primitive, primitive } from '../machine/world.ts';

const area = 'mm/swapfile.c, include/linux/swap.h';
const entry = 'mm/internal.h (6.12, 7.2, 7.3)';

const succeeds = (): Action => () => 0;

/** Swap space never runs out, and no swap slot needs a continuation. */
export const swapRows: readonly Primitive[] = [
  ...always('boot', [
    assuming(
      'migration entries do not keep the accessed and dirty bits',
      primitive('bool migration_entry_supports_ad(void)', 'include/linux/swapops.h (6.12, 7.2, 7.3)', succeeds),
    ),
  ]),
  ...[
    primitive('int swap_duplicate(swp_entry_t)', `${area} (6.12)`, succeeds),
    primitive('int swap_dup_entry_direct(swp_entry_t)', `${area} (7.2, 7.3)`, succeeds),
    primitive('int add_swap_count_continuation(swp_entry_t, gfp_t)', `${area} (6.12)`, succeeds),
    primitive('int swap_retry_table_alloc(swp_entry_t, gfp_t)', `${area} (7.2, 7.3)`, succeeds),
  ].map((row) => assuming('swap space does not run out', row)),
  primitive('void free_swap_and_cache_nr(swp_entry_t, int)', `${area} (6.12)`, succeeds),
  primitive('void free_swap_and_cache(swp_entry_t)', `${area} (6.12)`, succeeds),
  primitive('void swap_put_entries_direct(swp_entry_t, int)', `${area} (7.2, 7.3)`, succeeds),
  primitive('void mm_prepare_for_swap_entries(struct mm_struct *)', 'mm/memory.c (7.2, 7.3)', succeeds),
  primitive('unsigned short lookup_swap_cgroup_id(swp_entry_t)', 'mm/swap_cgroup.c (6.12, 7.2, 7.3)', succeeds),
  primitive('pte_t pte_move_swp_offset(pte_t, long)', entry, () => advanceFrame),
  primitive('pte_t pte_next_swp_offset(pte_t)', entry, () => (value) => advanceFrame(value, 1)),
];
