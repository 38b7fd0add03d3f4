import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeWords, coverage, entryWords, moved, rowLength, shownRows } from '../../../media/coverage.ts';
import { findResult } from '../../../media/headline.ts';
import { report, scenario } from '../../fixtures/report.ts';

const ranged = findResult(report, { machine: 's390-ipte-range', variant: 'with-range' });
assert.ok(ranged);
const result = ranged;

function words(index: number): string {
  return entryWords(index, result.before[index], result.after[index], coverage(result).get(index) ?? []);
}

describe('coverage', () => {
  it('says what became of an entry, and what covers it', () => {
    assert.equal(words(18), 'Entry 18: present → read-only, covered by IPTE run 2 of 16 (15 entries) from line 435.');
    assert.equal(words(15), 'Entry 15: swap, unchanged.');
  });

  it("names a run of the caller's flush, and all runs of an entry that has several", () => {
    const runs = [
      { event: 'ipte', first: 3, entries: 1, line: 7 },
      { event: 'hypercalls', first: 0, entries: 8, line: 0 },
    ] as const;
    const covers = coverage({ ...result, runs }).get(3) ?? [];
    assert.equal(
      entryWords(3, 'old', 'old', covers),
      "Entry 3: old, unchanged, covered by IPTE run 1 of 1 from line 7, covered by hypercall run 1 of 1 (8 entries) from the caller's flush.",
    );
  });

  it('covers exactly the entries of the runs', () => {
    const covers = coverage(result);
    for (let index = 0; index < 256; index++) assert.equal(covers.has(index), index % 16 !== 15, `entry ${index}`);
    assert.equal(result.counts.ipte_entries, covers.size);
  });

  it('sums up what became of the entries', () => {
    assert.equal(changeWords(result, scenario), '240 present → read-only, 16 swap unchanged');
    assert.equal(
      changeWords(result, { ...scenario, start: 14, entries: 2 }),
      '1 present → read-only, 1 swap unchanged',
    );
  });
});

describe('grid', () => {
  it('shows the rows that the scenario reaches', () => {
    assert.deepEqual(shownRows(scenario, 256), { first: 0, end: 16 });
    assert.deepEqual(shownRows({ ...scenario, start: 30, entries: 3 }, 512), { first: 1, end: 3 });
    assert.deepEqual(shownRows({ ...scenario, entries: 512 }, 256), { first: 0, end: 16 });
    assert.deepEqual(shownRows({ ...scenario, start: 400, entries: 1 }, 256), { first: 15, end: 16 });
  });

  const keys: readonly [key: string, control: boolean, to: number | undefined][] = [
    ['ArrowLeft', false, 36],
    ['ArrowRight', false, 38],
    ['ArrowUp', false, 21],
    ['ArrowDown', false, 53],
    ['Home', false, 32],
    ['End', false, 47],
    ['Home', true, 16],
    ['End', true, 79],
    ['PageUp', false, 21],
    ['PageDown', false, 69],
    ['a', false, undefined],
  ];
  for (const [key, control, to] of keys)
    it(`${control ? 'Control+' : ''}${key} leads from 37 to ${to}`, () => {
      assert.equal(moved(key, 37, 16, 80, control), to);
    });

  it('never leaves the rows that are shown', () => {
    const key = fc.constantFrom(...keys.map(([name]) => name));
    fc.assert(
      fc.property(key, fc.nat(31), fc.nat(31), fc.nat(), fc.boolean(), (name, one, other, at, control) => {
        const [first, end] = [Math.min(one, other) * rowLength, (Math.max(one, other) + 1) * rowLength];
        const next = moved(name, first + (at % (end - first)), first, end, control);
        assert.ok(next === undefined || (next >= first && next < end));
      }),
    );
  });
});
