/** A function that calls what it is given back. A kernel developer adds one by adding a row. */
export interface CallbackRunner {
  readonly name: string;
  /** Position of the callback, or of the structure of callbacks. */
  readonly argument: number;
  readonly gives: 'function' | 'operations';
  /** True when it opens a section around the callback itself; else the callback runs in that of the caller, if there is one. */
  readonly inSection: boolean;
  readonly source: string;
}

const applied = 'apply_to_pte_range() in mm/memory.c (6.12, 7.2, 7.3)';

function walker(name: string, argument: number, source: string): CallbackRunner {
  return { name, argument, gives: 'operations', inSection: false, source };
}

export const callbackRunners: readonly CallbackRunner[] = [
  { name: 'apply_to_page_range', argument: 3, gives: 'function', inSection: true, source: applied },
  { name: 'apply_to_existing_page_range', argument: 3, gives: 'function', inSection: true, source: applied },
  walker('walk_page_range', 3, 'include/linux/pagewalk.h (6.12, 7.3)'),
  walker('walk_page_range_vma', 3, 'include/linux/pagewalk.h (6.12, 7.3)'),
  walker('walk_page_range_novma', 3, 'include/linux/pagewalk.h (6.12)'),
  walker('walk_page_range_debug', 3, 'mm/internal.h (7.2, 7.3)'),
  walker('walk_page_vma', 1, 'include/linux/pagewalk.h (6.12, 7.3)'),
  walker('walk_page_mapping', 3, 'include/linux/pagewalk.h (6.12, 7.3)'),
  walker('walk_kernel_page_table_range', 2, 'include/linux/pagewalk.h (7.2, 7.3)'),
  walker('walk_kernel_page_table_range_lockless', 2, 'include/linux/pagewalk.h (7.2, 7.3)'),
];

const byName = new Map(callbackRunners.map((row) => [row.name, row]));

export function callbackRunner(name: string): CallbackRunner | undefined {
  return byName.get(name);
}

/** Functions whose callbacks run in a section, whoever calls them: a file that calls none of these needs no look for callbacks. */
export const sectionRunners: readonly string[] = callbackRunners
  .filter(({ inSection }) => inSection)
  .map(({ name }) => name);

/** What a file of a kernel holds when lazy MMU mode concerns it: a name of the API in any dialect, or a call whose callbacks run in it. */
export const fileMarks: readonly string[] = ['lazy_mmu', ...sectionRunners];
