import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineNames } from '../../server/core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../../server/core/simulator/choices.ts';
import { replayWalker } from '../../server/core/simulator/replay/replay-walker.ts';
import { simulate } from '../../server/core/simulator/simulate.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { describeKernel } from '../support/kernels.ts';
import { countsOf, eachState, happened, statesAfter } from '../support/replays.ts';

const parser = await loadKernelParser();

const walkers = [
  ['mm/mprotect.c', 'change_pte_range'],
  ['mm/memory.c', 'zap_pte_range'],
  ['mm/memory.c', 'copy_pte_range'],
  ['mm/memory.c', 'remap_pte_range'],
  ['mm/mremap.c', 'move_ptes'],
  ['mm/madvise.c', 'madvise_cold_or_pageout_pte_range'],
  ['mm/vmalloc.c', 'vmap_pages_pte_range'],
  ['mm/vmalloc.c', 'vunmap_pte_range'],
] as const;

describeKernel('7.2', 'replays of walkers', (directory) => {
  for (const [file, walker] of walkers)
    it(`end with the table of the run and cost what it cost: ${walker}, on every machine`, () => {
      const text = readFileSync(join(directory(), file), 'utf8');
      const entry = parser.parse(file, text).functions.find(({ name }) => name === walker);
      assert.ok(entry !== undefined, `${file} has no ${walker}`);
      const scenario = { ...scenarioOf(presetFor(entry.definition(), undefined)), entries: 70, start: 5 };
      const environment = { parser, text, tree: diskTree(directory()) };
      const request = { file, function: walker, scenario };
      for (const variant of ['as-written', 'with-range'] as const) {
        const report = simulate({ ...request, machines: machineNames, variants: [variant] }, environment);
        assert.deepEqual(report.failures, []);
        for (const result of report.results) {
          const replay = replayWalker({ ...request, machine: result.machine, variant }, environment);
          const run = `${walker} on ${result.machine}, ${variant}`;
          assert.deepEqual(statesAfter(replay), eachState(result.after), run);
          assert.deepEqual(countsOf(replay), happened(result.counts), run);
          assert.equal(replay.failure, undefined, run);
        }
      }
    });
});
