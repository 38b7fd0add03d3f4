import type { MachineName } from '../arch/names.ts';
import type { Assumption, EventCounts, Finding, InterruptionResult, StandIn, Warning } from '../report.ts';
import type { Scenario, Variant } from '../scenario.ts';

/** Version of the report's shape, published in schemas/system-call.schema.json. */
export const systemCallReportVersion = 1;

/** What one step of a system call cost. */
export interface StepCounts {
  readonly title: string;
  /** Kernel function that was called. */
  readonly function: string;
  /** Where the kernel calls it. */
  readonly source: string;
  /** Events that happened; none of the others did. */
  readonly counts: Partial<EventCounts>;
}

/** What a kernel function, itself and without those that it calls, executed. */
export interface FunctionCounts {
  /** Empty for what the step itself did without any C. */
  readonly function: string;
  readonly file: string;
  readonly counts: Partial<EventCounts>;
}

export interface SystemCallResult {
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly counts: EventCounts;
  readonly steps: readonly StepCounts[];
  readonly functions: readonly FunctionCounts[];
  /** What the kernel would complain about. */
  readonly warnings: readonly Warning[];
  readonly interruptions: readonly InterruptionResult[];
  /** Statements executed. */
  readonly statements: number;
}

/** A run that could not be finished, with the place and the remedy. */
export interface SystemCallFailure {
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly reason: string;
  readonly file: string;
  /** From 1; 0 when no line is to blame. */
  readonly line: number;
}

export interface SystemCallReport {
  readonly version: typeof systemCallReportVersion;
  readonly systemCall: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly results: readonly SystemCallResult[];
  readonly failures: readonly SystemCallFailure[];
  /** File that lines of interruptions are counted in: the first of the call. */
  readonly file: string;
  /** What the sanitizer found, also in runs that failed. */
  readonly findings: readonly Finding[];
  /** Entries that it watched: the whole range, or the first part of one that is too long to be traced. */
  readonly watchedEntries: number;
  readonly assumptions: readonly Assumption[];
  /** Functions whose own C was run, with their files. */
  readonly executed: readonly { readonly function: string; readonly file: string }[];
  /** Functions that a model of the simulator stood in for. */
  readonly modelled: readonly StandIn[];
}
