import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';
import { GoldenTree } from './compare.ts';
import { compareMeasured, describeMeasured } from './measured-compare.ts';
import { readMeasuredRows } from './measured-rows.ts';

const file = 'test/golden/measured.csv';
const rows = readMeasuredRows(file, readFileSync(file, 'utf8'));

for (const kernel of ['6.12', '7.2']) {
  describeKernel(kernel, 'measured counts', (directory) => {
    let parser: KernelParser;
    let tree: GoldenTree;
    before(async () => {
      parser = await loadKernelParser();
      tree = new GoldenTree(directory());
    });

    const ofKernel = rows.filter((row) => row.kernel === kernel);
    for (const operation of new Set(ofKernel.map((row) => row.operation))) {
      const compared = ofKernel.filter((row) => row.operation === operation);
      it(`${operation}: ${compared.length} rows`, () => {
        const differences = compared.flatMap((row) => compareMeasured(row, tree, parser) ?? []);
        assert.equal(differences.length, 0, differences.slice(0, 5).map(describeMeasured).join('\n'));
      });
    }
  });
}
