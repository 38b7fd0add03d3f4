import assert from 'node:assert/strict';
import fc from 'fast-check';
import { comparison, count, fileName, list, plural, scenarioWords } from '../../../media/format.ts';
import { scenario } from '../../fixtures/report.ts';

describe('format', () => {
  it('groups thousands and keeps numbers exact', () => {
    assert.equal(count(0), '0');
    assert.equal(count(2171), '2,171');
    assert.equal(count(1_048_576), '1,048,576');
  });

  it('never changes the value of a count', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        assert.equal(Number(count(value).replaceAll(',', '')), value);
      }),
    );
  });

  it('counts one of a thing in the singular', () => {
    assert.equal(plural(1, 'CPU'), '1 CPU');
    assert.equal(plural(2, 'CPU'), '2 CPUs');
    assert.equal(plural(0, 'entry', 'entries'), '0 entries');
    assert.equal(plural(1, 'entry', 'entries'), '1 entry');
  });

  it('joins words as a sentence does', () => {
    assert.equal(list([]), '');
    assert.equal(list(['a']), 'a');
    assert.equal(list(['a', 'b']), 'a and b');
    assert.equal(list(['a', 'b', 'c']), 'a, b and c');
  });

  it('takes the last part of a path', () => {
    assert.equal(fileName('mm/mprotect.c'), 'mprotect.c');
    assert.equal(fileName('mprotect.c'), 'mprotect.c');
  });

  describe('comparison', () => {
    const cases: readonly [from: number, to: number, words: string][] = [
      [256, 1, '256 times fewer'],
      [240, 16, '15 times fewer'],
      [256, 9, '28 times fewer'],
      [9, 4, '2.3 times fewer'],
      [4, 2, '2 times fewer'],
      [4, 3, '25% fewer'],
      [1000, 999, 'less than 1% fewer'],
      [1, 256, '256 times more'],
      [4, 5, '25% more'],
      [7, 7, 'the same'],
      [0, 0, 'the same'],
      [12, 0, 'none left'],
      [0, 12, 'none before'],
    ];
    for (const [from, to, words] of cases)
      it(`calls ${from} → ${to} "${words}"`, () => {
        assert.equal(comparison(from, to), words);
      });

    it('says fewer only of fewer, and more only of more', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (from, to) => {
          const words = comparison(from, to);
          assert.equal(words.endsWith('fewer'), to < from);
          assert.equal(words.endsWith('more'), to > from);
        }),
      );
    });
  });

  it('says a scenario in one line', () => {
    assert.equal(scenarioWords(scenario), '256 entries from 0, every 16th in swap, 2 CPUs');
    assert.equal(
      scenarioWords({ ...scenario, entries: 1, start: 7, folioOrder: 4, attachedCpus: 1, maskCpus: 1, fullmm: true }),
      '1 entry from 7, every 16th in swap, folios of 16 pages, 1 CPU, full teardown',
    );
    assert.match(scenarioWords({ ...scenario, maskCpus: 4 }), /2 CPUs, TLB entries on up to 4$/);
    assert.match(
      scenarioWords({ ...scenario, population: [{ entries: 3, state: 'swap' }] }),
      /population of the scenario/,
    );
  });
});
