import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lookWords } from '../../../media/format.ts';
import { findResult } from '../../../media/headline.ts';
import { readMessage } from '../../../media/messages.ts';
import { type EntryLook, lookOf, replayFrames, stepsPerFrame } from '../../../media/replay/frames.ts';
import { destinationChanges, destinationOf, letterOf, lookInWords, metIn } from '../../../media/replay/looks.ts';
import { groupName, groupPlaces, groupWords, runGroups, runSteps } from '../../../media/replay/runs.ts';
import { entriesOf, longestStep, stepWords } from '../../../media/replay/words.ts';
import type { Replay, ReplayCells, ReplayState } from '../../../server/lsp/protocol.ts';
import { moveReplay, moveResult } from '../../fixtures/move.ts';
import { replay } from '../../fixtures/replay.ts';
import { report } from '../../fixtures/report.ts';

const states = Object.keys(lookWords) as readonly ReplayState[];

/** Every step in turn, without any frame. */
function looksOf({ before, destinationBefore, steps, scenario }: Replay, position: number) {
  const paint = (all: readonly ReplayCells[]): readonly EntryLook[] => {
    const looks = new Array<EntryLook>(scenario.entries);
    for (const { first, entries, ...look } of all)
      looks.fill(look, first - scenario.start, first - scenario.start + entries);
    return looks;
  };
  const done = steps.slice(0, position);
  return {
    source: paint([...before, ...done.flatMap(({ cells = [] }) => cells)]),
    destination: paint([
      ...(destinationBefore ?? []),
      ...done.flatMap(({ destinationCells = [] }) => destinationCells),
    ]),
  };
}

describe('frames of a replay', () => {
  const cells = fc
    .record(
      {
        first: fc.integer({ min: 30, max: 49 }),
        entries: fc.integer({ min: 1, max: 20 }),
        state: fc.constantFrom(...states),
        waiting: fc.constantFrom(...states),
      },
      { requiredKeys: ['first', 'entries', 'state'] },
    )
    .map(({ first, entries, ...look }): ReplayCells => ({ first, entries: Math.min(entries, 50 - first), ...look }));
  const scenario = { ...report.scenario, start: 30, entries: 20 };
  const some = fc.array(cells, { maxLength: 3 });
  const replays = fc.array(fc.tuple(some, some), { maxLength: 3 * stepsPerFrame }).map(
    (all): Replay => ({
      ...replay,
      scenario,
      before: [{ first: 30, entries: 20, state: 'present' }],
      destinationBefore: [{ first: 30, entries: 20, state: 'none' }],
      steps: all.map(([cells, destinationCells]) => ({
        by: 'call',
        call: '',
        place: 0,
        sentence: 0,
        cells,
        destinationCells,
        counts: { ipte: cells.length },
      })),
    }),
  );

  it('hold at every position what the steps before it have made', () => {
    fc.assert(
      fc.property(replays, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (made, positions) => {
        const frames = replayFrames(made);
        for (const position of positions.map((each) => each % (made.steps.length + 1))) {
          const looks = looksOf(made, position);
          for (const table of ['source', 'destination'] as const)
            assert.deepEqual(Array.from(frames.looksAt(position, table), lookOf), looks[table]);
          const all = [...looks.source, ...looks.destination];
          assert.equal(frames.waitingAt(position), all.filter(({ waiting }) => waiting !== undefined).length);
          const counted = made.steps.slice(0, position).reduce((sum, { counts }) => sum + (counts?.ipte ?? 0), 0);
          assert.equal(frames.countAt('ipte', position), counted);
        }
      }),
    );
  });

  it('know the mode', () => {
    const { modeAt } = replayFrames(replay);
    assert.deepEqual([0, 1, 700, replay.steps.length].map(modeAt), ['off', 'on', 'on', 'off']);
  });
});

