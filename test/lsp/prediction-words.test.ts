import assert from 'node:assert/strict';
import type { SimulationReport } from '../../server/core/simulator/report.ts';
import { predictionOf } from '../../server/lsp/predictions/prediction.ts';
import { costTable, lensTitle, lensTooltip } from '../../server/lsp/predictions/words.ts';

describe('what is said of a prediction', () => {
  const report = (part: object) =>
    ({
      function: 'walk',
      line: 1,
      scenario: { entries: 256, start: 0, population: 'all_present', folioOrder: 0, attachedCpus: 2, maskCpus: 2 },
      results: [],
      failures: [],
      ...part,
    }) as unknown as SimulationReport;
  const result = (machine: string, variant: string, counts: object) => ({ machine, variant, counts, lines: [] });
  const ranged = report({
    results: [
      result('s390-ipte-range', 'as-written', { ipte: 256 }),
      result('s390-ipte-range', 'no-lazy-mode', { ipte: 256 }),
      result('s390-ipte-range', 'with-range', { ipte: 1 }),
    ],
  });
  const others = report({ results: [result('arm64', 'as-written', { tlbi: 1 })] });

  it('names each machine that pays, and what the range call would change', () => {
    assert.equal(lensTitle(predictionOf([ranged, others])), 's390 256 IPTE → 1 with the range call · arm64 1 TLBI');
  });

  it('names a machine whose run did not end, with the reason', () => {
    const failure = { machine: 's390-ipte-range', variant: 'as-written', reason: '30 seconds were used up', line: 7 };
    const prediction = predictionOf([report({ failures: [failure] }), others]);
    assert.equal(lensTitle(prediction), 's390 not counted · arm64 1 TLBI');
    assert.match(lensTooltip(prediction), /\ns390: not counted, 30 seconds were used up\narm64: 1 TLBI as written$/);
    assert.match(costTable(prediction), /\n\| s390 \| not counted \| {2}\|\n\| arm64 \| 1 TLBI \| {2}\|$/);
  });
});
