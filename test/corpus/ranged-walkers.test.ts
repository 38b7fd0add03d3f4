import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyseFile, detectDialect, dialectHeader, findingsIn } from '../../server/core/analyse.ts';
import type { Finding } from '../../server/core/finding.ts';
import type { SourceFile } from '../../server/core/syntax/source-file.ts';
import { TreeFunctionIndex } from '../../server/host/function-index.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { describeKernel } from '../support/kernels.ts';
import { knownKernel } from './walkers.ts';

const parser = await loadKernelParser();
const rangeNames = ['lazy_mmu_mode_enable_for_pte_range', 'lazy_mmu_mode_enable_with_ptes', 'lazy_mmu_mode_enable_pte'];

/** What is found in a file besides hints, told without positions: a range call is longer than the call it replaces. */
function findingsBesidesHints(file: SourceFile, findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ severity }) => severity !== 'hint')
    .map(({ rule, function: name, range }) => `${name}: ${rule}: ${file.text.slice(range.start, range.end)}`);
}

for (const version of ['7.2', '7.3']) {
  const known = knownKernel(version);
  const walkers = known.functions.filter(({ ranges = [] }) => ranges.length > 0);

  describeKernel(version, 'walkers that are told their range', (tree) => {
    for (const rangeName of rangeNames) {
      it(`have no finding that they had not before, by the name ${rangeName}`, () => {
        const dialect = detectDialect(readFileSync(join(tree(), dialectHeader), 'utf8'));
        const index = new TreeFunctionIndex(diskTree(tree()), parser);
        for (const path of new Set(walkers.map(({ file }) => file))) {
          const file = parser.parse(path, readFileSync(join(tree(), path), 'utf8'));
          const analyse = (version: SourceFile) =>
            findingsIn(analyseFile(version, { dialect: { ...dialect, rangeName }, index }));
          const before = analyse(file);
          const edits = before.filter(({ rule }) => rule === 'range-available').flatMap(({ fixes }) => fixes[0].edits);
          assert.ok(edits.length > 0 && edits.every(({ text }) => text.startsWith(rangeName)), path);
          const ranged = file.edit(edits);
          assert.equal(ranged.text.split(rangeName).length - 1, edits.length);
          assert.deepEqual(findingsBesidesHints(ranged, analyse(ranged)), findingsBesidesHints(file, before), path);
        }
      });
    }
  });
}
