/**
 * What the panel shows is a function of this state. `update` takes a message of the host or a deed of the user to the next
 * state and the messages that the host gets for it; it keeps no secrets and touches no document.
 */

import type { CopyFormat, FromPanel, PanelState, StudyName, ToPanel } from '../server/lsp/panel-protocol.ts';
import type {
  MachineName,
  Scenario,
  SimulationChoices,
  SimulationReport,
  SimulationTarget,
  Variant,
} from '../server/lsp/protocol.ts';
import { type Form, firstForm, readForm } from './form.ts';
import { findResult, headline, headlineSentence } from './headline.ts';
import { editForm, type FormEdit, isFormEdit, simulates } from './state/form-edits.ts';
import {
  isPlayback,
  noPlayback,
  type Playback,
  type PlaybackAction,
  playbackOf,
  updatePlayback,
} from './state/playback.ts';
import {
  type Studies,
  type StudyAction,
  type StudyStep,
  stopStudies,
  studiesOf,
  updateStudies,
} from './state/studies.ts';
import { settingsDiffer, settingsOf, studiesWith } from './state/study-settings.ts';

export type Phase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly message: string; readonly percentage?: number }
  | { readonly kind: 'cancelling' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'settled' };

/** One column, two, or three; style/layout.css and panel.ts have the widths. */
export type Layout = 'narrow' | 'medium' | 'wide';

export interface Run {
  readonly machine: MachineName;
  readonly variant: Variant;
}

export interface State {
  readonly playback: Playback;
  /** What getState gave after a reload of the window, until the function it speaks of is offered again. */
  readonly remembered?: PanelState;
  readonly target?: SimulationTarget;
  readonly choices?: SimulationChoices;
  readonly form?: Form;
  readonly phase: Phase;
  readonly report?: SimulationReport;
  /** What it is of has been edited since. */
  readonly sourceChanged?: true;
  /** Machines and variant whose page table and source lines are shown. */
  readonly shown?: Run;
  readonly side: 'before' | 'after';
  /** Index of the entry that the keyboard is on. */
  readonly entry: number;
  readonly studies: Studies;
  /** What was copied last, until something else is done with the buttons for it. */
  readonly copied?: CopyFormat;
  readonly layout: Layout;
  /** Parts that were folded or unfolded, by name; the others are as they are at first. */
  readonly folds: Readonly<Record<string, boolean>>;
  /** Studies whose answers were shown before a reload of the window, until the report is there that they are about. */
  readonly sought: readonly StudyName[];
  /** Pixels that the panel is scrolled down. */
  readonly scroll: number;
  /** What a screen reader is told. */
  readonly announcement: string;
}

export type Action =
  | ToPanel
  | StudyAction
  | PlaybackAction
  | FormEdit
  | { readonly type: 'garbled'; readonly problem: string }
  | { readonly type: 'submit' }
  | { readonly type: 'stop' }
  | { readonly type: 'show'; readonly run: Run }
  | { readonly type: 'show-side'; readonly side: State['side'] }
  | { readonly type: 'move-to'; readonly entry: number }
  | { readonly type: 'fold'; readonly name: string; readonly open: boolean }
  | { readonly type: 'scrolled'; readonly scroll: number }
  | { readonly type: 'save-scenario'; readonly scenario: Partial<Scenario> }
  | { readonly type: 'open-scenario' }
  | { readonly type: 'copy'; readonly format: CopyFormat; readonly text: string }
  | { readonly type: 'forget-copied' }
  | { readonly type: 'resize'; readonly layout: Layout };

export interface Step {
  readonly state: State;
  readonly post: readonly FromPanel[];
}

export function initialState(remembered: PanelState | undefined, layout: Layout): State {
  return {
    ...(remembered ? { remembered } : {}),
    phase: { kind: 'waiting' },
    side: 'after',
    entry: 0,
    studies: studiesWith(remembered?.studies),
    playback: noPlayback,
    layout,
    folds: remembered?.folds ?? {},
    sought: remembered?.studies?.answered ?? [],
    scroll: remembered?.scroll ?? 0,
    announcement: '',
  };
}

