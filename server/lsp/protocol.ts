/**
 * Custom messages between server and client, with their names. Positions here are LSP positions (from 0, UTF-16).
 * Every message that speaks of a document carries its version, so that a late answer never paints a newer text.
 */
import type { Diagnostic } from 'vscode-languageserver';
import type { MachineName } from '../core/simulator/arch/names.ts';
import type { RunLimits } from '../core/simulator/limits.ts';
import type { Replay, ReplayCells, ReplayPlace, ReplayState, ReplayStep } from '../core/simulator/replay/replay.ts';
import type { EventName, SimulationReport } from '../core/simulator/report.ts';
import type { Scenario, Variant } from '../core/simulator/scenario.ts';
import type { Properties, Property, Shape } from '../core/simulator/scenario-shape/shape.ts';
import type { ComparedRun, CountChange, SimulationComparison } from '../core/simulator/studies/comparison.ts';
import type { LockCurve, LockPoint, LockStudy } from '../core/simulator/studies/locks/lock-study.ts';
import type { SweepAxis, SweepRange } from '../core/simulator/studies/sweep/axes.ts';
import type { SimulationSweep, SweepCurve } from '../core/simulator/studies/sweep/sweep.ts';

export type {
  Assumption,
  EntryRun,
  EntryState,
  EventCounts,
  Finding,
  LineCounts,
  RunFailure,
  RunResult,
  StatePattern,
} from '../core/simulator/report.ts';
export type {
  ComparedRun,
  CountChange,
  EventName,
  LockCurve,
  LockPoint,
  LockStudy,
  MachineName,
  Properties,
  Property,
  Replay,
  ReplayCells,
  ReplayPlace,
  ReplayState,
  ReplayStep,
  Scenario,
  Shape,
  SimulationComparison,
  SimulationReport,
  SimulationSweep,
  SweepAxis,
  SweepCurve,
  SweepRange,
  Variant,
};

export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Client capability under `experimental.lazyMmu`; a client that does not declare it is sent no custom message. */
export interface ClientFeatures {
  readonly regions?: boolean;
  readonly simulation?: boolean;
  /** The client shows the walkers of whole folders. */
  readonly walkers?: boolean;
  /** The client can run `commands.openRule`. */
  readonly openRule?: boolean;
  /** The client can run `commands.showFinding`. */
  readonly showFinding?: boolean;
  /** The client shows the way to a finding wherever it shows the finding: hovers need not. */
  readonly showsRelatedInformation?: boolean;
}

/** The `lazyMmu` section of the settings, as `workspace/configuration` answers it; package.json documents each. */
export interface Settings {
  readonly enable: 'auto' | 'always' | 'never';
  /** Rule slug to the severity that replaces the rule's own. */
  readonly rules: Readonly<Record<string, 'error' | 'warning' | 'information' | 'hint' | 'off'>>;
  /** Name of the range-carrying call in fixes; empty: as the tree's own header has it, else the default. */
  readonly rangeCallName: string;
  readonly regions: { readonly enabled: boolean };
  readonly codeLens: { readonly enabled: boolean };
  readonly inlayHints: { readonly enabled: boolean };
  /** The client's own: counts in the margin and at the ends of lines after a run. */
  readonly lineCounts: { readonly enabled: boolean };
  /** The client's own: fixes that touch more than a line are shown before they are made. */
  readonly fixPreview: { readonly enabled: boolean };
  /** Largest file that is analysed, in KiB. */
  readonly maximumFileSize: number;
  /** What a simulated run may use, unless its scenario says otherwise. */
  readonly simulation: { readonly limits: Readonly<Partial<RunLimits>> };
}

/** The kernel that a document belongs to. */
export interface KernelDescription {
  /** As its Makefile has it, such as 7.2.13; absent where that does not tell. */
  readonly version?: string;
  /** The API as it was before sections nested, with nested sections, or with sections that carry their range. */
  readonly api: 'legacy' | 'nestable' | 'ranges';
}

/** Server to client, after each analysis. */
export interface RegionsParams {
  readonly uri: string;
  readonly version: number;
  /** Absent outside any kernel tree, and when the document is closed or not analysed. */
  readonly kernel?: KernelDescription;
  readonly regions: readonly {
    readonly function: string;
    readonly ranges: readonly ProtocolRange[];
    readonly paused: readonly ProtocolRange[];
    readonly enable: ProtocolRange;
    readonly disables: readonly ProtocolRange[];
  }[];
}

/** Client to server: looks through folders for walkers. What is found comes as `messages.walkers` until the server ends. */
export interface ScanParams {
  /** URIs. */
  readonly folders: readonly string[];
  /** Token for $/progress. */
  readonly workDoneToken?: string | number;
}

/** How many files were analysed; `onlyOpen` where no folder can be looked through, and only open files were looked at. */
export type ScanResult = { readonly files: number; readonly onlyOpen: boolean } | { readonly error: string };

/** Server to client once it was asked to scan: what there is in these files now, in the place of what was said before. */
export interface WalkersParams {
  readonly files: readonly ScannedFile[];
}

export interface ScannedFile {
  readonly uri: string;
  /** Functions with sections or findings, in the order of the text. */
  readonly walkers: readonly ScannedWalker[];
  /** Findings outside of them. */
  readonly outside: readonly Diagnostic[];
}

