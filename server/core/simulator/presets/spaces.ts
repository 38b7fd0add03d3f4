/** include/linux/mm.h: VM_READ, VM_WRITE, VM_MAYWRITE. */
const vmRead = 0x1;
const vmWrite = 0x2;
const vmMayWrite = 0x20;

/** Flags of the VMA by what the process may do with it. */
export const vmaFlags = { writable: vmRead | vmWrite | vmMayWrite, noAccess: vmMayWrite } as const;

/** What presets of walkers of a process have in common, and those of walkers of the kernel's own page tables. */
export const user = {
  space: 'user',
  vmaFlags: vmaFlags.writable,
  parameters: [],
  flush: 'none',
  scenario: {},
} as const;

export const kernel = { ...user, space: 'kernel' } as const;
