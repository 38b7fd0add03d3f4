import assert from 'node:assert/strict';
import { type Action, initialState, savedState } from '../../../media/state.ts';
import type { ToPanel } from '../../../server/lsp/panel-protocol.ts';
import { choices, report, scenario } from '../../fixtures/report.ts';
import { comparison, locks, sweep } from '../../fixtures/studies.ts';
import { play } from './support-state.ts';

const offer: ToPanel = { type: 'choices', choices, uri: 'file:///kernel/mm/mprotect.c', function: 'change_pte_range' };
const answer: ToPanel = { type: 'report', report };
const grown: ToPanel = { type: 'growth', sweep };
const machines = ['s390', 's390-ipte-range', 'arm64', 'xen-pv'] as const;

const { state: reported } = play([offer, answer]);

describe('studies', () => {
  it('ask how the counts of the headline grow, as soon as there is a report', () => {
    const { state, post } = play([offer, answer]);
    assert.deepEqual(post.at(-1), {
      type: 'ask-growth',
      machines: ['s390-ipte-range'],
      scenario,
      sweep: { axis: 'entries', from: 1, to: 4096 },
    });
    assert.equal(state.studies.growth.phase.kind, 'running');
    const { growth } = play([grown], state).state.studies;
    assert.deepEqual([growth.phase.kind, growth.sweep], ['idle', sweep]);
  });

  it('do not ask by themselves where a run was not finished', () => {
    const failure = { machine: 'arm64', variant: 'as-written', reason: 'no', file: 'mm/a.c', line: 1 } as const;
    const { post } = play([offer, { type: 'report', report: { ...report, failures: [failure] } }]);
    assert.ok(!post.some(({ type }) => type === 'ask-growth'));
  });

  it('ask again on another machine and over something else, and keep the event and the spacing', () => {
    const { state, post } = play(
      [
        { type: 'grow-event', event: 'ipte_global' },
        { type: 'grow-spacing', axis: 'y', spacing: 'linear' },
        { type: 'grow-on', machine: 's390' },
        { type: 'grow-across', across: 'holes' },
      ],
      reported,
    );
    assert.deepEqual(post, [
      { type: 'ask-growth', machines: ['s390'], scenario, sweep: { axis: 'entries', from: 1, to: 4096 } },
      { type: 'ask-growth', machines: ['s390'], scenario, sweep: { axis: 'holes', from: 0, to: 1 } },
    ]);
    const { event, spacing } = state.studies.growth.controls;
    assert.deepEqual([event, spacing], ['ipte_global', { x: 'linear', y: 'linear' }]);
  });

  it('ask nothing about a range that is none', () => {
    const { post } = play(
      [
        { type: 'edit-range', end: 'to', text: '0' },
        { type: 'study', study: 'growth' },
      ],
      reported,
    );
    assert.deepEqual(post, []);
  });

  it('compare with a revision, on the machines of the report', () => {
    const { state, post } = play(
      [
        { type: 'edit-revision', text: ' v6.12 ' },
        { type: 'study', study: 'comparison' },
      ],
      reported,
    );
    assert.deepEqual(post, [{ type: 'ask-comparison', machines, scenario, revision: 'v6.12' }]);
    assert.equal(state.folds['comparison'], true);
    const done = play([{ type: 'comparison', ...comparison }], state).state;
    assert.deepEqual(done.studies.comparison.result, comparison);
    assert.equal(done.announcement, 'Compared');
  });

  it('study locks on as many CPUs as typed', () => {
    const edit = (text: string): Action => ({ type: 'edit-lock-cpus', text });
    const ask: Action = { type: 'study', study: 'locks' };
    assert.deepEqual(play([edit('2000'), ask], reported).post, []);
    const { state, post } = play([edit('8'), ask, { type: 'locks', locks }], reported);
    assert.deepEqual(post, [{ type: 'ask-locks', machines, scenario, cpus: 8, costs: {} }]);
    assert.equal(state.studies.locks.result, locks);
  });

  it('study locks with the times that the user gives, until they are taken back', () => {
    const edit = (text: string): Action => ({ type: 'edit-lock-cost', name: 'ipte_global', text });
    const ask: Action = { type: 'study', study: 'locks' };
    assert.deepEqual(play([edit('long'), ask], reported).post, []);
    const { state, post } = play([edit(' 80.5 '), ask, { type: 'locks', locks }], reported);
    const question = { type: 'ask-locks', machines, scenario, cpus: 64 };
    assert.deepEqual(post, [{ ...question, costs: { ipte_global: 80.5 } }]);
    assert.deepEqual(play([edit(''), ask], state).post, [{ ...question, costs: {} }]);
    const reset = play([{ type: 'reset-lock-cost', name: 'ipte_global' }], state);
    assert.deepEqual(reset.post, [{ ...question, costs: {} }]);
  });

  it('are asked for in the same way after a reload, and again where there was an answer', () => {
    const before = play(
      [
        { type: 'grow-across', across: 'cpus' },
        { type: 'grow-event', event: 'idte' },
        { type: 'edit-range', end: 'to', text: '16' },
        { type: 'edit-lock-cpus', text: '8' },
        { type: 'edit-lock-cost', name: 'lock', text: '7' },
        { type: 'study', study: 'locks' },
        { type: 'locks', locks },
      ],
      reported,
    ).state;
    const saved = savedState(before);
    const restored = play([offer], initialState(saved, 'wide')).state;
    assert.deepEqual(savedState(restored), saved);
    const { post } = play([answer], restored);
    assert.deepEqual(post.slice(-2), [
      { type: 'ask-growth', machines: ['s390-ipte-range'], scenario, sweep: { axis: 'cpus', from: 1, to: 16 } },
      { type: 'ask-locks', machines, scenario, cpus: 8, costs: { lock: 7 } },
    ]);
  });

  it('say how far they are, and why they failed', () => {
    const { state } = play(
      [{ type: 'study-running', study: 'growth', message: 'entries 256', percentage: 40 }],
      reported,
    );
    assert.deepEqual(state.studies.growth.phase, { kind: 'running', message: 'entries 256', percentage: 40 });
    const failed = play([{ type: 'study-failed', study: 'growth', message: 'no such machine' }], state).state;
    assert.deepEqual(failed.studies.growth.phase, { kind: 'failed', message: 'no such machine' });
    assert.match(failed.announcement, /no such machine/);
  });

  it('are stopped by the user, and take no late answer', () => {
    const { state, post } = play([{ type: 'stop-study', study: 'growth' }, grown], reported);
    assert.deepEqual(post, [{ type: 'cancel-study', study: 'growth' }]);
    assert.equal(state.studies.growth.sweep, undefined);
  });

  it('make room for the next simulation, and belong to one report only', () => {
    const { state, post } = play(
      [{ type: 'study', study: 'comparison' }, { type: 'comparison', ...comparison }, { type: 'submit' }],
      reported,
    );
    assert.deepEqual(
      post.map(({ type }) => type),
      ['ask-comparison', 'cancel-study', 'simulate'],
    );
    const next = play([answer], state).state.studies;
    assert.equal(next.comparison.result, undefined);
    assert.equal(next.growth.phase.kind, 'running');
  });

  it('point at a value, the last one after every answer', () => {
    const { state } = play([grown, { type: 'point-at', cursor: 3 }], reported);
    assert.equal(state.studies.growth.cursor, 3);
    const again = play([{ type: 'study', study: 'growth' }, grown], state).state;
    assert.equal(again.studies.growth.cursor, undefined);
  });
});

