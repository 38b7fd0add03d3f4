import assert from 'node:assert/strict';
import { readPanelState } from '../../../media/messages.ts';
import { initialState, savedState } from '../../../media/state.ts';
import type { FromPanel, ToPanel } from '../../../server/lsp/panel-protocol.ts';
import { choices, report, scenario } from '../../fixtures/report.ts';
import { play } from './support-state.ts';

const target = { uri: 'file:///kernel/mm/mprotect.c', function: 'change_pte_range' };
const offer: ToPanel = { type: 'choices', choices, ...target };
const answer: ToPanel = { type: 'report', report };

const posted = (post: readonly FromPanel[]) => post.map(({ type }) => type);

describe('state', () => {
  it('waits for a function, then asks to simulate it with the preset that fits', () => {
    const { state, post } = play([offer]);
    assert.equal(state.phase.kind, 'running');
    assert.deepEqual(post, [{ type: 'simulate', machines: ['s390', 's390-ipte-range', 'arm64', 'xen-pv'], scenario }]);
  });

  it('shows a report: the run that the headline speaks of, its first entry, and a sentence to hear', () => {
    const { state } = play([offer, answer]);
    assert.equal(state.phase.kind, 'settled');
    assert.deepEqual(state.shown, { machine: 's390-ipte-range', variant: 'with-range' });
    assert.equal(state.entry, scenario.start);
    assert.match(state.announcement, /240 → 16 IPTE/);
  });

  it('keeps the run that was chosen while a new report has it', () => {
    const run = { machine: 'xen-pv', variant: 'as-written' } as const;
    const chosen = play([offer, answer, { type: 'show', run }, { type: 'submit' }, answer]).state;
    assert.deepEqual(chosen.shown, run);
    const without = { ...report, results: report.results.filter(({ machine }) => machine !== 'xen-pv') };
    const gone = play([{ type: 'submit' }, { type: 'report', report: without }], chosen).state;
    assert.deepEqual(gone.shown, { machine: 's390-ipte-range', variant: 'with-range' });
  });

  it('shows no run of a report without results', () => {
    const failure = { machine: 's390', variant: 'as-written', reason: 'no', file: 'mm/a.c', line: 1 } as const;
    const { state } = play([offer, { type: 'report', report: { ...report, results: [], failures: [failure] } }]);
    assert.equal(state.shown, undefined);
    assert.match(state.announcement, /No run was finished. 1 could not be finished./);
  });

  it('passes progress on, and says what failed', () => {
    const { state } = play([offer, { type: 'running', message: 'arm64', percentage: 40 }]);
    assert.deepEqual(state.phase, { kind: 'running', message: 'arm64', percentage: 40 });
    const failed = play([{ type: 'error', message: 'no such function' }], state).state;
    assert.deepEqual(failed.phase, { kind: 'failed', message: 'no such function' });
    assert.match(failed.announcement, /no such function/);
  });

  it('cancels a run once, hears no more of its progress, and calls its end no failure', () => {
    const { state, post } = play([
      offer,
      { type: 'stop' },
      { type: 'stop' },
      { type: 'running', message: 'late', percentage: 90 },
    ]);
    assert.equal(state.phase.kind, 'cancelling');
    assert.deepEqual(post.slice(1), [{ type: 'cancel' }]);
    assert.equal(play([{ type: 'error', message: 'cancelled' }], state).state.phase.kind, 'cancelled');
    assert.equal(play([answer], state).state.phase.kind, 'settled');
  });

  it('has nothing to cancel when nothing runs', () => {
    assert.deepEqual(posted(play([offer, answer, { type: 'stop' }]).post), ['simulate', 'ask-replay', 'ask-growth']);
  });

  it('does not simulate what the form gets wrong', () => {
    const { state, post } = play([
      offer,
      answer,
      { type: 'edit-number', field: 'entries', text: 'many' },
      { type: 'submit' },
    ]);
    assert.equal(state.phase.kind, 'settled');
    assert.deepEqual(posted(post), ['simulate', 'ask-replay', 'ask-growth']);
  });

  it('simulates what the form says, machines in the order of the choices', () => {
    const { post } = play([
      offer,
      answer,
      { type: 'edit-number', field: 'entries', text: '12' },
      { type: 'set-machine', machine: 's390-ipte-range', chosen: false },
      { type: 'set-machine', machine: 'arm64-eager', chosen: true },
      { type: 'set-fullmm', fullmm: true },
      { type: 'choose-population', population: 'half' },
      { type: 'submit' },
    ]);
    assert.deepEqual(post.at(-1), {
      type: 'simulate',
      machines: ['s390', 'arm64-eager', 'arm64', 'xen-pv'],
      scenario: { ...scenario, entries: 12, fullmm: true, population: 'half' },
    });
  });

  it('fills the form from a preset and keeps the machines', () => {
    const { state } = play([
      offer,
      { type: 'set-machine', machine: 'arm64', chosen: false },
      { type: 'choose-preset', preset: 'munmap' },
    ]);
    assert.equal(state.form?.preset, 'munmap');
    assert.equal(state.form?.population, 'all_present');
    assert.deepEqual(state.form?.machines, ['s390', 's390-ipte-range', 'xen-pv']);
    assert.equal(play([{ type: 'choose-preset', preset: 'gone' }], state).state, state);
  });

  it('forgets the report when another function is chosen, and does not take a late one for it', () => {
    const other = { ...offer, function: 'zap_pte_range' } as const;
    const { state } = play([offer, answer, other, answer]);
    assert.equal(state.report, undefined);
    assert.equal(state.phase.kind, 'running');
  });

  it('keeps form and report when the same function is offered again', () => {
    const { state, post } = play([offer, answer, { type: 'edit-number', field: 'entries', text: '9' }, offer]);
    assert.equal(state.form?.numbers.entries, '9');
    assert.equal(state.report, report);
    assert.deepEqual(posted(post), ['simulate', 'ask-replay', 'ask-growth', 'cancel-study', 'simulate']);
  });

  it('saves what a reload of the window needs, and begins with it', () => {
    const run = { machine: 'xen-pv', variant: 'no-lazy-mode' } as const;
    const { state } = play([
      offer,
      answer,
      { type: 'set-machine', machine: 'arm64', chosen: false },
      { type: 'edit-number', field: 'entries', text: '31' },
      { type: 'show', run },
      { type: 'fold', name: 'counts s390', open: true },
      { type: 'scrolled', scroll: 120 },
    ]);
    const saved = savedState(state);
    assert.deepEqual(saved, {
      ...target,
      machines: ['s390', 's390-ipte-range', 'xen-pv'],
      scenario: { ...scenario, entries: 31 },
      shown: run,
      studies: {
        growth: { across: 'entries', from: '1', to: '4096', spacing: { x: 'log', y: 'log' } },
        revision: 'HEAD',
        locks: { cpus: '64', costs: {} },
        answered: [],
      },
      folds: { 'counts s390': true },
      scroll: 120,
    });
    assert.equal(readPanelState(JSON.parse(JSON.stringify(saved)))?.scroll, 120);
    const restored = play([offer], initialState(saved, 'wide'));
    assert.deepEqual(restored.post, [{ type: 'simulate', machines: saved?.machines, scenario: saved?.scenario }]);
    assert.deepEqual(play([answer], restored.state).state.shown, run);
  });

  it('saves no scenario that is wrong, and before any function what it was given', () => {
    const { state } = play([offer, { type: 'edit-number', field: 'entries', text: '' }]);
    assert.equal(savedState(state)?.scenario, undefined);
    assert.equal(savedState(initialState(undefined, 'wide')), undefined);
    assert.deepEqual(savedState(initialState(target, 'wide')), target);
  });

  it('does not use what was remembered of another function', () => {
    const remembered = { ...target, function: 'zap_pte_range', machines: ['xen-pv'] as const };
    assert.equal(play([offer], initialState(remembered, 'wide')).state.form?.machines.length, 4);
  });

  it('knows that the source has changed until there are counts of the new text', () => {
    const changed = play([offer, answer, { type: 'source-changed' }]).state;
    assert.equal(changed.sourceChanged, true);
    assert.equal(play([offer], changed).state.sourceChanged, true);
    assert.equal(play([{ type: 'submit' }, answer], changed).state.sourceChanged, undefined);
  });

  it('says that a message cannot be read, and goes on', () => {
    const { state } = play([offer, { type: 'garbled', problem: 'report.version is 2' }]);
    assert.deepEqual(state.phase.kind, 'failed');
    assert.equal(play([answer], state).state.phase.kind, 'settled');
  });

  it('follows the width, the fold and the cursor', () => {
    const { state } = play([
      { type: 'resize', layout: 'narrow' },
      { type: 'fold', name: 'scenario', open: true },
      { type: 'move-to', entry: 17 },
      { type: 'show-side', side: 'before' },
    ]);
    assert.deepEqual(
      [state.layout, state.folds, state.entry, state.side],
      ['narrow', { scenario: true }, 17, 'before'],
    );
  });
});
