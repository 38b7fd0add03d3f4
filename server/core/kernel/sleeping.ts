/** Calls that may sleep. A kernel developer adds one by adding a name to a row, or a row with its source. */

/** When a call may sleep: always, when the flags of an allocation at a position let it (`optional`: GFP_KERNEL when there are none), or when a condition holds. */
export type SleepsWhen =
  | 'always'
  | { readonly gfp: number; readonly optional?: boolean }
  | { readonly condition: number };

export interface SleepingCall {
  readonly name: string;
  readonly when: SleepsWhen;
  /** It sleeps because user memory may have to be read in: not where page faults are disabled. */
  readonly faults: boolean;
  readonly source: string;
}

function calls(source: string, names: string, when: SleepsWhen = 'always', faults = false): readonly SleepingCall[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, when, faults, source }));
}

const allocators = 'include/linux/gfp.h (6.12, 7.3)';
const slab = 'include/linux/slab.h (6.12, 7.3)';

export const sleepingCalls: readonly SleepingCall[] = [
  ...calls('include/linux/kernel.h (6.12, 7.3)', 'might_sleep might_resched __might_sleep'),
  ...calls('include/linux/kernel.h (6.12, 7.3)', 'might_sleep_if', { condition: 0 }),
  ...calls('include/linux/kernel.h (6.12, 7.3)', 'might_fault', 'always', true),
  ...calls('include/linux/sched/mm.h (6.12, 7.3)', 'might_alloc fs_reclaim_acquire', { gfp: 0 }),
  ...calls(
    'include/linux/sched.h, sched/debug.h (6.12, 7.3)',
    `cond_resched cond_resched_lock cond_resched_rwlock_read cond_resched_rwlock_write schedule schedule_timeout
     schedule_timeout_interruptible schedule_timeout_killable schedule_timeout_uninterruptible schedule_timeout_idle
     schedule_preempt_disabled schedule_hrtimeout schedule_hrtimeout_range io_schedule io_schedule_timeout yield yield_to`,
  ),
  ...calls('include/linux/rcupdate.h, rcupdate_wait.h (6.12, 7.3)', 'cond_resched_tasks_rcu_qs cond_resched_rcu'),
  ...calls(
    'include/linux/delay.h (6.12, 7.3)',
    'msleep msleep_interruptible ssleep fsleep usleep_range usleep_range_state usleep_range_idle',
  ),
  ...calls(
    'include/linux/mutex.h, rtmutex.h, ww_mutex.h (6.12, 7.3)',
    `mutex_lock mutex_lock_nested mutex_lock_nest_lock mutex_lock_interruptible mutex_lock_interruptible_nested
     mutex_lock_killable mutex_lock_killable_nested mutex_lock_io rt_mutex_lock ww_mutex_lock`,
  ),
  ...calls(
    'include/linux/rwsem.h, percpu-rwsem.h, semaphore.h (6.12, 7.3)',
    `down_read down_read_nested down_read_interruptible down_read_killable down_read_non_owner down_write
     down_write_nested down_write_killable down_write_nest_lock percpu_down_read percpu_down_write down down_interruptible
     down_killable down_timeout`,
  ),
  ...calls(
    'include/linux/mmap_lock.h (6.12, 7.3)',
    `mmap_read_lock mmap_read_lock_killable mmap_write_lock mmap_write_lock_killable mmap_write_lock_nested
     vma_start_write`,
  ),
  ...calls(
    'include/linux/fs.h, rmap.h (6.12, 7.3)',
    `i_mmap_lock_read i_mmap_lock_write anon_vma_lock_read anon_vma_lock_write inode_lock inode_lock_shared
     inode_lock_nested rmap_walk try_to_unmap try_to_migrate folio_referenced`,
  ),
  ...calls(
    'include/linux/pagemap.h (6.12, 7.3)',
    `folio_lock folio_lock_killable lock_page lock_page_killable folio_wait_locked folio_wait_locked_killable
     wait_on_page_locked folio_wait_writeback folio_wait_writeback_killable wait_on_page_writeback folio_wait_stable
     filemap_fdatawait filemap_fdatawait_range filemap_write_and_wait filemap_write_and_wait_range read_cache_page
     read_mapping_page read_mapping_folio`,
  ),
  ...calls(
    'include/linux/huge_mm.h, mm/huge_memory.c (6.12, 7.3)',
    `split_folio split_folio_to_list split_folio_to_order split_huge_page split_huge_page_to_list
     split_huge_page_to_list_to_order split_huge_page_to_order folio_split try_folio_split try_folio_split_to_order
     split_huge_pmd_address`,
  ),
  ...calls(
    'include/linux/mmu_notifier.h (6.12, 7.3)',
    'mmu_notifier_invalidate_range_start mmu_notifier_register mmu_notifier_unregister mmu_notifier_synchronize',
  ),
  ...calls(
    'include/linux/wait.h, wait_bit.h, completion.h, swait.h (6.12, 7.3)',
    `wait_event wait_event_timeout wait_event_interruptible wait_event_interruptible_timeout wait_event_killable
     wait_event_killable_timeout wait_event_freezable wait_event_idle wait_event_idle_timeout wait_event_cmd
     wait_event_lock_irq wait_on_bit wait_on_bit_io wait_on_bit_timeout wait_on_bit_lock wait_var_event wait_for_completion
     wait_for_completion_io wait_for_completion_interruptible wait_for_completion_killable wait_for_completion_timeout
     wait_for_completion_interruptible_timeout wait_for_completion_killable_timeout swait_event_exclusive`,
  ),
  ...calls(
    'include/linux/rcupdate.h, rcutree.h, srcu.h (6.12, 7.3)',
    `synchronize_rcu synchronize_rcu_expedited synchronize_rcu_tasks synchronize_srcu synchronize_srcu_expedited
     rcu_barrier srcu_barrier synchronize_net kvfree_rcu_mightsleep kfree_rcu_mightsleep`,
  ),
  ...calls(
    'include/linux/workqueue.h, kthread.h, stop_machine.h, interrupt.h (6.12, 7.3)',
    `flush_work flush_delayed_work flush_workqueue drain_workqueue destroy_workqueue cancel_work_sync
     cancel_delayed_work_sync schedule_on_each_cpu kthread_stop kthread_park stop_machine synchronize_irq disable_irq
     free_irq`,
  ),
  ...calls(
    allocators,
    `alloc_page alloc_pages alloc_pages_noprof alloc_frozen_pages folio_alloc folio_alloc_noprof __get_free_page
     __get_free_pages get_free_pages_noprof get_zeroed_page get_zeroed_page_noprof __get_dma_pages vma_alloc_folio
     vma_alloc_folio_noprof pagetable_alloc pagetable_alloc_noprof`,
    { gfp: 0 },
  ),
  ...calls(allocators, '__alloc_pages __alloc_pages_noprof __folio_alloc_node folio_alloc_mpol', { gfp: 0 }),
  ...calls(allocators, 'alloc_pages_exact_nid', { gfp: 2 }),
  ...calls(allocators, 'alloc_pages_node alloc_pages_exact', { gfp: 1 }),
  ...calls('include/linux/highmem.h (6.12, 7.3)', 'vma_alloc_zeroed_movable_folio kmap'),
  ...calls(
    slab,
    `kmalloc kzalloc kmalloc_noprof kzalloc_noprof kvmalloc kvzalloc kmem_cache_alloc kmem_cache_zalloc
     kmem_cache_alloc_noprof kmalloc_node kzalloc_node kvmalloc_node kmem_cache_alloc_node kmalloc_large`,
    { gfp: 1 },
  ),
  ...calls('include/linux/slab.h (7.2, 7.3)', 'kmalloc_obj kzalloc_obj kvmalloc_obj kvzalloc_obj', {
    gfp: 1,
    optional: true,
  }),
  ...calls('include/linux/slab.h (7.2, 7.3)', 'kmalloc_objs kzalloc_objs kvmalloc_objs kvzalloc_objs', {
    gfp: 2,
    optional: true,
  }),
  ...calls('include/linux/slab.h (7.2, 7.3)', 'kmalloc_flex kzalloc_flex', { gfp: 3, optional: true }),
  ...calls(
    slab,
    `kcalloc kmalloc_array kmalloc_array_node kcalloc_node krealloc kvcalloc kvmalloc_array kvrealloc kmem_cache_alloc_lru`,
    { gfp: 2 },
  ),
  ...calls(slab, 'krealloc_array', { gfp: 3 }),
  ...calls(slab, 'kmem_cache_create kmem_cache_destroy kmem_cache_shrink kvfree kvfree_sensitive'),
  ...calls(slab, 'kmem_cache_alloc_bulk', { gfp: 1 }),
  ...calls('include/linux/string.h (6.12, 7.3)', 'kstrdup kstrdup_const', { gfp: 1 }),
  ...calls('include/linux/string.h (6.12, 7.3)', 'kmemdup kstrndup kmemdup_nul', { gfp: 2 }),
  ...calls('include/linux/string.h (6.12, 7.3)', 'kmemdup_array', { gfp: 3 }),
  ...calls('include/linux/sprintf.h (6.12, 7.3)', 'kasprintf kvasprintf', { gfp: 0 }),
  ...calls('include/linux/mempool.h (6.12, 7.3)', 'mempool_alloc mempool_alloc_noprof', { gfp: 1 }),
  ...calls('include/linux/percpu.h (6.12, 7.3)', 'alloc_percpu __alloc_percpu'),
  ...calls('include/linux/percpu.h (6.12, 7.3)', 'alloc_percpu_gfp', { gfp: 1 }),
  ...calls('include/linux/percpu.h (6.12, 7.3)', '__alloc_percpu_gfp', { gfp: 2 }),
  ...calls('include/linux/radix-tree.h, idr.h (6.12, 7.3)', 'radix_tree_preload idr_preload', { gfp: 0 }),
  ...calls('include/linux/xarray.h (6.12, 7.3)', 'xa_store xa_insert', { gfp: 3 }),
  ...calls('include/linux/xarray.h (6.12, 7.3)', 'xa_reserve', { gfp: 2 }),
  ...calls('include/linux/idr.h (6.12, 7.3)', 'ida_alloc', { gfp: 1 }),
  ...calls('include/linux/memcontrol.h (6.12, 7.3)', 'mem_cgroup_charge', { gfp: 2 }),
  ...calls('include/linux/swap.h (6.12)', 'add_swap_count_continuation', { gfp: 1 }),
  ...calls(
    'include/linux/vmalloc.h (6.12, 7.3)',
    `vmalloc vzalloc vmalloc_user vmalloc_node vzalloc_node vmalloc_32 vmalloc_array vcalloc vmalloc_huge vmap vmap_pfn
     vunmap vfree vm_map_ram vm_unmap_ram vm_unmap_aliases remap_vmalloc_range get_vm_area free_vm_area remove_vm_area
     ioremap iounmap`,
  ),
  ...calls('include/linux/vmalloc.h (6.12, 7.3)', '__vmalloc __vmalloc_noprof', { gfp: 1 }),
  ...calls(
    'include/linux/mm.h, include/asm-generic/pgalloc.h, mm/memory.c (6.12, 7.3)',
    `pte_alloc_one pte_alloc_one_kernel pmd_alloc_one pud_alloc_one p4d_alloc_one __pte_alloc __pte_alloc_kernel
     __pmd_alloc __pud_alloc __p4d_alloc anon_vma_prepare vmf_anon_prepare apply_to_page_range`,
  ),
  ...calls(
    'include/linux/uaccess.h (6.12, 7.3)',
    `copy_to_user copy_from_user __copy_to_user __copy_from_user copy_in_user clear_user __clear_user get_user put_user
     strncpy_from_user strnlen_user strndup_user memdup_user vmemdup_user memdup_user_nul copy_struct_from_user
     copy_struct_to_user copy_page_to_iter copy_page_from_iter copy_to_iter copy_from_iter
     fault_in_readable fault_in_writeable fault_in_safe_writeable fault_in_iov_iter_readable copy_folio_from_user`,
    'always',
    true,
  ),
  ...calls(
    'include/linux/mm.h (6.12, 7.3)',
    `get_user_pages get_user_pages_remote get_user_pages_unlocked get_user_pages_fast pin_user_pages pin_user_pages_remote
     pin_user_pages_unlocked pin_user_pages_fast fixup_user_fault handle_mm_fault populate_vma_page_range access_process_vm
     access_remote_vm`,
  ),
  ...calls(
    'mm/swap.h, mm/internal.h, include/linux/swap.h, migrate.h (6.12, 7.3)',
    `lru_add_drain_all reclaim_pages shrink_all_memory try_to_free_pages swapin_readahead swap_cluster_readahead
     migrate_pages alloc_contig_range`,
  ),
];

const byName = new Map(sleepingCalls.map((row) => [row.name, row]));

export function sleepingCall(name: string): SleepingCall | undefined {
  return byName.get(name);
}

/** Matches a text that calls one of them, or opens a guard, which may. */
export const mentionsSleepingCall = new RegExp(
  `\\b(?:${[...byName.keys(), 'guard', 'scoped_guard'].join('|')})\\s*\\(`,
);

/** include/linux/uaccess.h (6.12, 7.3): between them an access to user memory fails instead of sleeping. */
export const faultsDisabled = 'pagefault_disable';
export const faultsEnabled = 'pagefault_enable';

/** Architectures whose lazy mode leaves preemption on and batches for the task: arch/arm64/include/asm/pgtable.h (7.2, 7.3). */
export function mayAlwaysSleep(path: string): boolean {
  return /(?:^|\/)arch\/arm64\//.test(path);
}
