import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statesBetween } from '../../../media/states.ts';
import type { EntryState } from '../../../server/core/simulator/report.ts';
import { StateChanges, StatePatterns, StateRuns } from '../../../server/core/simulator/state-patterns.ts';

function runsOf(states: readonly EntryState[]) {
  const made = new StateRuns();
  for (const state of states) made.add(state);
  return made.runs;
}

const block = fc.array(fc.constantFrom<EntryState>('none', 'present', 'old'), { minLength: 1, maxLength: 24 });
const blocks = fc.array(fc.record({ states: block, times: fc.integer({ min: 1, max: 5 }) }), { maxLength: 6 });

describe('states of a range', () => {
  it('are the states of its blocks, whatever their patterns', () => {
    fc.assert(
      fc.property(blocks, fc.nat(60), fc.nat(60), (given, from, length) => {
        const patterns = new StatePatterns();
        for (const { states, times } of given) patterns.add(runsOf(states), times);
        const all = given.flatMap(({ states, times }) => Array.from({ length: times }, () => states).flat());
        assert.deepEqual(statesBetween(patterns.patterns, 0, all.length), all);
        assert.deepEqual(statesBetween(patterns.patterns, from, from + length), all.slice(from, from + length));
      }),
    );
  });

  it('are short for a range of any length', () => {
    const patterns = new StatePatterns();
    const alternating = runsOf(Array.from({ length: 256 }, (_, index) => (index % 2 === 0 ? 'present' : 'none')));
    patterns.add(alternating);
    patterns.add(alternating, 2 ** 27);
    const cycle = [
      { state: 'present', entries: 1 },
      { state: 'none', entries: 1 },
    ];
    assert.deepEqual(patterns.patterns, [{ times: 128 * (2 ** 27 + 1), runs: cycle }]);
  });

  it('that are equal throughout are one run', () => {
    const patterns = new StatePatterns();
    patterns.add(runsOf(['old', 'old']));
    patterns.add(runsOf(['old']), 1000);
    assert.deepEqual(patterns.patterns, [{ times: 1, runs: [{ state: 'old', entries: 1002 }] }]);
  });

  it('change as often as entries do', () => {
    fc.assert(
      fc.property(block, block, fc.integer({ min: 1, max: 9 }), (one, other, times) => {
        const length = Math.min(one.length, other.length);
        const changes = new StateChanges();
        changes.add(runsOf(one.slice(0, length)), runsOf(other.slice(0, length)), times);
        const expected = new Map<string, number>();
        for (let index = 0; index < length; index++) {
          const key = `${one[index]} ${other[index]}`;
          expected.set(key, (expected.get(key) ?? 0) + times);
        }
        const found = changes.changes.map(({ before, after, entries }) => [`${before} ${after}`, entries] as const);
        assert.deepEqual(new Map(found), expected);
      }),
    );
  });
});
