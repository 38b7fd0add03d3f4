/**
 * The contract between compiled C and the simulated machine.
 *
 * Integers are canonical words: a JS number when it is a safe integer, else a bigint; unsigned types hold values from 0,
 * signed ones two's-complement values. Pointers are numbers: addresses in one flat simulated address space, below 2^40,
 * so that pointer arithmetic, casts, ERR_PTR and tag bits behave as on the machine. 0 is NULL.
 */
export type Word = number | bigint;

/** Where the compiled code is: set before every call of an intrinsic, read by whoever records an event. */
export interface Site {
  /** Index into `Program.sites`, which holds file and line. */
  current: number;
  /** Executions of counted intrinsics, by site; in a traced program by number of the place. Grows when code is compiled; compiled code adds to it. */
  calls: Float64Array;
}

/** The C calls that are being executed, read by whoever explains how a place was reached. Kept by traced programs. */
export interface CallStack {
  /** Sites of the calls, outermost first, at the index that `callsLeft` had; -1 where a function has called none yet. */
  readonly callSites: Int32Array;
  /** Nested calls that are still allowed: one less in every function that calls others. */
  readonly callsLeft: number;
  /** Sites from the outermost call to the current place, which comes last. */
  path(): readonly number[];
}

/** Windows of the simulated address space, in bytes. Anything below `heap` faults, as does a gap between windows. */
export const addressSpace = {
  heap: 0x0001_0000,
  heapEnd: 0x4000_0000,
  /** Page tables: one 8-byte slot per entry, held by the machine, never in the heap. */
  tables: 0x4000_0000,
  tablesEnd: 0x6000_0000,
  /** One address per C function, for function pointers. */
  functions: 0x6000_0000,
  functionsEnd: 0x6100_0000,
} as const;

/** Raw access to the page-table window by C code: a dereference that goes past the accessors. */
export interface TableWindow {
  load(address: number): Word;
  store(address: number, value: Word): void;
}

/** Behaviour of a C function or function-like macro in the simulator, bound to one run. */
export type Behaviour = (...args: Word[]) => Word;

/**
 * A function of the simulated kernel that is not run from C: a page-table primitive or a kernel helper.
 * Types are C type names ('pte_t', 'struct folio *', 'unsigned int', 'void'), read by the interpreter's own parser.
 */
export interface Intrinsic<Context> {
  readonly name: string;
  readonly returns: string;
  /** Arguments beyond these are passed as promoted by C. */
  readonly parameters: readonly string[];
  /** Kernel file the behaviour is taken from, with the versions it holds for. */
  readonly source: string;
  /** What its answer takes for granted of the surroundings of a run: 'nobody waits for the CPU'. */
  readonly assumption?: string;
  /** Why it stands in even where the function has a body; without a reason the body is run. */
  readonly always?: string;
  /** Whether its executions are counted in `Site.calls`. */
  readonly counted?: boolean;
  readonly bind: (context: Context) => Behaviour;
}
