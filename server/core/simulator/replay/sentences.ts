import { type ApiFunction, apiFunctions } from '../../kernel/api.ts';
import { countsText } from '../event-words.ts';
import type { PendingKind } from '../machine/lazy-mode.ts';
import type { EventName } from '../report.ts';
import type { LookChange } from './cells.ts';
import type { Replay, ReplayPlace, ReplayState } from './replay.ts';
import type { Mode, RecordedStep } from './run-recorder.ts';

/** What a step is told with besides what was seen of it. */
export interface Telling {
  readonly waiting: Replay['waiting'];
  readonly place: ReplayPlace;
  /** Where what begins to wait at this step comes to its end; undefined where it never does. */
  readonly until: { readonly step: number; readonly place: ReplayPlace } | undefined;
  /** Why calls of the API do nothing; undefined where they do something. */
  readonly withoutMode: string | undefined;
}

/** Events that another one of the same step includes: what they say is said with that one, or not at all. */
const included: readonly EventName[] = [
  'ptep_get',
  'ipte_entries',
  'ipte_local',
  'rdp_local',
  'mmu_update_entries',
  'hpte_entries',
  'hpte_local',
  'tsb_pages',
];

const stateNames: Readonly<Record<ReplayState, string>> = {
  none: 'empty',
  present: 'present',
  'read-only': 'read-only',
  old: 'old',
  swap: 'swap',
  migration: 'migration',
  marker: 'marker',
  invalid: 'invalid',
};

const actors: Readonly<Record<Exclude<RecordedStep['by'], 'call' | 'access'>, string>> = {
  interruption: 'What interrupts the walker',
  caller: "The walker's caller",
};

const effects = new Map(apiFunctions.map((each) => [each.name, each]));

/** What happens at a step: one to three sentences, in which functions stand between backticks. */
export function sentenceOf(recorded: RecordedStep, telling: Telling): string {
  const step = { ...recorded, looks: [...recorded.looks, ...recorded.destination, ...recorded.elsewhere] };
  const api = step.by === 'call' ? effects.get(step.call) : undefined;
  const clauses = [
    ...(api === undefined ? [] : [modeClause(api, step.modes, telling)]),
    ...readClause(step),
    ...tableClauses(step),
    ...parkedClauses(step, telling),
    ...finishedClauses(step, telling),
    ...eventClause(step),
  ];
  const did = clauses.length === 0 ? ['leaves it as it is'] : clauses;
  return [`${subjectOf(step)} ${list(did)}.`, ...waitingSentences(step, telling)].join(' ');
}

function subjectOf({ by, call }: RecordedStep): string {
  if (by === 'call') return `\`${call}\``;
  if (by === 'access') return 'C that goes past the accessors';
  return actors[by];
}

function modeClause({ effect }: ApiFunction, [before, after]: readonly [Mode, Mode], telling: Telling): string {
  if (telling.withoutMode !== undefined) return `does nothing: ${telling.withoutMode}`;
  const changed = before !== after;
  switch (effect) {
    case 'enable':
      return changed ? 'enters the lazy MMU mode' : within(before, 'opens a section within the section');
    case 'enable-range':
      return changed
        ? 'enters the lazy MMU mode and says which entries it is for'
        : within(before, 'opens a section within the section, so that its range counts for nothing');
    case 'disable':
      return changed ? 'leaves the lazy MMU mode' : within(before, 'closes a section within the section');
    case 'pause':
      return changed ? 'pauses the lazy MMU mode' : 'pauses once more';
    case 'resume':
      return changed ? 'resumes the lazy MMU mode' : 'leaves it paused';
    case 'flush':
      return 'asks for what waits';
  }
}

function within(mode: Mode, what: string): string {
  return mode === 'paused' ? 'does nothing while the mode is paused' : what;
}

function readClause({ by, call, gave, looks }: RecordedStep): readonly string[] {
  if (by === 'access' && call === 'read') return ['reads it'];
  if (gave === 'waiting') return ['reads the value that waits'];
  if (gave === undefined) return [];
  return looks.length === 0 ? ['reads it'] : ['reads it from the table'];
}

/** Changes of the table that did not wait before. */
function tableClauses({ looks, unseen, by, call }: RecordedStep): readonly string[] {
  const changes = groups(
    looks.filter(({ before, after }) => !isFinished(before, after) && before.state !== after.state),
  );
  const told = changes.map(({ before, after, entries }) => {
    if (after.state === 'invalid') return `takes ${them(entries)} out of use`;
    return `turns ${them(entries)} from ${stateNames[before.state]} to ${stateNames[after.state]}`;
  });
  if (told.length > 0 || unseen === 0)
    return by === 'access' && call === 'write' && told.length === 0 ? ['writes it'] : told;
  return [`changes ${them(unseen)} in a way that its state does not show`];
}

