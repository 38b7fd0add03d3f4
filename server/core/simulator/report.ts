import type { Range } from '../text.ts';
import type { MachineName } from './arch/names.ts';
import type { FindingId } from './sanitizer/catalogue.ts';
import type { Scenario, Variant } from './scenario.ts';

/** Version of the report's shape, published in schemas/simulation.schema.json. */
export const reportVersion = 1;

/** Counts of one run, in the columns of the golden rows; an event that a machine does not know stays 0. */
export interface EventCounts {
  /** IPTE instructions, single and range. */
  readonly ipte: number;
  /** Entries that they invalidated. */
  readonly ipte_entries: number;
  readonly ipte_local: number;
  readonly ipte_global: number;
  readonly idte: number;
  /** s390: CSPG instructions, which purge the TLBs of all CPUs. */
  readonly cspg: number;
  /** s390: RDP instructions, which reset the protection of an entry. */
  readonly rdp: number;
  /** Those that reach this CPU only. */
  readonly rdp_local: number;
  /** s390: protected pages that the ultravisor made readable for the kernel. */
  readonly uv_converts: number;
  /** s390: protected pages that it wiped. */
  readonly uv_destroys: number;
  /** s390 with the batching series and CONFIG_KASAN: changes of the shadow of page tables. */
  readonly kasan_shadow: number;
  readonly dsb_ishst: number;
  readonly isb: number;
  /** arm64: blocks of entries that were made contiguous, one by one. */
  readonly contpte_folds: number;
  /** arm64: contiguous blocks that were taken apart. */
  readonly contpte_unfolds: number;
  readonly hypercalls: number;
  readonly mmu_update_entries: number;
  readonly ptwr_emul: number;
  /** Calls that flush a TLB range or address space; the instructions of arm64 and x86 are counted as well. */
  readonly tlb_flush: number;
  /** arm64: DSB ISHST of TLB flushes; `dsb_ishst` has those of kernel mappings. */
  readonly flush_dsb_ishst: number;
  /** arm64: DSB ISH, which wait until all CPUs have invalidated. */
  readonly dsb_ish: number;
  /** arm64: ISB of TLB flushes; `isb` has those of kernel mappings. */
  readonly flush_isb: number;
  /** arm64: DSB NSHST, of flushes of this CPU alone. */
  readonly dsb_nshst: number;
  /** arm64: DSB NSH, which wait for this CPU alone. */
  readonly dsb_nsh: number;
  /** arm64: TLB invalidations; the counts below say which. */
  readonly tlbi: number;
  /** One entry of the lowest level, or an erratum's repetition. */
  readonly tlbi_vale1is: number;
  /** One entry, and what leads to it. */
  readonly tlbi_vae1is: number;
  /** A range of entries of the lowest level. */
  readonly tlbi_rvale1is: number;
  /** A range of entries, and what leads to them. */
  readonly tlbi_rvae1is: number;
  /** All of an address space. */
  readonly tlbi_aside1is: number;
  /** One entry of the kernel. */
  readonly tlbi_vaale1is: number;
  /** A range of entries of the kernel. */
  readonly tlbi_rvaale1is: number;
  /** Everything. */
  readonly tlbi_vmalle1is: number;
  /** One entry, on this CPU alone. */
  readonly tlbi_vale1: number;
  /** x86: TLB flushes that interrupt other CPUs. */
  readonly tlb_shootdowns: number;
  /** x86: INVLPG on the CPU that runs the walker; a CPU that it interrupts executes as many. */
  readonly invlpg: number;
  /** x86: flushes of all that the CPU has cached of the address space. */
  readonly full_flushes: number;
  /** x86: INVLPGB, each of some pages or of all of a process, on all CPUs. */
  readonly invlpgb: number;
  /** x86: TLBSYNC, which waits for them. */
  readonly tlbsync: number;
  /** powerpc with a hash table: flushes of it, for one entry or for a batch. */
  readonly hpte_flushes: number;
  /** Entries of page tables that they were for. */
  readonly hpte_entries: number;
  /** Those of the flushes that no other CPU takes part in. */
  readonly hpte_local: number;
  /** powerpc with radix tables: TLB invalidations that all CPUs take part in, each of a page or of a process. */
  readonly tlbie: number;
  /** The same, of this CPU alone. */
  readonly tlbiel: number;
  /** sparc64: flushes of the translation storage buffer, for one page or for a batch. */
  readonly tsb_flushes: number;
  /** Pages that they were for. */
  readonly tsb_pages: number;
  /** sparc64: TLB flushes that other CPUs are called for, one for all pages of a batch. */
  readonly cross_calls: number;
  readonly ptep_get: number;
}

