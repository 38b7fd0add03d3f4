import type { SourceTree } from '../../source-tree.ts';
import type { Configuration, KernelParser, SourceFile } from '../../syntax/source-file.ts';
import type { Assumption } from '../report.ts';
import type { Intrinsic, Site, TableWindow, Word } from './runtime.ts';

export interface ProgramOptions<Context> {
  readonly parser: KernelParser;
  /** The walker's file. */
  readonly file: SourceFile;
  /** The kernel tree that helpers are read from; without one only `file` and `declarations` are known. */
  readonly tree?: SourceTree;
  readonly configuration: Configuration;
  /** Paths in the tree, searched in this order for functions, macros, records, enums, typedefs and variables. */
  readonly headers: readonly string[];
  /** Win over C of the same name. */
  readonly intrinsics: readonly Intrinsic<Context>[];
  /** Win over macros of the same name: PAGE_SIZE, PTRS_PER_PTE. A number from 0 up to 2^31-1 is an int, any other an unsigned long. */
  readonly constants: ReadonlyMap<string, Word>;
  /** Type names that are opaque 64-bit values (pte_t, swp_entry_t): a member of one (`.pte`, `.val`) is the value itself. */
  readonly scalars: readonly string[];
  /** C text with records, enums, typedefs and variables that win over those of the tree. */
  readonly declarations: string;
}

/** A place in C: `line` counts from 1; `file` is the path the text was parsed under. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** How a value stands in memory: an integer of a width, or something with parts. Pointers and scalars are 'u64'. */
export type Storage = 'u8' | 's8' | 'u16' | 's16' | 'u32' | 's32' | 'u64' | 's64' | 'bool' | 'aggregate';

export interface Field {
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  readonly storage: Storage;
  /** As C would print it: 'struct mm_struct *'. */
  readonly type: string;
}

export interface RecordLayout {
  readonly tag: string;
  /** Bytes, including the spare area for fields that no definition knows. */
  readonly size: number;
  /** True when the definition in force has the field. */
  has(path: string): boolean;
  /** A field by path ('_mapcount.counter'). A field that is not defined gets a slot of 8 bytes in the spare area. */
  field(path: string): Field;
}

export interface Parameter {
  /** Empty when the definition does not name it. */
  readonly name: string;
  readonly type: string;
}

export interface Signature {
  readonly returns: string;
  readonly parameters: readonly Parameter[];
  readonly place: Place;
}

export interface RunOptions {
  /** Statements. */
  readonly stepLimit: number;
  /** Nested C calls. */
  readonly depthLimit: number;
  /** Bytes of simulated heap and stack; 64 MiB when absent. */
  readonly memoryLimit?: number;
  /** Polled every few thousand statements. */
  readonly shouldStop: () => boolean;
  readonly tables: TableWindow;
  /** Values for functions with neither body nor intrinsic. */
  readonly assume: Readonly<Record<string, number>>;
}

/** Simulated heap of one run. Every access outside what was allocated throws an ExecutionStop. */
export interface Memory {
  /** Zeroed bytes, aligned to 16; never freed. Throws an ExecutionStop past the memory limit. */
  allocate(bytes: number): number;
  load(address: Word, storage: Storage): Word;
  store(address: Word, storage: Storage, value: Word): void;
}

export interface TypedWord {
  /** C type name: 'struct vm_area_struct *'. */
  readonly type: string;
  readonly value: Word;
}

/** One execution: its own memory, variables and counters. */
export interface Run {
  readonly memory: Memory;
  readonly site: Site;
  /** Statements executed so far. */
  readonly steps: number;
  readonly assumptions: readonly Assumption[];
  /** C functions that ran, with the files they are from, in order of their first call. */
  readonly executed: readonly { readonly function: string; readonly file: string }[];
  /** Intrinsics that ran, in order of their first call. */
  readonly modelled: readonly string[];
  /** Calls a C function; arguments are converted to its parameter types. Throws ExecutionStop. */
  call(functionName: string, args: readonly Word[]): Word;
  /** Calls through a function pointer, for intrinsics that take callbacks. Throws ExecutionStop. */
  callAddress(address: Word, args: readonly Word[]): Word;
  /** The value of a function pointer to a C function or intrinsic. */
  functionAddress(functionName: string): number;
  /** Value of a C expression; `scope` names its variables. Throws ExecutionStop. */
  evaluate(text: string, scope: Readonly<Record<string, TypedWord>>): Word;
}

/** Kernel C made ready to run: functions are compiled on their first call and shared by all runs. */
export class Program<Context> {
  readonly #options: ProgramOptions<Context>;

  constructor(options: ProgramOptions<Context>) {
    this.#options = options;
  }

  /** Places that `Site.current` indexes; grows as functions are compiled. */
  get sites(): readonly Place[] {
    return [];
  }

  layoutOf(_tag: string): RecordLayout {
    throw new Error(`${this.#options.file.path}: records are not laid out yet`);
  }

  /** Undefined when there is no C function of that name. */
  signatureOf(_functionName: string): Signature | undefined {
    return undefined;
  }

  /** Intrinsics are bound on their first use, so `context` may be completed after this returns. */
  instantiate(_context: Context, _options: RunOptions): Run {
    throw new Error(`${this.#options.file.path}: programs do not run yet`);
  }
}
