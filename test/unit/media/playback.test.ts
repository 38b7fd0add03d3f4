import assert from 'node:assert/strict';
import { moveReplay, moveReport } from '../../fixtures/move.ts';
import { replay } from '../../fixtures/replay.ts';
import { choices, report } from '../../fixtures/report.ts';
import { play } from './support-state.ts';

const target = { uri: 'file:///kernel/mm/mprotect.c', function: 'change_pte_range' };
const steps = replay.steps.length;

const shown = play([
  { type: 'choices', choices, ...target },
  { type: 'report', report },
]);
const { state: begun } = play([{ type: 'replay', replay }], shown.state);

describe('playback', () => {
  it('asks for the replay of the run that is shown, before anything that takes longer', () => {
    const { machine, variant } = replay;
    assert.deepEqual(shown.post[1], { type: 'ask-replay', machine, variant, scenario: report.scenario });
    const run = { machine: 'xen-pv', variant: 'as-written' } as const;
    const { post, state } = play([{ type: 'show', run }], begun);
    assert.deepEqual(post, [{ type: 'ask-replay', ...run, scenario: report.scenario }]);
    assert.equal(state.playback.replay, undefined);
  });

  it('begins at the end, as the report does, and takes no replay of another run', () => {
    assert.equal(begun.playback.position, steps);
    const { state } = play([{ type: 'replay', replay: { ...replay, variant: 'as-written' } }], shown.state);
    assert.equal(state.playback.replay, undefined);
  });

  it('goes from step to step, never out of the run, and tells the editor each line', () => {
    const { state, post } = play(
      [
        { type: 'go-to', position: -7 },
        { type: 'go-to', position: 3 },
        { type: 'go-last' },
        { type: 'go-to', position: 9e9 },
      ],
      begun,
    );
    const last = { type: 'at-line', file: 'mm/mprotect.c', line: 435, walkerLine: 435 };
    assert.deepEqual(post, [
      { type: 'off-line' },
      { type: 'at-line', file: 'mm/mprotect.c', line: 356, walkerLine: 356 },
      last,
      last,
    ]);
    assert.equal(state.playback.position, steps);
  });

  it('takes the cursor of the grid along, so that the page of the step is shown', () => {
    const at = replay.steps.findIndex(({ on }) => on?.first === 200);
    assert.equal(play([{ type: 'go-to', position: at + 1 }], begun).state.entry, 200);
    assert.equal(play([{ type: 'move-to', entry: 7 }, { type: 'go-last' }], begun).state.entry, 7);
  });

  it('has room for the destination as long as the replay before had one', () => {
    const moved = play([
      { type: 'choices', choices, ...target, function: 'move_ptes' },
      { type: 'report', report: moveReport },
    ]).state;
    assert.equal(moved.playback.hasDestination, false);
    const told = play([{ type: 'replay', replay: moveReplay }], moved).state;
    assert.equal(told.playback.hasDestination, true);
    assert.equal(play([{ type: 'go-to', position: 7 }], told).state.entry, 2);
    const again = play([{ type: 'submit' }, { type: 'report', report: moveReport }], told).state;
    assert.deepEqual([again.playback.replay, again.playback.hasDestination], [undefined, true]);
    const { machine, variant } = moveReplay;
    const failed = play([{ type: 'replay-failed', machine, variant, message: 'no' }], again).state;
    assert.equal(failed.playback.hasDestination, false);
    const { destinationBefore: _, ...without } = moveReplay;
    assert.equal(play([{ type: 'replay', replay: without }], again).state.playback.hasDestination, false);
  });

  it('shows the table before and after, as the buttons for them say', () => {
    const before = play([{ type: 'show-side', side: 'before' }], begun).state;
    assert.equal(before.playback.position, 0);
    assert.equal(play([{ type: 'show-side', side: 'after' }], before).state.playback.position, steps);
    assert.equal(play([{ type: 'show-side', side: 'before' }], shown.state).state.side, 'before');
  });

  it('plays as fast as is said, from the beginning when it is at the end, and stops there', () => {
    const playing = play([{ type: 'play' }], begun).state;
    assert.equal(playing.playback.position, 0);
    const second = play(
      [
        { type: 'tick', elapsed: 500 },
        { type: 'tick', elapsed: 500 },
      ],
      playing,
    ).state;
    assert.equal(second.playback.position, 20);
    const parts = play(new Array(30).fill({ type: 'tick', elapsed: 10 }), playing).state;
    assert.equal(parts.playback.position, 6);
    const faster = play(
      [
        { type: 'set-speed', speed: 500 },
        { type: 'tick', elapsed: 1_000 },
      ],
      playing,
    ).state;
    assert.equal(faster.playback.position, 500);
    const end = play([{ type: 'tick', elapsed: 1_000 }], faster);
    assert.equal(end.state.playback.position, steps);
    assert.equal(end.state.playback.playing, undefined);
    assert.match(end.state.announcement, /^Step 738 of 738\. lazy_mmu_mode_disable leaves the lazy MMU mode/);
  });

  it('tells the editor ten times a second while it plays, and where it stops', () => {
    const ticks = new Array(60).fill({ type: 'tick', elapsed: 16 });
    const { post, state } = play([{ type: 'play' }, { type: 'set-speed', speed: 100 }, ...ticks], begun);
    assert.ok(post.length >= 8 && post.length <= 10, `${post.length}`);
    const paused = play([{ type: 'pause' }], state);
    assert.equal(paused.post.length, 1);
    assert.equal(paused.state.playback.playing, undefined);
    assert.deepEqual(play([{ type: 'pause' }], paused.state).post, []);
  });

  it('stops playing when somebody moves it', () => {
    const { state } = play([{ type: 'play' }, { type: 'go-to', position: 5 }, { type: 'tick', elapsed: 900 }], begun);
    assert.equal(state.playback.position, 5);
  });

  it('says why there is none, and does nothing then', () => {
    const failed = { type: 'replay-failed', machine: replay.machine, variant: replay.variant, message: 'no' } as const;
    const { state, post } = play(
      [failed, { type: 'play' }, { type: 'go-to', position: 1 }, { type: 'tick', elapsed: 99 }],
      shown.state,
    );
    assert.equal(state.playback.problem, 'no');
    assert.equal(state.playback.position, 0);
    assert.deepEqual(post, []);
  });

  it('keeps speed and table open from run to run, and what is pointed at only while it is', () => {
    const { state } = play(
      [
        { type: 'set-speed', speed: 5 },
        { type: 'list-entries', listed: true },
        { type: 'point-at-run', run: 3 },
        { type: 'show', run: { machine: 's390', variant: 'as-written' } },
      ],
      begun,
    );
    const { position, speed, listed, pointed } = state.playback;
    assert.deepEqual({ position, speed, listed, pointed }, { position: 0, speed: 5, listed: true, pointed: undefined });
    assert.equal(play([{ type: 'point-at-run', run: undefined }], state).state.playback.pointed, undefined);
  });
});
