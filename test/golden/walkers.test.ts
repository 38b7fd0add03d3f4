import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';
import { compareRow, describe as describeDifference, GoldenTree } from './compare.ts';
import { readRows } from './rows.ts';

const file = 'test/golden/walkers.csv';
const rows = readRows(file, readFileSync(file, 'utf8'));

/** Kernel of the rows, and the version that its tree is fetched as. */
const kernels = [
  ['6.12', '6.12'],
  ['7.3-rc7', '7.3'],
] as const;

for (const [kernel, version] of kernels) {
  describeKernel(version, 'golden counts', (directory) => {
    let parser: KernelParser;
    let tree: GoldenTree;
    before(async () => {
      parser = await loadKernelParser();
      tree = new GoldenTree(directory());
    });

    const ofKernel = rows.filter((row) => row.kernel === kernel);
    for (const walker of new Set(ofKernel.map((row) => row.walker))) {
      const compared = ofKernel.filter((row) => row.walker === walker);
      it(`${walker}: ${compared.length} rows`, () => {
        const differences = compared.flatMap((row) => compareRow(row, tree, parser) ?? []);
        assert.equal(differences.length, 0, differences.slice(0, 5).map(describeDifference).join('\n'));
      });
    }
  });
}
