import type { Unreadable } from '../source-files.ts';

/** One part of a tree for one thread at a time. */
export interface SearchTask {
  readonly folder: string;
  /** Whether folders in it belong to the part too. */
  readonly recursive: boolean;
  /** Whether files that lazy MMU mode concerns are looked for. */
  readonly marks: boolean;
  /** Whether the names that its files define are wanted, of those that belong to the tree's index. */
  readonly names: boolean;
}

/** What all threads of a search share. */
export interface SearchJob {
  readonly tasks: readonly SearchTask[];
  /** One 32-bit word of shared memory: the index of the task that the next idle thread takes. */
  readonly next: Int32Array<SharedArrayBuffer>;
  /** What files are looked for that hold one of them. */
  readonly marks: readonly string[];
  /** Absolute path of the kernel tree that names are wanted of. */
  readonly root?: string;
}

/** From a thread. */
export type FromSearch =
  | { readonly type: 'found'; readonly path: string }
  | {
      readonly type: 'done';
      readonly task: SearchTask;
      /** How many C files there are. */
      readonly files: number;
      readonly unreadable: readonly Unreadable[];
      /** Paths of the tree, each with the names that the file defines, a blank between two: one text is sent sooner than many. */
      readonly names: readonly (readonly [path: string, names: string])[];
    };
