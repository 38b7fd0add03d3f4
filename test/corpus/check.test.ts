import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyseFile, detectDialect, dialectHeader } from '../../server/core/analyse.ts';
import type { FileAnalysis, FunctionAnalysis } from '../../server/core/analysis.ts';
import { fileMarks } from '../../server/core/kernel/callback-runners.ts';
import { inferRangeArguments } from '../../server/core/regions/range-arguments.ts';
import type { SourceFile } from '../../server/core/syntax/source-file.ts';
import type { Range } from '../../server/core/text.ts';
import { TreeFunctionIndex } from '../../server/host/function-index.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { describeKernel } from '../support/kernels.ts';
import { expectedFindings } from './expected-findings.ts';
import { sources } from './lazy-callers.ts';
import { type KnownWalker, knownKernel, releaseOf } from './walkers.ts';

const parser = await loadKernelParser();

interface CheckedFile {
  readonly file: SourceFile;
  readonly analysis: FileAnalysis;
}

/** Every file of a tree that concerns lazy MMU mode, analysed. */
function checkTree(tree: string): ReadonlyMap<string, CheckedFile> {
  const dialect = detectDialect(readFileSync(join(tree, dialectHeader), 'utf8'));
  const index = new TreeFunctionIndex(diskTree(tree), parser);
  const checked = new Map<string, CheckedFile>();
  for (const path of sources(tree)) {
    const text = readFileSync(join(tree, path), 'utf8');
    if (!fileMarks.some((mark) => text.includes(mark))) continue;
    const file = parser.parse(path, text);
    checked.set(path, { file, analysis: analyseFile(file, { dialect, index }) });
  }
  return checked;
}

for (const version of ['6.12', '7.2', '7.3']) {
  const known = knownKernel(version);

  describeKernel(version, 'sections and findings', (tree) => {
    let files: ReadonlyMap<string, CheckedFile>;
    before(() => {
      files = checkTree(tree());
    });

    function find(walker: KnownWalker): { file: SourceFile; found: FunctionAnalysis } {
      const checked = files.get(walker.file);
      const found = checked?.analysis.functions.find(({ name }) => name === walker.function);
      assert.ok(checked && found, `${walker.file} has no analysed ${walker.function}`);
      return { file: checked.file, found };
    }

    it('analyses every function that calls the API', () => {
      const notAnalysed = [...files].flatMap(([path, { analysis }]) =>
        analysis.notAnalysed.map((each) => `${path}: ${each.function}: ${each.reason}`),
      );
      assert.deepEqual(notAnalysed, []);
    });

    it('reports what docs/findings.md says is true of these trees, and nothing else but hints', () => {
      const exact = releaseOf(tree()) === known.release;
      const show = (path: string, line: number, name: string, rule: string) =>
        `${path}${exact ? `:${line}` : ''} ${name}: ${rule}`;
      const findings = [...files].flatMap(([path, { file, analysis }]) =>
        analysis.functions
          .flatMap((each) => each.findings)
          .filter(({ severity }) => severity !== 'hint')
          .map((each) => show(path, file.lines.lineOf(each.range.start), each.function, each.rule)),
      );
      const expected = expectedFindings(known.release, tree()).map((each) =>
        show(each.path, each.line, each.function, each.rule),
      );
      assert.deepEqual(findings.sort(), expected.sort());
    });

    it('offers a range exactly where the series carries one, and none where sections do not nest', () => {
      const offered = [...files].flatMap(([path, { analysis }]) =>
        analysis.functions.flatMap(({ name, findings }) =>
          findings
            .filter(({ rule }) => rule === 'range-available')
            .map(({ fixes }) => `${path}:${name} ${textOf(fixes).replace(/\s+/g, ' ')}`),
        ),
      );
      const nesting = known.functions.filter(() => version !== '6.12');
      const expected = nesting.flatMap(({ file, function: name, ranges = [] }) =>
        ranges.map((each) => `${file}:${name} lazy_mmu_mode_enable_for_pte_range(${each})`),
      );
      assert.deepEqual(offered.sort(), expected.sort());
    });

    it('infers the arguments of each walker from its code', () => {
      for (const walker of known.functions) {
        const { file, found } = find(walker);
        const entry = file.functions.find(({ name }) => name === walker.function);
        const inferred = found.calls
          .filter(({ effect }) => effect === 'enable')
          .map(({ range }) => inferRangeArguments(entry?.definition() ?? assert.fail(), range))
          .flatMap((each) => ('refused' in each ? [] : `${each.mm}, ${each.addr}, ${each.end}, ${each.pte}`));
        assert.deepEqual(inferred, walker.ranges ?? [], walker.function);
      }
    });

    it('finds the calls on their lines', () => {
      const exact = releaseOf(tree()) === known.release;
      for (const walker of known.functions) {
        const { file, found } = find(walker);
        const lines = found.calls.map(({ range, effect }) => `${file.lines.lineOf(range.start)} ${effect}`);
        const comparable = (calls: readonly string[]) => calls.map((each) => (exact ? each : each.split(' ')[1]));
        assert.deepEqual(comparable(lines), comparable(walker.calls), walker.function);
      }
    });

    it('pairs each enable with all disables of its function', () => {
      for (const walker of known.functions) {
        const { file, found } = find(walker);
        const lineOf = (range: Range) => file.lines.lineOf(range.start);
        const disables = found.calls.filter(({ effect }) => effect === 'disable').map(({ range }) => lineOf(range));
        for (const section of found.sections) {
          const expected = walker.unpaired ? [] : disables;
          assert.deepEqual(
            section.disables.map(({ range }) => lineOf(range)),
            expected,
            walker.function,
          );
          assert.ok(walker.unpaired || section.ranges.length > 0, walker.function);
        }
      }
    });

    const readByHand = known.functions.filter(({ on }) => on);
    if (readByHand.length === 0) return;
    it('knows on which lines the mode is on', function () {
      const release = releaseOf(tree());
      if (release !== known.release) {
        console.log(`skipped: the lines were read by hand in ${known.release}, and this tree is ${release}`);
        return this.skip();
      }
      for (const walker of readByHand) {
        const { file, found } = find(walker);
        const last = found.sections.at(-1)?.ranges ?? [];
        const lines = last.map(({ start, end }) => [file.lines.lineOf(start), file.lines.lineOf(end)]);
        assert.deepEqual(lines, walker.on, walker.function);
      }
    });
  });
}

function textOf(fixes: FunctionAnalysis['findings'][number]['fixes']): string {
  return fixes.map(({ edits }) => edits.map(({ text }) => text).join()).join();
}
