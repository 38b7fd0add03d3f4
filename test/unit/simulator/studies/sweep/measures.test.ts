import assert from 'node:assert/strict';
import fc from 'fast-check';
import { patternNames, populate } from '../../../../../server/core/simulator/population.ts';
import type { PopulationRun, Scenario } from '../../../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../../../server/core/simulator/scenario-input.ts';
import { batchesOf, measure } from '../../../../../server/core/simulator/studies/sweep/measures.ts';

const run: fc.Arbitrary<PopulationRun> = fc.record({
  entries: fc.integer({ min: 1, max: 700 }),
  state: fc.constantFrom('none', 'present', 'swap'),
  write: fc.boolean(),
});

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    entries: fc.integer({ min: 1, max: 5000 }),
    start: fc.integer({ min: 0, max: 1100 }),
    population: fc.oneof(fc.constantFrom(...patternNames), fc.array(run, { minLength: 1, maxLength: 6 })),
    folioOrder: fc.integer({ min: 0, max: 9 }),
  })
  .map((each) => ({ ...defaultScenario, ...each }));

/** The measures as they are defined: entry by entry. */
function entryByEntry(scenario: Scenario, entriesPerTable: number) {
  const { start, folioOrder } = scenario;
  const tables = new Map<number, { entries: number; present: number }>();
  const counted = { runs: 0, folios: 0, present: 0 };
  let before: { readonly table: number; readonly isPresent: boolean } | undefined;
  for (const [offset, { state }] of populate(scenario).entries()) {
    const table = Math.floor((start + offset) / entriesPerTable);
    const sizes = tables.get(table) ?? { entries: 0, present: 0 };
    tables.set(table, sizes);
    sizes.entries++;
    const isPresent = state === 'present';
    const goesOn = before?.table === table && before.isPresent;
    if (isPresent) {
      sizes.present++;
      counted.present++;
      if (!goesOn) counted.runs++;
      if (!goesOn || (start + offset) % 2 ** folioOrder === 0) counted.folios++;
    }
    before = { table, isPresent };
  }
  return { counted, tables: [...tables.values()] };
}

describe('measures of a scenario', () => {
  it('are those of its entries one by one', () => {
    fc.assert(
      fc.property(scenarios, fc.constantFrom(256, 512, 1024), (scenario, entriesPerTable) => {
        const measures = measure(scenario, entriesPerTable);
        const { counted, tables } = entryByEntry(scenario, entriesPerTable);
        const { runs, folios, present } = measures;
        assert.deepEqual({ runs, folios, present }, counted);
        assert.equal(measures.tables, tables.length);
        for (const of of ['entries', 'present'] as const) {
          const batches = tables.reduce((sum, table) => sum + Math.ceil(table[of] / 31), 0);
          assert.equal(batchesOf(measures, of, 31), batches);
        }
      }),
    );
  });

  it('are known of 128 TiB', () => {
    const { tables, present, runs } = measure({ ...defaultScenario, entries: 2 ** 35, population: 'alternating' }, 256);
    assert.deepEqual([tables, present, runs], [2 ** 27, 2 ** 34, 2 ** 34]);
  });
});
