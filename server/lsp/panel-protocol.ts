/**
 * Between extension host and panel: the panel says `ready` once it listens; the host answers `choices`, and again whenever
 * another function is chosen; on each of them the panel asks to `simulate`, with what it remembers of that function or with
 * the preset that fits. The host answers every `simulate` with any number of `running`, then one `report` or `error`.
 */
import type {
  ComparisonWithRevision,
  EventName,
  LockStudy,
  MachineName,
  Replay,
  Scenario,
  SimulationChoices,
  SimulationReport,
  SimulationSweep,
  SimulationTarget,
  SweepAxis,
  SweepRange,
  Variant,
} from './protocol.ts';

/** What the panel keeps with setState. After a reload of the window the host finds the function again by it. */
export interface PanelState extends SimulationTarget {
  readonly machines?: readonly MachineName[];
  readonly scenario?: Partial<Scenario>;
  /** The run whose page table and source lines are shown. */
  readonly shown?: { readonly machine: MachineName; readonly variant: Variant };
  readonly studies?: StudySettings;
  /** What is folded or unfolded otherwise than at first, by the panel's own names. */
  readonly folds?: Readonly<Record<string, boolean>>;
  /** Pixels that the panel is scrolled down. */
  readonly scroll?: number;
}

/** How the panel's studies are asked for, as its fields hold it: text that may be half typed. */
export interface StudySettings {
  readonly growth: {
    /** What the plot runs over; present entries are counted while the entries of the range are varied. */
    readonly across: SweepAxis | 'present';
    readonly from: string;
    readonly to: string;
    /** Absent: that of the headline. */
    readonly machine?: MachineName;
    /** Absent, or without a curve: the one that matters most there. */
    readonly event?: EventName;
    readonly spacing: { readonly x: 'linear' | 'log'; readonly y: 'linear' | 'log' };
  };
  readonly revision: string;
  readonly locks: {
    readonly cpus: string;
    /** Nanoseconds by name, in the place of those that are assumed. */
    readonly costs: Readonly<Record<string, string>>;
    /** Machine and variant whose curve is drawn; the first one when absent. */
    readonly run?: string;
  };
  /** Those with an answer to find again; growth is asked for by itself. */
  readonly answered: readonly StudyName[];
}

/** What the panel may ask about the report that it shows, each at most once at a time. */
export type StudyName = 'growth' | 'comparison' | 'locks';

/** How a report can be taken along. */
export type CopyFormat = 'mail' | 'json' | 'svg';

/** What a study is about: machines and scenario of the report. */
type StudyWish = { readonly machines: readonly MachineName[]; readonly scenario: Partial<Scenario> };

/** Panel to extension host: the host answers each with any number of `study-running`, then one result or `study-failed`. */
export type StudyQuestion =
  | ({ readonly type: 'ask-growth'; readonly sweep: SweepRange } & StudyWish)
  | ({ readonly type: 'ask-comparison'; readonly revision: string } & StudyWish)
  | ({
      readonly type: 'ask-locks';
      readonly cpus: number;
      /** Nanoseconds by name, over those that are assumed. */
      readonly costs: Readonly<Record<string, number>>;
    } & StudyWish);

/** Extension host to panel, about studies. */
export type StudyAnswer =
  | {
      readonly type: 'study-running';
      readonly study: StudyName;
      readonly message: string;
      readonly percentage?: number;
    }
  | { readonly type: 'study-failed'; readonly study: StudyName; readonly message: string }
  | { readonly type: 'growth'; readonly sweep: SimulationSweep }
  | ({ readonly type: 'comparison' } & ComparisonWithRevision)
  | { readonly type: 'locks'; readonly locks: LockStudy };

/** Panel to extension host, about the replay of the run that it shows. */
export type ReplayQuestion =
  /** The host answers with `replay` or `replay-failed`; a later question calls an earlier one off. */
  | {
      readonly type: 'ask-replay';
      readonly machine: MachineName;
      readonly variant: Variant;
      readonly scenario: Partial<Scenario>;
    }
  /** The editor is to show where the replay is: a line of a file of the tree, and the walker's line that led there, or 0. */
  | { readonly type: 'at-line'; readonly file: string; readonly line: number; readonly walkerLine: number }
  /** The replay is nowhere any more. */
  | { readonly type: 'off-line' };

/** Extension host to panel, about replays. */
export type ReplayAnswer =
  | { readonly type: 'replay'; readonly replay: Replay }
  | {
      readonly type: 'replay-failed';
      readonly machine: MachineName;
      readonly variant: Variant;
      readonly message: string;
    };

/** Extension host to panel. */
export type ToPanel =
  | StudyAnswer
  | ReplayAnswer
  | { readonly type: 'copied'; readonly format: CopyFormat }
  | ({ readonly type: 'choices'; readonly choices: SimulationChoices } & SimulationTarget)
  | { readonly type: 'running'; readonly message: string; readonly percentage?: number }
  | { readonly type: 'report'; readonly report: SimulationReport }
  /** What the report is of has been edited since. */
  | { readonly type: 'source-changed' }
  | { readonly type: 'error'; readonly message: string };

/** Panel to extension host. */
export type FromPanel =
  | StudyQuestion
  | ReplayQuestion
  | { readonly type: 'cancel-study'; readonly study: StudyName }
  | { readonly type: 'copy'; readonly format: CopyFormat; readonly text: string }
  /** Opens a scenario as a file that the user may save. */
  | { readonly type: 'save-scenario'; readonly scenario: Partial<Scenario> }
  /** Lets the user choose a scenario file for the function; `choices` follow. */
  | { readonly type: 'open-scenario' }
  | { readonly type: 'ready' }
  | { readonly type: 'simulate'; readonly machines: readonly MachineName[]; readonly scenario: Partial<Scenario> }
  | { readonly type: 'cancel' }
  | { readonly type: 'reveal'; readonly file: string; readonly line: number };
