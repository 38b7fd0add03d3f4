import { type MachineName, machineNames } from './arch/names.ts';

/** Which architecture a machine is one of, where its name does not start with it. */
const architectures: Readonly<Record<string, string>> = { 'xen-pv': 'x86' };

const upperLevels = 'it works on entries above the page table, and a scenario holds page tables only';
const splitting = 'it splits huge mappings, and a scenario has none';
const hashBits = 'it goes by bits of entries that say where the hash table has them, which the machine does not keep';
const fromTheTop = 'it finds its page table from the top, and a scenario holds page tables only';
const taskSwitch = 'it moves the mode from task to task, and walks no page table';

/** Functions with lazy MMU calls that no scenario can stand for, and why. */
const unsuited: Readonly<Record<string, string>> = {
  walk_pmd_range_locked: upperLevels,
  split_kernel_leaf_mapping: upperLevels,
  range_split_to_ptes: splitting,
  __flush_hash_table_range: hashBits,
  flush_hash_table_pmd_range: hashBits,
  hpte_flush_range: fromTheTop,
  xen_start_context_switch: taskSwitch,
  xen_end_context_switch: taskSwitch,
  xen_flush_lazy_mmu: taskSwitch,
};

function architectureOf(path: string): string | undefined {
  return /^arch\/(\w+)\//.exec(path)?.[1];
}

/** Machines that run the code of a file: all of them, or those of its architecture. */
export function machinesFor(path: string): readonly MachineName[] {
  const architecture = architectureOf(path);
  if (architecture === undefined) return machineNames;
  return machineNames.filter((name) => (architectures[name] ?? name.split('-')[0]) === architecture);
}

/** Why a function cannot be simulated; undefined when it can. */
export function refusalFor(path: string, name: string): string | undefined {
  if (machinesFor(path).length === 0)
    return `it runs on ${architectureOf(path)} only, and no such machine is simulated`;
  return unsuited[name];
}
