import type { Scenario } from '../scenario.ts';
import type { returnRules } from './returned.ts';

/** A record that the walker is handed a pointer to. Fields are C expressions. */
export interface PresetRecord {
  readonly tag: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** One call of the walker. */
export interface PresetCall {
  /** Flags of the VMA. */
  readonly vmaFlags: number;
  /** C expressions by name of parameter. */
  readonly arguments: Readonly<Record<string, string>>;
}

/**
 * What a user does that makes the kernel call a walker, as data. Expressions may use the objects of `kernel-objects.ts`
 * (vma, mm, tlb, pmd, addr, end, new_vma …), constants and functions of the kernel, and the records below by name.
 */
export interface Preset extends PresetCall {
  readonly name: string;
  /** Other names that it goes by. */
  readonly aliases?: readonly string[];
  readonly title: string;
  /** Kernel functions that are called this way. */
  readonly walkers: readonly string[];
  /** It also suits any walker of the same space that has parameters of all these names; none when the list is empty. */
  readonly parameters: readonly string[];
  /** Whose page table the walker gets: that of a process, or the kernel's own. */
  readonly space: 'user' | 'kernel';
  readonly records?: Readonly<Record<string, PresetRecord>>;
  /** An earlier call whose events do not count, with its flush. */
  readonly before?: PresetCall;
  /** What says whether the walker came to the end of its part of a table; absent when nothing does. */
  readonly returns?: keyof typeof returnRules;
  /** What the walker's caller flushes after it. */
  readonly flush: 'gather' | 'source-mm' | 'kernel-range' | 'none';
  readonly scenario: Partial<Scenario>;
  /** The walker is called back for each entry by this function, which the arguments are for. */
  readonly through?: { readonly function: string; readonly file: string };
  /** The range is mapped by blocks one level up, each as large as a page table's range; no page table is there yet. */
  readonly blocks?: boolean;
  /** Variables of the walker's file that are set beforehand; a version that lacks one does without. */
  readonly variables?: Readonly<Record<string, number>>;
  /** The walker looks at the fields of `struct page` that say which anonymous memory maps it. */
  readonly mappedPages?: boolean;
}