/** What the host must find again after a reload of the window; undefined until a function is known. */
export function savedState(state: State): PanelState | undefined {
  const { target, form, shown, remembered, studies, sought, folds, scroll } = state;
  if (!target || !form) return remembered;
  const read = readForm(form);
  const settings = settingsOf(studies);
  return {
    ...target,
    machines: form.machines,
    ...('scenario' in read ? { scenario: read.scenario } : {}),
    ...(shown ? { shown } : {}),
    studies: { ...settings, answered: [...new Set([...settings.answered, ...sought])] },
    folds,
    scroll,
  };
}

/** Whether what is kept over a reload may be another; a replay that moves on keeps nothing. */
export function savesOther(one: State, other: State): boolean {
  const kept = ['target', 'form', 'shown', 'sought', 'folds', 'scroll'] as const;
  return kept.some((name) => one[name] !== other[name]) || settingsDiffer(one.studies, other.studies);
}

const stay = (state: State): Step => ({ state, post: [] });

function submit(state: State): Step {
  const read = state.form && readForm(state.form);
  if (!state.form || !read || 'problems' in read) return stay(state);
  const stopped = stopStudies(state.studies);
  return {
    state: {
      ...state,
      studies: stopped.studies,
      phase: { kind: 'running', message: 'Starting' },
      announcement: 'Simulating',
    },
    post: [...stopped.post, { type: 'simulate', machines: state.form.machines, scenario: read.scenario }],
  };
}

function takeChoices(
  state: State,
  { choices, uri, function: name, scenarioFile }: Extract<ToPanel, { type: 'choices' }>,
): Step {
  const target = { uri, function: name, ...(scenarioFile === undefined ? {} : { scenarioFile }) };
  const isFor = (saved: SimulationTarget | undefined) =>
    saved?.uri === uri && saved.function === name && saved.scenarioFile === scenarioFile;
  const known = isFor(state.remembered) ? state.remembered : isFor(state.target) ? savedState(state) : undefined;
  const form = firstForm(choices, known);
  const { remembered: _, report, shown: before, form: __, sourceChanged, ...rest } = state;
  const shown = known?.shown ?? (isFor(state.target) ? before : undefined);
  const next: State = {
    ...rest,
    target,
    choices,
    ...(form ? { form } : {}),
    ...(report && isFor(state.target) ? { report, ...(sourceChanged ? { sourceChanged } : {}) } : {}),
    ...(shown ? { shown } : {}),
  };
  return submit(next);
}

function takeReport(state: State, report: SimulationReport): Step {
  // A late answer for the function that was shown before.
  if (state.target && state.target.function !== report.function) return stay(state);
  const told = headline(report);
  const kept = state.shown && findResult(report, state.shown) ? state.shown : undefined;
  const shown = kept ?? told?.run;
  const { shown: _, copied: __, sourceChanged: ___, ...rest } = state;
  const asked = seek(studiesOf(state.studies, report), state.sought, report);
  const replayed = playbackOf(shown, report, state.playback);
  const failed = report.failures.length > 0 ? ` ${report.failures.length} could not be finished.` : '';
  return {
    state: {
      ...rest,
      report,
      ...(shown ? { shown } : {}),
      studies: asked.studies,
      sought: [],
      playback: replayed.playback,
      side: 'after',
      phase: { kind: 'settled' },
      entry: report.scenario.start,
      announcement: told ? `${headlineSentence(told)}.${failed}` : `No run was finished.${failed}`,
    },
    post: [...replayed.post, ...asked.post],
  };
}

/** Asks again for what was answered before a reload of the window. */
function seek(begun: StudyStep, sought: readonly StudyName[], report: SimulationReport): StudyStep {
  return sought.reduce<StudyStep>((step, study) => {
    const next = updateStudies(step.studies, { type: 'study', study }, report);
    return { studies: next.studies, post: [...step.post, ...next.post] };
  }, begun);
}

