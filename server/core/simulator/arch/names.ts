/** Machines that can be simulated; what each one does is in the file of its name. */
export const machineNames = ['s390', 's390-ipte-range', 'arm64-eager', 'arm64', 'xen-pv'] as const;

export type MachineName = (typeof machineNames)[number];
