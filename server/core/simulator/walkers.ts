import { type MachineName, machineNames, usualMachines } from './arch/names.ts';

/** Which architecture a machine is one of, where its name does not start with it. */
const architectures: Readonly<Record<string, string>> = { 'xen-pv': 'x86', sparc64: 'sparc' };

/** Places whose code only some machines run. */
const places: readonly { readonly path: string; readonly machines: readonly MachineName[] }[] = [
  { path: 'arch/x86/xen/', machines: ['xen-pv'] },
  { path: 'arch/powerpc/mm/book3s64/', machines: ['powerpc-hash'] },
  { path: 'drivers/gpu/drm/i915/', machines: ['x86', 'xen-pv'] },
  // Guests that run on a page table of the hypervisor's do not need it.
  { path: 'drivers/xen/xlate_mmu.c', machines: ['x86', 'arm64-eager', 'arm64'] },
  { path: 'drivers/xen/', machines: ['xen-pv'] },
];

const upperLevels = 'it works on entries above the page table, and a scenario holds page tables only';
const notesEntries = 'it notes where entries are, for the hypervisor, and changes none';
const taskSwitch = 'it moves the mode from task to task, and walks no page table';

/** Functions with lazy MMU calls, or called in a section, that cannot be simulated, and why. */
const refused: Readonly<Record<string, string>> = {
  walk_pmd_range_locked: upperLevels,
  find_grant_ptes: notesEntries,
  map_ring_apply: notesEntries,
  remap_pte_fn: 'it asks the hypervisor for each page by a hypercall that no machine has',
  remap_sg: 'its pages come from a list of the graphics driver, which no scenario describes',
  xen_start_context_switch: taskSwitch,
  xen_end_context_switch: taskSwitch,
  xen_flush_lazy_mmu: taskSwitch,
};

function architectureOf(path: string): string | undefined {
  return /^arch\/(\w+)\//.exec(path)?.[1];
}

/** Machines that run the code of a file: all of them, or those of its architecture, which may be none. */
export function machinesFor(path: string): readonly MachineName[] {
  const place = places.find((each) => path.startsWith(each.path));
  if (place !== undefined) return place.machines;
  const architecture = architectureOf(path);
  if (architecture === undefined) return machineNames;
  return machineNames.filter((name) => (architectures[name] ?? name.split('-')[0]) === architecture);
}

/** Those of them that run when a request names none: the usual ones, or all where none is usual. */
export function usualMachinesFor(path: string): readonly MachineName[] {
  const machines = machinesFor(path);
  const usual = machines.filter((name) => usualMachines.some((each) => each === name));
  return usual.length > 0 ? usual : machines;
}

/** Why a function cannot be simulated, though it calls the API or is called in a section; undefined when it may be. */
export function refusalReason(name: string): string | undefined {
  return refused[name];
}
