import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeWords, coverage, entryWords, givenSpan, gridOf, moved, shownSpan } from '../../../media/coverage.ts';
import { findResult } from '../../../media/headline.ts';
import { statesBetween } from '../../../media/states.ts';
import { moveResult } from '../../fixtures/move.ts';
import { report, scenario } from '../../fixtures/report.ts';

const ranged = findResult(report, { machine: 's390-ipte-range', variant: 'with-range' });
assert.ok(ranged);
const result = ranged;

const at = (index: number) => {
  const [before, after] = [result.before, result.after].map((states) => statesBetween(states, index, index + 1)[0]);
  return [before, after] as const;
};

function words(index: number): string {
  return entryWords(`Entry ${index}`, ...at(index), coverage(result).source.get(index) ?? []);
}

describe('coverage', () => {
  it('says what became of an entry, and what covers it', () => {
    assert.equal(words(18), 'Entry 18: present → read-only, covered by IPTE run 2 of 16 (15 entries) from line 435.');
    assert.equal(words(16), 'Entry 16: swap, unchanged.');
  });

  it("names a run of the caller's flush, and all runs of an entry that has several", () => {
    const runs = [
      { event: 'ipte', first: 3, entries: 1, line: 7 },
      { event: 'hypercalls', first: 0, entries: 8, line: 0 },
    ] as const;
    const covers = coverage({ ...result, runs }).source.get(3) ?? [];
    assert.equal(
      entryWords('Entry 3', 'old', 'old', covers),
      "Entry 3: old, unchanged, covered by IPTE run 1 of 16 from line 7, covered by hypercall run 1 of 1 (8 entries) from the caller's flush.",
    );
  });

  it('covers exactly the entries of the runs', () => {
    const covers = coverage(result).source;
    for (let index = 0; index < 256; index++) assert.equal(covers.has(index), index % 16 !== 0, `entry ${index}`);
    assert.equal(result.counts.ipte_entries, covers.size);
  });

  it('keeps the table apart that entries are moved to', () => {
    const { source, destination } = coverage(moveResult);
    assert.equal(source.get(7)?.[0]?.run.event, 'ptwr_emul');
    assert.deepEqual(
      destination.get(7)?.map(({ run }) => run.event),
      ['hypercalls'],
    );
  });

  it('sums up what became of the entries', () => {
    assert.equal(changeWords(result.changes), '16 swap unchanged, 240 present → read-only');
  });
});

describe('grid', () => {
  const whole = { first: 0, end: 256 };
  const large = { page: 512, row: 32 };
  const small = { page: 512, row: 16 };

  it('shows the entries that the walker is given, a page at a time', () => {
    assert.deepEqual(givenSpan(scenario), whole);
    assert.deepEqual(shownSpan(whole, 0, large), whole);
    assert.deepEqual(shownSpan(whole, 9999, large), whole);
    const long = { first: 30, end: 1200 };
    assert.deepEqual(shownSpan(long, 0, large), { first: 30, end: 512 });
    assert.deepEqual(shownSpan(long, 512, large), { first: 512, end: 1024 });
    assert.deepEqual(shownSpan(long, 1199, large), { first: 1024, end: 1200 });
  });

  it('is as large as the page table of the machine, or half of a very large one', () => {
    const long = { first: 0, end: 5000 };
    assert.deepEqual(gridOf('s390', long, 1), { page: 256, row: 16 });
    assert.deepEqual(gridOf('xen-pv', long, 1), large);
    assert.deepEqual(gridOf('sparc64', long, 1), large);
    assert.deepEqual(gridOf('xen-pv', whole, 1), { page: 512, row: 16 });
  });

  it('has rows twice as long where two tables share the room', () => {
    assert.deepEqual(gridOf('s390', whole, 2), { page: 256, row: 32 });
    assert.deepEqual(gridOf('s390', { first: 0, end: 100 }, 2), { page: 256, row: 16 });
  });

  const keys: readonly [key: string, control: boolean, to: number | undefined][] = [
    ['ArrowLeft', false, 36],
    ['ArrowRight', false, 38],
    ['ArrowUp', false, 21],
    ['ArrowDown', false, 53],
    ['Home', false, 32],
    ['End', false, 47],
    ['Home', true, 18],
    ['End', true, 999],
    ['PageUp', false, 18],
    ['PageDown', false, 549],
    ['a', false, undefined],
  ];
  for (const [key, control, to] of keys)
    it(`${control ? 'Control+' : ''}${key} leads from 37 of 18 to 999 to ${to}`, () => {
      assert.equal(moved(key, 37, { first: 18, end: 1000 }, control, small), to);
    });

  it('never leaves the entries that the walker is given', () => {
    const key = fc.constantFrom(...keys.map(([name]) => name));
    fc.assert(
      fc.property(
        key,
        fc.nat(600),
        fc.integer({ min: 1, max: 600 }),
        fc.nat(),
        fc.boolean(),
        (name, first, length, at, control) => {
          const next = moved(name, first + (at % length), { first, end: first + length }, control, small);
          assert.ok(next === undefined || (next >= first && next < first + length));
        },
      ),
    );
  });
});