describe('assumptions that are answered otherwise', () => {
  it('are put into the scenario, which is simulated', () => {
    const { state, post } = play(
      [
        { type: 'edit-assumption', name: 'need_resched', text: '0, 0, 1' },
        { type: 'override', name: 'need_resched' },
      ],
      reported,
    );
    assert.deepEqual(post.at(-1), {
      type: 'simulate',
      machines,
      scenario: { ...scenario, assume: { need_resched: [0, 0, 1] } },
    });
    assert.deepEqual(state.form?.overrides, {});
    const reset = play([answer, { type: 'reset-assumption', name: 'need_resched' }], state);
    assert.deepEqual(reset.post.at(-1), { type: 'simulate', machines, scenario });
  });

  it('stay as they are while what is typed is no number', () => {
    const { state, post } = play(
      [
        { type: 'edit-assumption', name: 'need_resched', text: 'never' },
        { type: 'override', name: 'need_resched' },
      ],
      reported,
    );
    assert.deepEqual(post, []);
    assert.deepEqual(state.form?.overrides, { need_resched: 'never' });
  });
});

describe('copying', () => {
  it('asks the host, and says that it was done until the button is left', () => {
    const { state, post } = play([{ type: 'copy', format: 'json', text: '{}' }], reported);
    assert.deepEqual(post, [{ type: 'copy', format: 'json', text: '{}' }]);
    const copied = play([{ type: 'copied', format: 'json' }], state).state;
    assert.equal(copied.copied, 'json');
    assert.equal(play([{ type: 'forget-copied' }], copied).state.copied, undefined);
  });
});
