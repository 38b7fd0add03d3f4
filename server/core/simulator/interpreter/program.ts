import type { SourceTree } from '../../source-tree.ts';
import type { Configuration, KernelParser, SourceFile } from '../../syntax/source-file.ts';
import type { Assumption, StandIn } from '../report.ts';
import type { Tally } from '../tally.ts';
import { functionTypeOf } from './compile/calls.ts';
import { compileFunction } from './compile/function.ts';
import { Linkage } from './compile/linkage.ts';
import { recordByTag } from './compile/resolve-type.ts';
import { Generator } from './generate.ts';
import type { Places } from './places.ts';
import { layoutOf } from './records.ts';
import { ProgramRun } from './run.ts';
import type { CallStack, Intrinsic, Site, TableWindow, Word } from './runtime.ts';
import { ExecutionStop } from './stop.ts';
import { describeType } from './types.ts';

export interface ProgramOptions<Context> {
  readonly parser: KernelParser;
  /** The walker's file. */
  readonly file: SourceFile;
  /** The kernel tree that helpers are read from; without one only `file` and `declarations` are known. */
  readonly tree?: SourceTree;
  readonly configuration: Configuration;
  /** Paths in the tree, searched in this order for functions, macros, records, enums, typedefs and variables. */
  readonly headers: readonly string[];
  /** Stand in for functions without a body; those that say why, for functions with one too. */
  readonly intrinsics: readonly Intrinsic<Context>[];
  /** Names of intrinsics that stand in for a body too, whatever they say themselves. */
  readonly standIns: ReadonlySet<string>;
  /** Win over macros of the same name: PAGE_SIZE, PTRS_PER_PTE. A bare number up to 2^31-1 is an int, any other an unsigned long. */
  readonly constants: ReadonlyMap<string, Word | TypedWord>;
  /** Type names that are opaque 64-bit values (pte_t, swp_entry_t): a member of one (`.pte`, `.val`) is the value itself. */
  readonly scalars: readonly string[];
  /** C text with records, enums, typedefs and variables that win over those of the tree. */
  readonly declarations: string;
  /** Lines of `file` that a run is told of before it executes the first statement that starts there. */
  readonly watchedLines?: ReadonlySet<number>;
  /** Compiled code keeps account of the calls that lead to a place; it runs the slower for it. */
  readonly traced: boolean;
}

/** A place in C: `line` counts from 1; `file` is the path the text was parsed under. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A place in the code of a C function, named; the name is empty outside of any. */
export interface SitePlace extends Place {
  readonly function: string;
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
  /** Polled every few thousand statements, and often while C is read and compiled. */
  readonly shouldStop: () => boolean;
  readonly tables: TableWindow;
  /** Name of the C function that a traced program tells the lines of apart; none when absent. */
  readonly walker?: string;
  /**
   * Values that functions without a body return, over what an intrinsic of the name answers; of a list one after the other,
   * and its last from then on.
   */
  readonly assume: Readonly<Record<string, number | readonly number[]>>;
  /** Told of every watched line that is reached. */
  readonly onLine?: (line: number) => void;
}

/** Simulated heap of one run. Every access outside what was allocated throws an ExecutionStop. */
export interface Memory {
  /** Zeroed bytes, aligned to 16; never freed. Throws an ExecutionStop past the memory limit. */
  allocate(bytes: number): number;
  load(address: Word, storage: Storage): Word;
  /** `load` of one storage, for who loads it over and over. */
  loaderOf(storage: Storage): (address: Word) => Word;
  store(address: Word, storage: Storage, value: Word): void;
  /** First address that is not allocated. */
  readonly end: number;
  /** A copy of what was allocated from one address up to another. */
  copyOut(from: number, to: number): Uint8Array;
  /** Puts a copy back. */
  copyIn(from: number, bytes: Uint8Array): void;
  /** Makes the bytes zero from one address up to another. */
  zero(from: number, to: number): void;
}

export interface TypedWord {
  /** C type name: 'struct vm_area_struct *'. */
  readonly type: string;
  readonly value: Word;
}

