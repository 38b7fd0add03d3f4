import { type MachineName, machineNames, usualMachines } from './arch/names.ts';

/** Which architecture a machine is one of, where its name does not start with it. */
const architectures: Readonly<Record<string, string>> = { 'xen-pv': 'x86', sparc64: 'sparc' };

/** Folders whose code only some machines of the architecture run. */
const folders: readonly { readonly path: string; readonly machines: readonly MachineName[] }[] = [
  { path: 'arch/x86/xen/', machines: ['xen-pv'] },
  { path: 'arch/powerpc/mm/book3s64/', machines: ['powerpc-hash'] },
];

const upperLevels = 'it works on entries above the page table, and a scenario holds page tables only';
const taskSwitch = 'it moves the mode from task to task, and walks no page table';

/** Functions with lazy MMU calls that walk no page table, and why. */
const notWalkers: Readonly<Record<string, string>> = {
  walk_pmd_range_locked: upperLevels,
  xen_start_context_switch: taskSwitch,
  xen_end_context_switch: taskSwitch,
  xen_flush_lazy_mmu: taskSwitch,
};

function architectureOf(path: string): string | undefined {
  return /^arch\/(\w+)\//.exec(path)?.[1];
}

/** Machines that run the code of a file: all of them, or those of its architecture, which may be none. */
export function machinesFor(path: string): readonly MachineName[] {
  const architecture = architectureOf(path);
  if (architecture === undefined) return machineNames;
  const folder = folders.find((each) => path.startsWith(each.path));
  if (folder !== undefined) return folder.machines;
  return machineNames.filter((name) => (architectures[name] ?? name.split('-')[0]) === architecture);
}

/** Those of them that run when a request names none: the usual ones, or all where none is usual. */
export function usualMachinesFor(path: string): readonly MachineName[] {
  const machines = machinesFor(path);
  const usual = machines.filter((name) => usualMachines.some((each) => each === name));
  return usual.length > 0 ? usual : machines;
}

/** Why a function is no walker of a page table, though it calls the API; undefined when it may be one. */
export function notWalkerReason(name: string): string | undefined {
  return notWalkers[name];
}
