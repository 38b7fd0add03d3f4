/** Machines that are simulated when a request names none. */
export const usualMachines = ['s390', 's390-ipte-range', 'arm64-eager', 'arm64', 'xen-pv'] as const;

/** Machines that can be simulated; what each one does is in the file of its name. */
export const machineNames = [...usualMachines, 'x86', 'powerpc-hash', 'powerpc-radix', 'sparc64', 'generic'] as const;

export type UsualMachineName = (typeof usualMachines)[number];

export type MachineName = (typeof machineNames)[number];
