import assert from 'node:assert/strict';
import { findResult, headline, headlineSentence, rangeSavesNothing } from '../../../media/headline.ts';
import type { EventCounts, MachineName, SimulationReport, Variant } from '../../../server/lsp/protocol.ts';
import { report } from '../../fixtures/report.ts';

/** The report with only the runs named, and with the counts given for some of them. */
function only(...runs: readonly [MachineName, Variant, Partial<EventCounts>][]): SimulationReport {
  const results = runs.map(([machine, variant, counts]) => {
    const result = findResult(report, { machine: 's390', variant: 'as-written' });
    assert.ok(result);
    return { ...result, machine, variant, counts: { ...result.counts, ...counts } };
  });
  return { ...report, results };
}

function sentence(of: SimulationReport): string {
  const told = headline(of);
  assert.ok(told);
  return headlineSentence(told);
}

describe('headline', () => {
  it('tells what the range call saves', () => {
    assert.equal(
      sentence(report),
      's390 with the range call: 240 → 16 IPTE (15 times fewer than as written, same page table afterwards)',
    );
    assert.deepEqual(headline(report)?.run, { machine: 's390-ipte-range', variant: 'with-range' });
  });

  it('tells the whole range in one instruction', () => {
    const one = only(['s390-ipte-range', 'as-written', { ipte: 256 }], ['s390-ipte-range', 'with-range', { ipte: 1 }]);
    assert.match(sentence(one), /^s390 with the range call: 256 → 1 IPTE \(256 times fewer/);
  });

  it('tells what lazy mode saves where there is no range call', () => {
    const xen = only(
      ['arm64', 'as-written', { dsb_ishst: 0 }],
      ['arm64', 'no-lazy-mode', { dsb_ishst: 0 }],
      ['xen-pv', 'as-written', { hypercalls: 9 }],
      ['xen-pv', 'no-lazy-mode', { hypercalls: 256 }],
    );
    assert.match(sentence(xen), /^Xen PV with lazy MMU mode: 256 → 9 hypercalls \(28 times fewer/);
  });

  it('prefers a machine that gains to a range call that gains nothing', () => {
    const mixed = only(
      ['s390-ipte-range', 'as-written', { ipte: 128 }],
      ['s390-ipte-range', 'with-range', { ipte: 128 }],
      ['xen-pv', 'as-written', { hypercalls: 5 }],
      ['xen-pv', 'no-lazy-mode', { hypercalls: 128 }],
    );
    assert.match(sentence(mixed), /^Xen PV/);
  });

  it('says plainly that a range call gains nothing', () => {
    const same = only(
      ['s390-ipte-range', 'as-written', { ipte: 128 }],
      ['s390-ipte-range', 'with-range', { ipte: 128 }],
    );
    assert.equal(sentence(same), 's390: 128 IPTE (the same in every run)');
    assert.ok(rangeSavesNothing(same));
    assert.ok(!rangeSavesNothing(report));
  });

  it('says that a change makes it worse', () => {
    const worse = only(['s390-ipte-range', 'as-written', { ipte: 1 }], ['s390-ipte-range', 'with-range', { ipte: 4 }]);
    assert.match(sentence(worse), /1 → 4 IPTE \(4 times more/);
  });

  it('warns of a page table that is not the same afterwards', () => {
    const base = only(['s390-ipte-range', 'as-written', { ipte: 8 }], ['s390-ipte-range', 'with-range', { ipte: 1 }]);
    const results = base.results.map((result, index) => (index === 0 ? result : { ...result, after: result.before }));
    assert.match(sentence({ ...base, results }), /a different page table afterwards/);
  });

  it('states the count of a single run', () => {
    assert.equal(sentence(only(['xen-pv', 'as-written', { hypercalls: 1 }])), 'Xen PV: 1 hypercall');
  });

  it('has nothing to say of a report without a finished run', () => {
    assert.equal(headline({ ...report, results: [] }), undefined);
  });
});