export type EventName = keyof EventCounts;

/**
 * Software cost of lazy MMU mode: how often page-table primitives called the code that batches updates, by what came of it.
 * Without an early exit each of them is a function call, also where nothing is batched.
 */
export interface BatchCalls {
  /** The batch code took the update or the read over. */
  readonly taken: number;
  /** The mode was on, but the entry is outside of what the batch holds: the primitive went on to the table. */
  readonly passed: number;
  /** The mode was off. */
  readonly idle: number;
}

/** One machine instruction or hypercall that covers consecutive entries of a table. */
export interface EntryRun {
  readonly event: EventName;
  /** Index in the table. */
  readonly first: number;
  readonly entries: number;
  /** They are in the table that the walker moves or copies to, at the index of the entry that they are for. */
  readonly destination?: true;
  /** Line that issued it, from 1, in the walker's file; 0 when the caller's flush or another file issued it. */
  readonly line: number;
}

export interface LineCounts {
  readonly file: string;
  /** From 1; 0 for what the walker's caller did after it. */
  readonly line: number;
  /**
   * Line of the walker that led there, from 1: `line` itself where that is in the walker, 0 outside of it. In a range too
   * long to be traced it is 0 as well where several lines led there.
   */
  readonly walkerLine: number;
  /** The source line without the blanks around it; absent for the caller, and where the file is not at hand. */
  readonly text?: string;
  /** Times a page-table primitive was executed from this line. */
  readonly calls: number;
  readonly counts: Partial<EventCounts>;
}

/** A function whose C was not run. */
export interface StandIn {
  readonly function: string;
  /** Why: there is no body of it, or what keeps its body from being run. */
  readonly reason: string;
}

/**
 * Something the run took for granted: a function with neither body nor model, an unknown field or macro; or a default of
 * the scenario that a model answered from.
 */
export interface Assumption {
  readonly kind: 'function' | 'field' | 'macro' | 'variable' | 'configuration';
  readonly name: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
  readonly times: number;
  /** True where page-table events depend on the value: it decided a branch or became an argument of a primitive. */
  readonly decisive: boolean;
  /**
   * For a default of the scenario, never decisive: what it says of the surroundings, such as 'nobody waits for the CPU'.
   * File and line are where it was asked first.
   */
  readonly stated?: string;
}

/** What batching costs beside the events that it saves. */
export interface BatchUse extends BatchCalls {
  /** Calls that did nothing and that an early exit, one flag tested inline, saves. */
  readonly avoidable: number;
  /** The structure that each CPU has for it, such as `struct ipte_batch`. */
  readonly structure: string;
  readonly bytesPerCpu: number;
  /** Kernel file of the structure. */
  readonly source: string;
}

/** State of one entry as the panel draws it. */
export type EntryState = 'none' | 'present' | 'read-only' | 'old' | 'swap' | 'migration' | 'marker';

/** What the kernel would have complained about: a WARN_ON(), or a check of a debugging option. */
export interface Warning {
  readonly message: string;
  readonly file: string;
  /** From 1; 0 for what the walker's caller did. */
  readonly line: number;
  readonly times: number;
}

/** What an interruption of the scenario led to. */
export interface InterruptionResult {
  /** Index in the scenario's list. */
  readonly interruption: number;
  /** Times its place was reached and it was due; 0 says that the walker never came there. */
  readonly times: number;
  /** Of these, how often another task had to wait until the walker could be preempted. */
  readonly deferred: number;
  /** Events meanwhile, the switch of tasks included. The run's counts have them too, at the line that was interrupted. */
  readonly counts: Partial<EventCounts>;
  /** What the machine did, in clauses. */
  readonly effects: readonly { readonly effect: string; readonly times: number }[];
}