export interface ScannedWalker {
  readonly function: string;
  /** Of its name. */
  readonly range: ProtocolRange;
  readonly sections: readonly ScannedSection[];
  /** What it is predicted to cost, in words; absent while that is not known. */
  readonly cost?: string;
  readonly findings: readonly Diagnostic[];
}

export interface ScannedSection {
  /** Name of the call that enters it. */
  readonly enable: string;
  /** From that call to the last place where the mode is on. */
  readonly range: ProtocolRange;
}

/** Client to server. The document's open text is what runs; helpers come from its tree. */
export interface SimulateParams {
  readonly uri: string;
  readonly function: string;
  readonly machines?: readonly MachineName[];
  readonly variants?: readonly Variant[];
  readonly scenario?: Partial<Scenario>;
  /** Token for $/progress. */
  readonly workDoneToken?: string | number;
}

export type SimulateResult =
  | { readonly report: SimulationReport; readonly lineCosts: LineCosts }
  | { readonly error: string };

/** What lines of a document cost, for those who show it there. Lines are counted from 0. */
export interface LineCosts {
  readonly uri: string;
  readonly function: string;
  /** Version of the text that was run. */
  readonly version: number;
  /** The lines of the functions that were run: counts hold while none of these is edited. */
  readonly ran: readonly LineStretch[];
  readonly lines: readonly LineCost[];
}

/** Lines from the first to the last, both included. */
export interface LineStretch {
  readonly first: number;
  readonly last: number;
}

export interface LineCost {
  readonly line: number;
  /** In few words, for the end of the line: `s390 256 IPTE · Xen 8 hypercalls`. */
  readonly text: string;
  /** The first number of the text. */
  readonly times: number;
  /** All that was counted, a machine each: `s390: 256 IPTE, 256 entries`. */
  readonly details: readonly string[];
}

/** Client to server: how the cost grows while one property of the scenario goes from one value to another. */
export interface SweepParams extends SimulateParams {
  readonly sweep: SweepRange;
}

export type SweepResult = { readonly sweep: SimulationSweep } | { readonly error: string };

/** Client to server: what has changed since a revision of git, which the server reads from the repository's objects. */
export interface CompareParams extends SimulateParams {
  /** As git knows it: HEAD, a branch, a tag, a commit. */
  readonly revision: string;
}

/** A comparison with a revision, whose full name is `commit`. */
export interface ComparisonWithRevision {
  readonly comparison: SimulationComparison;
  readonly commit: string;
}

export type CompareResult = ComparisonWithRevision | { readonly error: string };

/** Client to server: what one lock around the sections costs when up to `cpus` CPUs run the walker at the same time. */
export interface LocksParams extends SimulateParams {
  readonly cpus: number;
  /** Nanoseconds by name, over those that are assumed. */
  readonly costs?: Readonly<Record<string, number>>;
}

export type LocksResult = { readonly locks: LockStudy } | { readonly error: string };

/** Client to server: what one run does, step by step, to at most the first 1024 entries of its range. */
export interface ReplayParams extends Omit<SimulateParams, 'machines' | 'variants'> {
  readonly machine: MachineName;
  /** As written when absent. */
  readonly variant?: Variant;
}

export type ReplayResult = { readonly replay: Replay } | { readonly error: string };

/**
 * Machines and scenarios that the panel offers for a function. The request for them fails, with words for the user, when
 * the document is not open or has no such function.
 */
export interface SimulationChoices {
  readonly machines: readonly { readonly name: MachineName; readonly title: string; readonly hasLazyMode: boolean }[];
  readonly presets: readonly { readonly name: string; readonly title: string; readonly scenario: Scenario }[];
  /** Preset that fits the function. */
  readonly preset: string;
  /** What a scenario may hold, by which it is edited. */
  readonly properties: Properties;
  /** The tree that helpers and headers come from; absent for a file outside of any. */
  readonly tree?: TreeWords;
}

/** What is said of a kernel tree. */
export interface TreeWords {
  /** As its Makefile has it, such as 6.12.107; absent where there is none. */
  readonly kernel?: string;
  /** Whether its sections nest, and the range call that it declares. */
  readonly api: string;
}

/** A function of a document: parameters of `lazyMmu/simulationChoices`, and the one argument of `commands.simulate`. */
export interface SimulationTarget {
  readonly uri: string;
  readonly function: string;
  /** URI of the scenario file to begin with, in the place of the preset that fits. */
  readonly scenarioFile?: string;
}

/** Where a finding begins: the one argument of `commands.showFinding`. */
export interface FindingTarget {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** Parameters of `lazyMmu/simulationChoices`. The text of the scenario file is the client's: it may be open and not saved. */
export interface SimulationChoicesParams extends SimulationTarget {
  readonly scenarioText?: string;
}

/** Commands of the editor that the server's answers name: code lenses and links in hovers. */
export const commands = {
  /** Takes a `SimulationTarget`. */
  simulate: 'lazyMmu.simulate',
  /** Takes the slug of a rule. */
  openRule: 'lazyMmu.openRule',
  /** Takes a `FindingTarget`. */
  showFinding: 'lazyMmu.showFinding',
} as const;

export const messages = {
  regions: 'lazyMmu/regions',
  simulate: 'lazyMmu/simulate',
  sweep: 'lazyMmu/sweep',
  compare: 'lazyMmu/compare',
  locks: 'lazyMmu/locks',
  replay: 'lazyMmu/replay',
  simulationChoices: 'lazyMmu/simulationChoices',
  scan: 'lazyMmu/scan',
  walkers: 'lazyMmu/walkers',
} as const;
