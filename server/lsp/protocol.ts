/**
 * Custom messages between server, client and panel, with their names. Positions here are LSP positions (from 0, UTF-16).
 * Every message that speaks of a document carries its version, so that a late answer never paints a newer text.
 */
import type { MachineName } from '../core/simulator/arch/names.ts';
import type { RunLimits } from '../core/simulator/limits.ts';
import type { SimulationReport } from '../core/simulator/report.ts';
import type { Scenario, Variant } from '../core/simulator/scenario.ts';
import type { SweepAxis, SweepRange } from '../core/simulator/studies/sweep/axes.ts';
import type { SimulationSweep, SweepCurve } from '../core/simulator/studies/sweep/sweep.ts';

export type {
  Assumption,
  EntryRun,
  EntryState,
  EventCounts,
  EventName,
  Finding,
  LineCounts,
  RunFailure,
  RunResult,
  StatePattern,
} from '../core/simulator/report.ts';
export type { MachineName, Scenario, SimulationReport, SimulationSweep, SweepAxis, SweepCurve, SweepRange, Variant };

export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Client capability under `experimental.lazyMmu`; a client that does not declare it is sent no custom message. */
export interface ClientFeatures {
  readonly regions?: boolean;
  readonly simulation?: boolean;
  /** The client can run `commands.openRule`. */
  readonly openRule?: boolean;
  /** The client can run `commands.showFinding`. */
  readonly showFinding?: boolean;
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
  /** The client's own: counts at the ends of lines after a run. */
  readonly lineCounts: { readonly enabled: boolean };
  /** Largest file that is analysed, in KiB. */
  readonly maximumFileSize: number;
  /** What a simulated run may use, unless its scenario says otherwise. */
  readonly simulation: { readonly limits: Readonly<Partial<RunLimits>> };
}

/** Server to client, after each analysis. */
export interface RegionsParams {
  readonly uri: string;
  readonly version: number;
  readonly regions: readonly {
    readonly function: string;
    readonly ranges: readonly ProtocolRange[];
    readonly paused: readonly ProtocolRange[];
    readonly enable: ProtocolRange;
    readonly disables: readonly ProtocolRange[];
  }[];
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

export type SimulateResult = { readonly report: SimulationReport } | { readonly error: string };

/** Client to server: how the cost grows while one property of the scenario goes from one value to another. */
export interface SweepParams extends SimulateParams {
  readonly sweep: SweepRange;
}

export type SweepResult = { readonly sweep: SimulationSweep } | { readonly error: string };

/**
 * Machines and scenarios that the panel offers for a function. The request for them fails, with words for the user, when
 * the document is not open or has no such function.
 */
export interface SimulationChoices {
  readonly machines: readonly { readonly name: MachineName; readonly title: string }[];
  readonly presets: readonly { readonly name: string; readonly title: string; readonly scenario: Scenario }[];
  /** Preset that fits the function. */
  readonly preset: string;
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
  simulationChoices: 'lazyMmu/simulationChoices',
} as const;

/**
 * Between extension host and panel: the panel says `ready` once it listens; the host answers `choices`, and again whenever
 * another function is chosen; on each of them the panel asks to `simulate`, with what it remembers of that function or with
 * the preset that fits. The host answers every `simulate` with any number of `running`, then one `report` or `error`.
 */

/** What the panel keeps with setState. After a reload of the window the host finds the function again by it. */
export interface PanelState extends SimulationTarget {
  readonly machines?: readonly MachineName[];
  readonly scenario?: Partial<Scenario>;
  /** The run whose page table and source lines are shown. */
  readonly shown?: { readonly machine: MachineName; readonly variant: Variant };
}

/** Extension host to panel. */
export type ToPanel =
  | ({ readonly type: 'choices'; readonly choices: SimulationChoices } & SimulationTarget)
  | { readonly type: 'running'; readonly message: string; readonly percentage?: number }
  | { readonly type: 'report'; readonly report: SimulationReport }
  | { readonly type: 'error'; readonly message: string };

/** Panel to extension host. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'simulate'; readonly machines: readonly MachineName[]; readonly scenario: Partial<Scenario> }
  | { readonly type: 'cancel' }
  | { readonly type: 'reveal'; readonly file: string; readonly line: number };