/** One execution: its own memory, variables and counters. */
export interface Run extends Tally {
  readonly memory: Memory;
  readonly site: Site;
  readonly calls: CallStack;
  /** Places reached so far; undefined when the program is not traced. */
  readonly places: Places | undefined;
  /** Statements executed so far, with those that were only counted again. */
  readonly steps: number;
  /** For long work that is no C: throws an ExecutionStop once the run is to stop, as its statements do. */
  poll(): void;
  readonly assumptions: readonly Assumption[];
  /** C functions that ran, with the files they are from. */
  readonly executed: readonly { readonly function: string; readonly file: string }[];
  /** CONFIG_ options that the text of the functions which ran asks for, and whether each is set. */
  readonly configuration: Readonly<Record<string, boolean>>;
  /** Intrinsics that ran. */
  readonly modelled: readonly StandIn[];
  /** Forgets what happened, with all of the memory; the compiled code and what it is bound to stay. */
  reset(): void;
  /** Starts again after a reset. Only step limit, walker and `shouldStop` may differ from what the run was made with. */
  begin(options: RunOptions): void;
  /** Calls a C function; arguments are converted to its parameter types. Throws ExecutionStop. */
  call(functionName: string, args: readonly Word[]): Word;
  /** Calls through a function pointer, for intrinsics that take callbacks. Throws ExecutionStop. */
  callAddress(address: Word, args: readonly Word[]): Word;
  /** The value of a function pointer to a C function or intrinsic. */
  functionAddress(functionName: string): number;
  /** Places where the condition of a WARN_ON() held. */
  readonly warnings: readonly Place[];
  /**
   * Address of a variable of file scope, undefined when there is none. Who asks answers for its contents: reading it is
   * then no assumption.
   */
  addressOf(variable: string): number | undefined;
  /** Value of a C expression; `scope` names its variables. Throws ExecutionStop. */
  evaluate(text: string, scope: Readonly<Record<string, TypedWord>>): Word;
}

/** Kernel C made ready to run: functions are compiled on their first call and shared by all runs. */
export class Program<Context> {
  readonly #options: ProgramOptions<Context>;
  readonly #linkage: Linkage;
  readonly #generator: Generator;

  constructor(options: ProgramOptions<Context>) {
    this.#options = options;
    this.#linkage = new Linkage(options);
    this.#generator = new Generator(this.#linkage);
  }

  /** A run was ended while it compiled: what is left cannot be gone on from. */
  get abandoned(): boolean {
    return this.#linkage.stopCheck.happened;
  }

  /** Places that `Site.current` indexes; grows as functions are compiled. */
  get sites(): readonly SitePlace[] {
    return this.#linkage.sites;
  }

  /** The layout of `struct tag`; an empty one with spare slots when nothing defines it. */
  layoutOf(tag: string, keyword: 'struct' | 'union' = 'struct'): RecordLayout {
    return layoutOf(recordByTag(this.#linkage, keyword, tag).record);
  }

  /** Undefined when there is no C function of that name. Throws ExecutionStop when it cannot be read. */
  signatureOf(functionName: string): Signature | undefined {
    const index = this.#linkage.functionIndex(functionName);
    if (index === undefined) return undefined;
    const { definition, place } = this.#linkage.functions[index];
    const type = functionTypeOf(this.#linkage, index);
    return {
      returns: describeType(type.returns),
      parameters: definition.parameters.map((parameter, at) => {
        return { name: parameter.name ?? '', type: describeType(type.parameters[at]) };
      }),
      place,
    };
  }

  /** Whether a call of the name runs a C function: there is one, and no intrinsic stands in for it. */
  runs(functionName: string): boolean {
    return (
      this.#linkage.intrinsicIndex(functionName) === undefined &&
      this.#linkage.functionIndex(functionName) !== undefined
    );
  }

  /**
   * Compiles a function without running it: the places in it that would end a run, because they cannot be compiled or are
   * a BUG(). What it calls is not compiled.
   */
  check(functionName: string): readonly ExecutionStop[] {
    const before = this.#linkage.stops.length;
    try {
      const index = this.#linkage.functionIndex(functionName);
      if (index === undefined)
        return [new ExecutionStop('unknown-function', `there is no function ${functionName}`, '', 0)];
      compileFunction(this.#linkage, index);
    } catch (error) {
      if (error instanceof ExecutionStop) return [error];
      throw error;
    }
    return this.#linkage.stops.slice(before);
  }

  /** Intrinsics are bound when code that calls them runs first, so `context` may be completed after this returns. */
  instantiate(context: Context, options: RunOptions): Run {
    const { intrinsics } = this.#options;
    return new ProgramRun(this.#linkage, this.#generator, options, (index) => intrinsics[index].bind(context));
  }
}