/** Consecutive entries of equal state. */
export interface StateRun {
  readonly state: EntryState;
  readonly entries: number;
}

/** Runs that stand in the range `times` times in a row. */
export interface StatePattern {
  readonly times: number;
  readonly runs: readonly StateRun[];
}

/** What became of a number of entries. */
export interface StateChange {
  readonly before: EntryState;
  readonly after: EntryState;
  readonly entries: number;
}

/** A step on the way to a finding. */
export interface PathStep {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly function: string;
  /** What happens there, to be read after the function: 'calls clear_entry()'. */
  readonly what: string;
}

/** Something that the contract of the lazy MMU mode forbids, or that a review of it would ask about. */
export interface Finding {
  /** 'F…' or 'C…': see simulator/sanitizer/catalogue.ts. */
  readonly id: FindingId;
  readonly slug: string;
  /** Somebody has said so, in a review or in the source; or it follows from the source, and nobody has seen it fail. */
  readonly status: 'reported' | 'predicted';
  /** Wrong on the machine, worth a second look, or a cost that another form would not have. */
  readonly severity: 'error' | 'warning' | 'note';
  /** One sentence without the place. */
  readonly message: string;
  readonly file: string;
  /** From 1; 0 where no line is known. */
  readonly line: number;
  /** The first entry that it is about: its index in the range, and the virtual address that it maps. */
  readonly entry?: { readonly index: number; readonly address: number };
  /** Where the mode was entered and paused, then the calls from the walker to the place. */
  readonly path: readonly PathStep[];
  readonly machine: MachineName;
  readonly variant: Variant;
  /** Entries, pages or calls that it is true of, in the part of the range that was traced. */
  readonly times: number;
}

export interface RunResult {
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly counts: EventCounts;
  /** Absent on a machine whose primitives call no batch code. */
  readonly batch?: BatchUse;
  readonly lines: readonly LineCounts[];
  readonly runs: readonly EntryRun[];
  /** States of the entries that the walker was given; the first is entry `scenario.start`. */
  readonly before: readonly StatePattern[];
  readonly after: readonly StatePattern[];
  /** What became of the entries, in the order in which a change was first met. Together as many as the scenario has. */
  readonly changes: readonly StateChange[];
  /** CONFIG_ options that the C which ran asks for, and whether each is set: a scenario may say otherwise. */
  readonly configuration: Readonly<Record<string, boolean>>;
  /** What the walker returned, as C would print it. */
  readonly returned: string;
  /** Present when the walker gave up before the end of the range: its caller goes no further, and the counts end there. */
  readonly unfinished?: {
    readonly returned: string;
    /** First entry, counted from the range's first, of the page table that it did not finish. */
    readonly entry: number;
  };
  readonly warnings: readonly Warning[];
  readonly interruptions: readonly InterruptionResult[];
  /** Statements executed. */
  readonly steps: number;
}

/** A run that could not be finished, with the place and the remedy. */
export interface RunFailure {
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly reason: string;
  readonly file: string;
  readonly line: number;
}

export interface SimulationReport {
  readonly version: typeof reportVersion;
  readonly file: string;
  readonly function: string;
  /** The function's range in the file that was simulated. */
  readonly range: Range;
  readonly line: number;
  readonly scenario: Scenario;
  readonly results: readonly RunResult[];
  readonly failures: readonly RunFailure[];
  /** What the sanitizer found, also in runs that failed. */
  readonly findings: readonly Finding[];
  /** Entries that it watched: the whole range, or the first part of one that is too long to be traced. */
  readonly watchedEntries: number;
  readonly assumptions: readonly Assumption[];
  /** Functions whose own C was run besides the walker, with their files. */
  readonly executed: readonly { readonly function: string; readonly file: string }[];
  /** Functions that a primitive of the machine or a model of the simulator stood in for, by name. */
  readonly modelled: readonly StandIn[];
  /** Range call of the `with-range` variant, or why there is none. */
  readonly rangeCall?: { readonly text: string } | { readonly refused: string };
}
