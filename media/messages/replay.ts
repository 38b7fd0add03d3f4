/** Checks of a replay: thousands of steps, so each is looked at by few calls. */
import type { Replay, ReplayState, ReplayStep } from '../../server/lsp/protocol.ts';
import { stateWords } from '../format.ts';
import { eventWords } from '../machines.ts';
import { flag, many, oneOf, optional, record, shape, text, version, whole } from './check.ts';
import { machine, scenario, variant } from './scenario.ts';

const supported: Replay['version'] = 1;

const states: Readonly<Record<ReplayState, unknown>> = { ...stateWords, invalid: true };
const kinds: Readonly<Record<NonNullable<Replay['waiting']>['kind'], true>> = {
  update: true,
  flush: true,
  barrier: true,
};
const actors: Readonly<Record<ReplayStep['by'], true>> = { call: true, access: true, interruption: true, caller: true };
const modes: Readonly<Record<NonNullable<ReplayStep['mode']>, true>> = { off: true, on: true, paused: true };

const state = oneOf(states);
const cells = many(shape({ first: whole, entries: whole, state, waiting: optional(state) }));

const run = shape({ event: oneOf(eventWords), first: whole, entries: whole, destination: optional(flag) });

const step = shape({
  by: oneOf(actors),
  call: text,
  place: whole,
  on: optional(shape({ first: whole, entries: whole, destination: optional(flag) })),
  sentence: whole,
  cells: optional(cells),
  destinationCells: optional(cells),
  counts: optional(record(whole)),
  runs: optional(many(run)),
  mode: optional(oneOf(modes)),
});

export const replay = shape({
  version: version(supported),
  file: text,
  function: text,
  machine,
  variant,
  scenario,
  waiting: optional(shape({ kind: oneOf(kinds), one: text, many: text })),
  before: cells,
  destinationBefore: optional(cells),
  places: many(shape({ file: text, line: whole, function: text, walkerLine: whole, text: optional(text) })),
  sentences: many(text),
  steps: many(step),
  cut: optional(shape({ ofEntries: optional(whole), moreSteps: optional(whole) })),
  failure: optional(shape({ reason: text, file: text, line: whole })),
});