describe('a replay in words', () => {
  it('says what waits, and by which letter', () => {
    assert.equal(lookInWords({ state: 'present', waiting: 'read-only' }), 'present, read-only waits');
    assert.equal(lookInWords({ state: 'old', waiting: 'old' }), 'old, waits');
    const letters = [{ waiting: 'none' }, { waiting: 'present' }, { waiting: 'read-only' }, {}] as const;
    assert.deepEqual(
      letters.map((each) => letterOf({ state: 'swap', ...each })),
      ['∅', 'P', 'R', 'S'],
    );
  });

  it('knows the step of which most is said', () => {
    assert.equal(longestStep(replay)?.call, 'modify_prot_start_ptes');
    assert.equal(longestStep({ ...replay, steps: [] }), undefined);
  });

  it('says what a step is about', () => {
    const step = replay.steps[1];
    assert.ok(step);
    assert.equal(stepWords(replay, 2), 'Step 2 of 738. Entry 0: ptep_get reads it.');
    assert.equal(stepWords(replay, 0), 'Before the first of 738 steps');
    assert.equal(entriesOf({ ...step, on: { first: 3, entries: 4 } }), 'Entries 3–6');
    assert.equal(
      entriesOf({ ...step, on: { first: 3, entries: 1, destination: true } }),
      'At the destination, entry 3',
    );
  });
});

describe('runs of entries', () => {
  const resultOf = (machine: 's390' | 's390-ipte-range', variant: 'as-written' | 'with-range') => {
    const result = findResult(report, { machine, variant });
    assert.ok(result);
    return result;
  };

  it('are listed one by one with the place of their step', () => {
    const groups = runGroups(resultOf('s390-ipte-range', 'with-range'));
    assert.equal(groups.length, 16);
    const third = groups[2];
    assert.ok(third);
    assert.equal(groupName(third), 'Run 3');
    assert.equal(groupWords(third, replay), 'entries 33–47, one IPTE at mprotect.c:435');
    assert.equal(groupWords(third, undefined), 'entries 33–47, one IPTE at line 435');
    assert.deepEqual(new Set(runSteps(replay)), new Set([replay.steps.length - 1]));
  });

  it('of one entry each are told at once where they are neighbours', () => {
    const groups = runGroups(resultOf('s390', 'as-written'));
    assert.equal(groups.length, 16);
    const second = groups[1];
    assert.ok(second);
    assert.equal(groupName(second), 'Runs 16–30');
    assert.equal(groupWords(second, undefined), 'entries 17–31, one IPTE each at line 280');
  });
});

describe('the table that entries are moved to', () => {
  it('is known before and after the run', () => {
    assert.deepEqual(destinationChanges(moveReplay), [{ before: 'none', after: 'present', entries: 48 }]);
    assert.deepEqual(destinationOf(moveReplay, 7), [{ state: 'none' }, { state: 'present' }]);
    assert.deepEqual([...metIn(moveReplay).waits], ['present']);
  });

  it('has runs of its own in the list', () => {
    const groups = runGroups(moveResult);
    assert.deepEqual(
      groups.map((group) => `${groupName(group)}: ${groupWords(group, moveReplay)}`),
      [
        'Runs 1–48: entries 0–47, one trapped write each at mremap.c:291',
        'Run 49: destination, entries 0–47, one hypercall at mremap.c:308',
      ],
    );
    assert.deepEqual(groupPlaces(moveResult), [...new Array(48).fill(0), 1]);
  });
});

describe('the message of a replay', () => {
  for (const [what, sent] of [
    ['one table', replay],
    ['two tables', moveReplay],
  ] as const)
    it(`is taken as the server sends it, of ${what}`, () => {
      assert.deepEqual(readMessage({ type: 'replay', replay: sent }), { message: { type: 'replay', replay: sent } });
    });

  for (const [what, broken, problem] of [
    ['version', { version: 2 }, 'replay.version is 2, and this panel reads 1'],
    ['state', { before: [{ first: 0, entries: 1, state: 'gone' }] }, 'replay.before[0].state is unknown: "gone"'],
    ['actor', { steps: [{ ...replay.steps[0], by: 'me' }] }, 'replay.steps[0].by is unknown: "me"'],
    ['places', { places: 1 }, 'replay.places is no list'],
  ] as const)
    it(`is refused for its ${what}`, () => {
      assert.deepEqual(readMessage({ type: 'replay', replay: { ...replay, ...broken } }), { problem });
    });
});