function takeError(state: State, message: string): Step {
  if (state.phase.kind === 'cancelling')
    return stay({ ...state, phase: { kind: 'cancelled' }, announcement: 'Cancelled' });
  return stay({ ...state, phase: { kind: 'failed', message }, announcement: `The simulation failed: ${message}` });
}

function takeProgress(state: State, message: string, percentage: number | undefined): Step {
  if (state.phase.kind === 'cancelling') return stay(state);
  return stay({ ...state, phase: { kind: 'running', message, ...(percentage === undefined ? {} : { percentage }) } });
}

function stop(state: State): Step {
  if (state.phase.kind !== 'running') return stay(state);
  return { state: { ...state, phase: { kind: 'cancelling' }, announcement: 'Cancelling' }, post: [{ type: 'cancel' }] };
}

function edit(state: State, action: FormEdit): Step {
  if (!state.form) return stay(state);
  const form = editForm(state.form, state.choices, action);
  if (form === state.form) return stay(state);
  return simulates(action) ? submit({ ...state, form }) : stay({ ...state, form });
}

function takeStudy(state: State, action: StudyAction): Step {
  const { studies, post, announcement = state.announcement } = updateStudies(state.studies, action, state.report);
  // What was asked for is shown, wherever it was asked.
  const folds = action.type === 'study' ? { ...state.folds, [action.study]: true } : state.folds;
  return { state: { ...state, studies, folds, announcement }, post };
}

function show(state: State, run: Run): Step {
  const { playback, post } = playbackOf(run, state.report, state.playback);
  return { state: { ...state, shown: run, side: 'after', playback }, post };
}

function play(state: State, action: PlaybackAction): Step {
  const { playback, post, announcement = state.announcement } = updatePlayback(state.playback, action);
  const { replay, position } = playback;
  const side = replay === undefined ? state.side : position === 0 ? 'before' : 'after';
  // The grid shows the page of the step, and the keyboard goes on from there.
  const on = position === state.playback.position ? undefined : replay?.steps[position - 1]?.on;
  const entry = on === undefined ? state.entry : on.first;
  return { state: { ...state, playback, side, entry, announcement }, post };
}

function forgetCopied({ copied: _, ...state }: State): State {
  return state;
}

export function update(state: State, action: Action): Step {
  switch (action.type) {
    case 'choices':
      return takeChoices(state, action);
    case 'running':
      return takeProgress(state, action.message, action.percentage);
    case 'report':
      return takeReport(state, action.report);
    case 'source-changed':
      return stay({ ...state, sourceChanged: true, announcement: 'The source has changed since these counts' });
    case 'error':
      return takeError(state, action.message);
    case 'garbled':
      return takeError(state, `The extension sent what this panel cannot read: ${action.problem}`);
    case 'submit':
      return submit(state);
    case 'stop':
      return stop(state);
    case 'show':
      return show(state, action.run);
    case 'show-side':
      return play({ ...state, side: action.side }, { type: action.side === 'before' ? 'go-first' : 'go-last' });
    case 'move-to':
      return stay({ ...state, entry: action.entry });
    case 'resize':
      return stay({ ...state, layout: action.layout });
    case 'fold':
      return stay({ ...state, folds: { ...state.folds, [action.name]: action.open } });
    case 'scrolled':
      return stay({ ...state, scroll: action.scroll });
    case 'save-scenario':
    case 'open-scenario':
      return { state, post: [action] };
    case 'copy':
      return { state: forgetCopied(state), post: [action] };
    case 'copied':
      return stay({ ...state, copied: action.format, announcement: 'Copied' });
    case 'forget-copied':
      return stay(forgetCopied(state));
    default:
      if (isFormEdit(action)) return edit(state, action);
      return isPlayback(action) ? play(state, action) : takeStudy(state, action);
  }
}
