/**
 * Custom messages between server, client and panel, with their names. Positions here are LSP positions (from 0, UTF-16).
 * Every message that speaks of a document carries its version, so that a late answer never paints a newer text.
 */
import type { MachineName } from '../core/simulator/arch/names.ts';
import type { SimulationReport } from '../core/simulator/report.ts';
import type { Scenario, Variant } from '../core/simulator/scenario.ts';

export type {
  Assumption,
  EntryRun,
  EntryState,
  EventCounts,
  EventName,
  LineCounts,
  RunFailure,
  RunResult,
} from '../core/simulator/report.ts';
export type { MachineName, Scenario, SimulationReport, Variant };

export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Client capability under `experimental.lazyMmu`; a client that does not declare it is sent no custom message. */
export interface ClientFeatures {
  readonly regions?: boolean;
  readonly simulation?: boolean;
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

/** Machines and scenarios that the panel offers for a function. */
export interface SimulationChoices {
  readonly machines: readonly { readonly name: MachineName; readonly title: string }[];
  readonly presets: readonly { readonly name: string; readonly title: string; readonly scenario: Scenario }[];
  /** Preset that fits the function. */
  readonly preset: string;
}

export const messages = {
  regions: 'lazyMmu/regions',
  simulate: 'lazyMmu/simulate',
  simulationChoices: 'lazyMmu/simulationChoices',
} as const;

/** Extension host to panel. */
export type ToPanel =
  | { readonly type: 'choices'; readonly choices: SimulationChoices; readonly function: string; readonly uri: string }
  | { readonly type: 'running'; readonly message: string; readonly percentage?: number }
  | { readonly type: 'report'; readonly report: SimulationReport }
  | { readonly type: 'error'; readonly message: string };

/** Panel to extension host. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'simulate'; readonly machines: readonly MachineName[]; readonly scenario: Partial<Scenario> }
  | { readonly type: 'cancel' }
  | { readonly type: 'reveal'; readonly file: string; readonly line: number };
