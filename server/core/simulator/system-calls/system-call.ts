import type { PresetRecord } from '../presets/preset.ts';
import type { Scenario } from '../scenario.ts';

/**
 * One thing that the kernel does in a system call: a function that is run from its source, or one that the simulator models.
 * Arguments are C expressions over the names of `process.ts` and the records of the call; parameters that have none get what
 * their type and name suggest.
 */
export interface KernelStep {
  /** In a few words, as a person would say it. */
  readonly title: string;
  /** Names that the function has had, the newest first. */
  readonly functions: readonly string[];
  /** By name of parameter; in their order for a function of the model, whose parameters have no names. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Kernel function that does it, with its file. */
  readonly source: string;
  /** C expression: the step is left out when it is 0. */
  readonly when?: string;
  /** Releases that do not have the function do not take the step. */
  readonly optional?: boolean;
}

/** Steps over a VMA whose flags and protection have just become these. */
export interface Stage {
  /** VM_READ and the like. */
  readonly vmaFlags: number;
  /** Name of a protection, such as PAGE_READONLY. */
  readonly protection: string;
  readonly steps: readonly KernelStep[];
}

/** A whole system call, or service of the kernel, over a range of memory: as data, so that one more is one more entry. */
export interface SystemCall extends Stage {
  readonly name: string;
  readonly title: string;
  readonly space: 'user' | 'kernel';
  /** Where its functions are, besides the headers; files that a release does not have are passed over. */
  readonly files: readonly string[];
  /** Where `new_vma` is: in the same process, or in a child. */
  readonly destination?: 'process' | 'child';
  readonly records?: Readonly<Record<string, PresetRecord>>;
  /** Xen: the tables are unpinned before: arch_exit_mmap(), arch/x86/xen/mmu_pv.c. */
  readonly unpinned?: boolean;
  /** What happened before, whose events do not count. */
  readonly before?: Stage;
  readonly scenario: Partial<Scenario>;
}
