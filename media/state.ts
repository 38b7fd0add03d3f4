/**
 * What the panel shows is a function of this state. `update` takes a message of the host or a deed of the user to the next
 * state and the messages that the host gets for it; it keeps no secrets and touches no document.
 */
import type {
  CopyFormat,
  FromPanel,
  MachineName,
  PanelState,
  Scenario,
  SimulationChoices,
  SimulationReport,
  SimulationTarget,
  ToPanel,
  Variant,
} from '../server/lsp/protocol.ts';
import { type Form, firstForm, formOf, type NumberField, readForm } from './form.ts';
import { findResult, headline, headlineSentence } from './headline.ts';
import {
  isPlayback,
  noPlayback,
  type Playback,
  type PlaybackAction,
  playbackOf,
  updatePlayback,
} from './state/playback.ts';
import {
  firstStudies,
  type Studies,
  type StudyAction,
  stopStudies,
  studiesOf,
  updateStudies,
} from './state/studies.ts';

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
  /** Machines and variant whose page table and source lines are shown. */
  readonly shown?: Run;
  readonly side: 'before' | 'after';
  /** Index of the entry that the keyboard is on. */
  readonly entry: number;
  readonly studies: Studies;
  /** What was copied last, until something else is done with the buttons for it. */
  readonly copied?: CopyFormat;
  /** Where it is narrow the scenario folds. */
  readonly layout: Layout;
  readonly scenarioOpen: boolean;
  /** What a screen reader is told. */
  readonly announcement: string;
}

export type Action =
  | ToPanel
  | StudyAction
  | PlaybackAction
  | { readonly type: 'garbled'; readonly problem: string }
  | { readonly type: 'edit-number'; readonly field: NumberField; readonly text: string }
  | { readonly type: 'set-machine'; readonly machine: MachineName; readonly chosen: boolean }
  | { readonly type: 'choose-preset'; readonly preset: string }
  | { readonly type: 'choose-population'; readonly population: Scenario['population'] }
  | { readonly type: 'set-fullmm'; readonly fullmm: boolean }
  | { readonly type: 'submit' }
  | { readonly type: 'stop' }
  | { readonly type: 'show'; readonly run: Run }
  | { readonly type: 'show-side'; readonly side: State['side'] }
  | { readonly type: 'move-to'; readonly entry: number }
  | { readonly type: 'copy'; readonly format: CopyFormat; readonly text: string }
  | { readonly type: 'forget-copied' }
  | { readonly type: 'resize'; readonly layout: Layout }
  | { readonly type: 'fold-scenario'; readonly open: boolean };

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
    studies: firstStudies,
    playback: noPlayback,
    layout,
    scenarioOpen: false,
    announcement: '',
  };
}

/** What the host must find again after a reload of the window; undefined until a function is known. */
export function savedState({ target, form, shown, remembered }: State): PanelState | undefined {
  if (!target || !form) return remembered;
  const read = readForm(form);
  return {
    ...target,
    machines: form.machines,
    ...('scenario' in read ? { scenario: read.scenario } : {}),
    ...(shown ? { shown } : {}),
  };
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
  const { remembered: _, report, shown: before, form: __, ...rest } = state;
  const shown = known?.shown ?? (isFor(state.target) ? before : undefined);
  const next: State = {
    ...rest,
    target,
    choices,
    ...(form ? { form } : {}),
    ...(report && isFor(state.target) ? { report } : {}),
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
  const { shown: _, copied: __, ...rest } = state;
  const asked = studiesOf(state.studies, report);
  const replayed = playbackOf(shown, report, state.playback);
  const failed = report.failures.length > 0 ? ` ${report.failures.length} could not be finished.` : '';
  return {
    state: {
      ...rest,
      report,
      ...(shown ? { shown } : {}),
      studies: asked.studies,
      playback: replayed.playback,
      side: 'after',
      phase: { kind: 'settled' },
      entry: report.scenario.start,
      announcement: told ? `${headlineSentence(told)}.${failed}` : `No run was finished.${failed}`,
    },
    post: [...replayed.post, ...asked.post],
  };
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

function change(state: State, edit: (form: Form) => Form): Step {
  return stay(state.form ? { ...state, form: edit(state.form) } : state);
}

function setMachine(state: State, machine: MachineName, chosen: boolean): Step {
  const order = state.choices?.machines.map(({ name }) => name) ?? [];
  return change(state, (form) => ({
    ...form,
    machines: order.filter((name) => (name === machine ? chosen : form.machines.includes(name))),
  }));
}

function choosePreset(state: State, name: string): Step {
  const preset = state.choices?.presets.find((each) => each.name === name);
  return preset ? change(state, (form) => formOf(preset.scenario, name, form.machines)) : stay(state);
}

function takeStudy(state: State, action: StudyAction): Step {
  const { studies, post, announcement = state.announcement } = updateStudies(state.studies, action, state.report);
  return { state: { ...state, studies, announcement }, post };
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
  const entry = on === undefined || on.destination ? state.entry : on.first;
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
    case 'error':
      return takeError(state, action.message);
    case 'garbled':
      return takeError(state, `The extension sent what this panel cannot read: ${action.problem}`);
    case 'edit-number':
      return change(state, (form) => ({ ...form, numbers: { ...form.numbers, [action.field]: action.text } }));
    case 'set-machine':
      return setMachine(state, action.machine, action.chosen);
    case 'choose-preset':
      return choosePreset(state, action.preset);
    case 'choose-population':
      return change(state, (form) => ({ ...form, population: action.population }));
    case 'set-fullmm':
      return change(state, (form) => ({ ...form, fullmm: action.fullmm }));
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
    case 'fold-scenario':
      return stay({ ...state, scenarioOpen: action.open });
    case 'copy':
      return { state: forgetCopied(state), post: [action] };
    case 'copied':
      return stay({ ...state, copied: action.format, announcement: 'Copied' });
    case 'forget-copied':
      return stay(forgetCopied(state));
    default:
      return isPlayback(action) ? play(state, action) : takeStudy(state, action);
  }
}
