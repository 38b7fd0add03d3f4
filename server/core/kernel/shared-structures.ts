/**
 * Structures that other tasks know and change, as soon as no lock keeps them from it: by tag, with the header that defines them
 * (6.12, 7.3). Any other is taken for one that a task has filled for a walk of its own.
 */
export const sharedStructures: ReadonlySet<string> = new Set([
  // include/linux/mm_types.h
  'mm_struct',
  'vm_area_struct',
  'page',
  'folio',
  'ptdesc',
  // include/linux/rmap.h
  'anon_vma',
  'anon_vma_chain',
  // include/linux/fs.h
  'address_space',
  'inode',
  'file',
  // include/linux/sched.h, sched/signal.h
  'task_struct',
  'signal_struct',
  // include/linux/swap.h
  'swap_info_struct',
  // include/linux/mmzone.h, memcontrol.h
  'lruvec',
  'zone',
  'pglist_data',
  'mem_cgroup',
  // include/linux/vmalloc.h
  'vm_struct',
  'vmap_area',
  // include/linux/device.h, kvm_host.h
  'device',
  'kvm',
]);
