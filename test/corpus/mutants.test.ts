import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyseFile, createAnalysisCache, detectDialect, dialectHeader } from '../../server/core/analyse.ts';
import type { FunctionAnalysis } from '../../server/core/analysis.ts';
import { visitStatement } from '../../server/core/flow/walk.ts';
import type { FunctionDefinition, Statement } from '../../server/core/syntax/ast.ts';
import { contains, type TextEdit } from '../../server/core/text.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';
import { sources } from './lazy-callers.ts';

const parser = await loadKernelParser();

interface Mutant {
  readonly what: string;
  readonly at: number;
  readonly edits: readonly TextEdit[];
  /** Where the finding must stand in the changed text, or from where on; anywhere in the function when absent. */
  readonly found?: { readonly at: number } | { readonly from: number };
}

const unlikely = 'if (unlikely(seeded()))';

/** Each way to lose a section of a walker: a disable gone, or gone on one path, a return in it, a goto past its end. */
function mutantsOf(walker: FunctionAnalysis, definition: FunctionDefinition): readonly Mutant[] {
  const mutants: Mutant[] = [];
  for (const { effect, range, before } of walker.calls) {
    if (effect !== 'disable' || before.every(({ paused }) => paused > 0)) continue;
    mutants.push({ what: 'a disable is gone', at: range.start, edits: [{ range, text: '(void)0' }] });
    const condition = { range: { start: range.start, end: range.start }, text: `${unlikely} ` };
    mutants.push({ what: 'a disable is conditional', at: range.start, edits: [condition] });
  }
  const last = definition.body.body.at(-1);
  const end = last?.kind === 'return' ? last.start : definition.body.end - 1;
  const label = { range: { start: end, end }, text: 'past_the_disable:;\n' };
  for (const statement of statementsInSections(walker, definition)) {
    const { start } = statement;
    const wrap = (leave: string) => [
      { range: { start, end: start }, text: `{ ${unlikely} ${leave}; ` },
      { range: { start: statement.end, end: statement.end }, text: ' }' },
    ];
    const found = start + `{ ${unlikely} `.length;
    mutants.push({ what: 'a return', at: start, edits: wrap('return'), found: { at: found } });
    mutants.push({
      what: 'a goto',
      at: start,
      edits: [...wrap('goto past_the_disable'), label],
      found: { from: found },
    });
  }
  return mutants;
}

function statementsInSections(walker: FunctionAnalysis, definition: FunctionDefinition): readonly Statement[] {
  const ranges = walker.sections.flatMap((section) => section.ranges);
  const found: Statement[] = [];
  visitStatement(
    definition.body,
    () => {},
    (statement) => {
      const fits = !['compound', 'declaration', 'label', 'case', 'empty'].includes(statement.kind);
      if (fits && ranges.some((range) => contains(range, statement.start))) found.push(statement);
    },
  );
  return found;
}

for (const version of ['6.12', '7.2', '7.3']) {
  describeKernel(version, 'seeded bugs', (tree) => {
    it('are all found', () => {
      const dialect = detectDialect(readFileSync(join(tree(), dialectHeader), 'utf8'));
      const missed: string[] = [];
      let seeded = 0;
      for (const path of sources(tree())) {
        const text = readFileSync(join(tree(), path), 'utf8');
        if (!text.includes('lazy_mmu')) continue;
        const file = parser.parse(path, text);
        const cache = createAnalysisCache();
        const { functions } = analyseFile(file, { dialect }, cache);
        for (const walker of functions.filter(ownsItsSections)) {
          const entry = file.functions.find(({ name }) => name === walker.name);
          for (const { what, at, edits, found } of mutantsOf(walker, entry?.definition() ?? assert.fail())) {
            seeded += 1;
            const mutated = analyseFile(file.edit(edits), { dialect }, cache);
            const findings = mutated.functions.find(({ name }) => name === walker.name)?.findings ?? [];
            const caught = findings.some(({ rule, range }) => {
              if (!found) return rule === 'return-in-section' || rule === 'unmatched-disable';
              const placed = 'at' in found ? range.start === found.at : range.start >= found.from;
              return rule === 'return-in-section' && placed;
            });
            if (!caught) missed.push(`${path}:${file.lines.lineOf(at)}: ${what} in ${walker.name}`);
          }
        }
      }
      console.log(`      ${seeded} bugs seeded into Linux ${version}`);
      assert.deepEqual(missed, []);
      assert.ok(seeded > 300, `only ${seeded} bugs could be seeded`);
    });
  });
}

/** A function that leaves and enters a section of its caller, or does half of it, has no section of its own to lose. */
function ownsItsSections({ sections }: FunctionAnalysis): boolean {
  return sections.some(({ disables }) => disables.length > 0);
}
