import type { MachineName } from './names.ts';

/** What of a machine's hardware or kernel a scenario may choose. */
export interface MachineOptions {
  readonly tlbRange: boolean;
  readonly repeatTlbi: boolean;
}

export type MachineOptionName = keyof MachineOptions;

interface MachineOption<Value> {
  readonly title: string;
  /** Machines that it changes; on others it is of no effect, so that one scenario serves them all. */
  readonly machines: readonly MachineName[];
  /** Every value that it can take. */
  readonly values: readonly Value[];
  readonly standard: Value;
  /** Kernel file that tells the values apart. */
  readonly source: string;
}

const onOff = [true, false] as const;

export const machineOptions: { readonly [Name in MachineOptionName]: MachineOption<MachineOptions[Name]> } = {
  tlbRange: {
    title: 'the CPUs invalidate ranges of their TLB with one instruction (FEAT_TLBIRANGE)',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: true,
    source: 'arch/arm64/include/asm/tlbflush.h, system_supports_tlb_range()',
  },
  repeatTlbi: {
    title: 'an erratum of the CPUs has the last TLB invalidation repeated',
    machines: ['arm64-eager', 'arm64'],
    values: onOff,
    standard: false,
    source: 'arch/arm64/include/asm/tlbflush.h, ARM64_WORKAROUND_REPEAT_TLBI',
  },
};

export const machineOptionNames = Object.keys(machineOptions) as readonly MachineOptionName[];

/** The options of a run: those that the scenario chose, over the standard ones. */
export function chosenOptions(chosen: Partial<MachineOptions>): MachineOptions {
  const standard = Object.fromEntries(machineOptionNames.map((name) => [name, machineOptions[name].standard]));
  return { ...(standard as unknown as MachineOptions), ...chosen };
}