/** What waited and has come to its end. */
function finishedClauses({ looks }: RecordedStep, { waiting }: Telling): readonly string[] {
  const finished = looks.filter(({ before, after }) => isFinished(before, after));
  if (finished.length === 0 || waiting === undefined) return [];
  const entries = finished.reduce((sum, each) => sum + each.entries, 0);
  const what = `${entries} ${entries === 1 ? waiting.one : waiting.many}`;
  switch (waiting.kind) {
    case 'update': {
      const states = groups(finished).map(({ before, after }) => {
        return before.state === after.state
          ? stateNames[after.state]
          : `${stateNames[before.state]} → ${stateNames[after.state]}`;
      });
      return [`brings ${what} into the table (${list([...new Set(states)])})`];
    }
    case 'flush':
      return [`flushes ${entries === 1 ? 'one entry' : `${entries} entries`} that waited for it`];
    case 'barrier':
      return [`shows ${entries === 1 ? 'one stored entry' : `${entries} stored entries`} to every walk of the table`];
  }
}

function eventClause({ counts, runs }: RecordedStep): readonly string[] {
  const text = countsText(counts, ({ event }) => !included.includes(event));
  if (text === '') return [];
  const widths = runs.map(({ entries }) => entries);
  const width = widths.reduce((sum, entries) => sum + entries, 0);
  const over = width > 1 && runs.length === 1 ? ` over ${width} entries in a row` : '';
  return [`costs ${text}${over}`];
}

/** New values that wait for their way into the table. */
function parkedClauses({ looks }: RecordedStep, { waiting }: Telling): readonly string[] {
  if (waiting?.kind !== 'update') return [];
  return groups(looks.filter(isParked)).map(({ before, after, entries }) => {
    const next = stateNames[after.waiting ?? after.state];
    const instead = before.waiting === undefined ? '' : `, in place of ${stateNames[before.waiting]}`;
    return entries === 1
      ? `parks its new value (${next}) as a ${waiting.one}${instead}`
      : `parks the new values (${next}) of ${entries} entries as ${waiting.many}${instead}`;
  });
}

/** How long what begins to wait leaves things as they were. */
function waitingSentences({ looks }: RecordedStep, { waiting, until, place }: Telling): readonly string[] {
  if (waiting === undefined) return [];
  const parked = looks.filter(isParked);
  const entries = parked.reduce((sum, each) => sum + each.entries, 0);
  if (entries === 0) return [];
  const states = [...new Set(parked.map(({ after }) => stateNames[after.state]))];
  const end =
    until === undefined ? 'the end of the run' : `${placeWords(until.place, place)} (step ${count(until.step + 1)})`;
  return [`${keptWords(waiting.kind, entries, list(states))} until ${end}.`];
}

function keptWords(kind: PendingKind, entries: number, states: string): string {
  switch (kind) {
    case 'update':
      return `The table keeps the old ${entries === 1 ? 'value' : 'values'} (${states})`;
    case 'flush':
      return `The old ${entries === 1 ? 'translation' : 'translations'} can still be used`;
    case 'barrier':
      return `No barrier shows the ${entries === 1 ? 'store' : 'stores'} to other walks of the table`;
  }
}

function isParked({ after }: LookChange): boolean {
  return after.waiting !== undefined;
}

function isFinished(before: LookChange['before'], after: LookChange['after']): boolean {
  return before.waiting !== undefined && after.waiting === undefined;
}

/** Changes that are alike, with the number of their entries. */
function groups(looks: readonly LookChange[]): readonly Omit<LookChange, 'first'>[] {
  const known = new Map<string, { entries: number } & Omit<LookChange, 'first' | 'entries'>>();
  for (const { before, after, entries } of looks) {
    const key = JSON.stringify([before, after]);
    const group = known.get(key);
    if (group === undefined) known.set(key, { before, after, entries });
    else group.entries += entries;
  }
  return [...known.values()];
}

/** `line 435`, or with its file where that is another. */
function placeWords({ file, line }: ReplayPlace, from: ReplayPlace): string {
  if (line < 1) return "the caller's flush";
  return file === from.file ? `line ${line}` : `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function them(entries: number): string {
  return entries === 1 ? 'it' : `${entries} entries`;
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
