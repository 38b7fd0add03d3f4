/** include/linux/mm.h: VM_READ, VM_WRITE, VM_MAYREAD, VM_MAYWRITE. */
const read = 0x1;
const write = 0x2;
const mayRead = 0x10;
const mayWrite = 0x20;

/** Flags of a VMA of private memory by what the process may do with it. */
export const privateMemory = {
  writable: read | write | mayRead | mayWrite,
  readOnly: read | mayRead | mayWrite,
  noAccess: mayRead | mayWrite,
} as const;
