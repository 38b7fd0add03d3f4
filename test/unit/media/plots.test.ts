import assert from 'node:assert/strict';
import { machinePlots, scales } from '../../../media/plots.ts';
import type { EventCounts, MachineName, SimulationReport } from '../../../server/lsp/protocol.ts';
import { noCounts } from '../../fixtures/no-counts.ts';
import { report } from '../../fixtures/report.ts';

const plots = machinePlots(report);

function plotsOf(of: SimulationReport, machine: MachineName) {
  const found = machinePlots(of).find((each) => each.machine === machine);
  assert.ok(found);
  return found;
}

function withCounts(machine: MachineName, counts: Partial<EventCounts>): SimulationReport {
  const results = report.results.map((result) =>
    result.machine === machine && result.variant === 'as-written'
      ? { ...result, counts: { ...result.counts, ...counts } }
      : result,
  );
  return { ...report, results };
}

describe('plots', () => {
  it('has the machines in the order in which they were asked for', () => {
    assert.deepEqual(
      plots.map(({ machine }) => machine),
      ['s390', 's390-ipte-range', 'arm64', 'xen-pv'],
    );
  });

  it('draws the event that matters, a bar per variant, with what the number hides', () => {
    const { plots: drawn } = plotsOf(report, 's390-ipte-range');
    assert.deepEqual(
      drawn.map(({ label }) => label),
      ['IPTE'],
    );
    assert.equal(drawn[0]?.shared, 'on all CPUs');
    assert.deepEqual(drawn[0]?.bars, [
      { variant: 'as-written', value: 240, ratio: '', remark: '' },
      { variant: 'no-lazy-mode', value: 240, ratio: 'the same', remark: '' },
      { variant: 'with-range', value: 16, ratio: '15 times fewer', remark: '240 entries' },
    ]);
    assert.equal(plotsOf(report, 'xen-pv').plots[0]?.bars[0]?.remark, '240 updates');
  });

  it('compares each way to run the walker with the walker as written, where there is anything to compare', () => {
    const ratios = (machine: MachineName) => plotsOf(report, machine).plots[0]?.bars.map(({ ratio }) => ratio);
    assert.deepEqual(ratios('xen-pv'), ['', '30 times more', 'the same']);
    const deferred = withCounts('xen-pv', { hypercalls: 0 });
    assert.deepEqual(
      plotsOf(deferred, 'xen-pv').plots[0]?.bars.map(({ ratio }) => ratio),
      ['', 'none as written', 'none as written'],
    );
  });

  it('splits a count that is partly local', () => {
    const mixed = withCounts('s390', { ipte: 240, ipte_global: 200, ipte_local: 40 });
    assert.equal(plotsOf(mixed, 's390').plots[0]?.bars[0]?.remark, '200 on all CPUs and 40 on this CPU');
  });

  it('draws the flushes of a machine that batches them, with the entries that they were for', () => {
    const [first] = report.results;
    const counts = { ...first.counts, hpte_flushes: 2, hpte_entries: 256, hpte_local: 2 };
    const batched = { ...report, results: [{ ...first, machine: 'powerpc-hash', counts } as const] };
    assert.deepEqual(plotsOf(batched, 'powerpc-hash').plots, [
      {
        event: 'hpte_flushes',
        label: 'Hash table flushes',
        shared: 'on this CPU',
        bars: [{ variant: 'as-written', value: 2, ratio: '', remark: '256 entries' }],
      },
    ]);
  });

  it('puts what never changes in words', () => {
    assert.deepEqual(plotsOf(report, 's390').constant, []);
    assert.deepEqual(plotsOf(report, 'xen-pv').constant, ['1 TLB flush']);
    const changing = plotsOf(withCounts('xen-pv', { ptwr_emul: 3 }), 'xen-pv');
    assert.deepEqual(
      changing.plots.map(({ label }) => label),
      ['Hypercalls', 'Trapped writes'],
    );
    assert.deepEqual(changing.constant, ['1 TLB flush']);
  });

  it('draws nothing where nothing happens, and the first event that does where there is one', () => {
    const results = report.results.map((result) => ({ ...result, counts: noCounts }));
    const { plots: none, idle } = plotsOf({ ...report, results }, 'arm64');
    assert.deepEqual([none, idle], [[], ['DSB ISHST + ISB', 'TLB flushes', 'TLBI', 'DSB ISH']]);
    assert.deepEqual(
      plotsOf(report, 'arm64').plots.map(({ label }) => label),
      ['TLB flushes'],
    );
  });

  it('draws the two barriers as one while they come together', () => {
    const labels = (of: SimulationReport) => plotsOf(of, 'arm64').plots.map(({ label }) => label);
    assert.deepEqual(labels(withCounts('arm64', { dsb_ishst: 2, isb: 2 })), ['DSB ISHST + ISB']);
    assert.deepEqual(labels(withCounts('arm64', { dsb_ishst: 2, isb: 1 })), ['DSB ISHST', 'ISB']);
  });

  it('keeps a place for a run that was not finished', () => {
    const failure = { machine: 'arm64-eager', variant: 'with-range', reason: 'no', file: 'mm/a.c', line: 1 } as const;
    const { plots: drawn } = plotsOf({ ...report, failures: [failure] }, 'arm64-eager');
    assert.deepEqual(drawn[0]?.bars.at(-1), { variant: 'with-range', value: undefined, ratio: '', remark: '' });
  });

  it('has one scale for an event, whatever the machine', () => {
    const scale = scales(plots);
    assert.equal(scale.get('ipte'), 240);
    assert.equal(scale.get('hypercalls'), 240);
  });
});
