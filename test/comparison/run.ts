// `npm run compare`: seeds bugs into the walkers of corpus/walkers.c, runs every tool that is installed over the correct file
// and over each broken one, and writes the table in docs/comparison.md.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadKernelParser } from '../../server/host/parser.ts';
import { seedCorpus } from './seed-corpus.ts';
import { judge, tableOf } from './table.ts';
import { toolsOf } from './tools.ts';

const parser = await loadKernelParser();
const corpus = resolve(import.meta.dirname, 'corpus');
const folder = mkdtempSync(join(tmpdir(), 'lazy-mmu-compare-'));
try {
  copyFileSync(join(corpus, 'kernel.h'), join(folder, 'kernel.h'));
  const clean = join(folder, 'walkers.c');
  copyFileSync(join(corpus, 'walkers.c'), clean);
  const seeded = seedCorpus(parser, readFileSync(clean, 'utf8'));
  for (const { file, text } of seeded) writeFileSync(join(folder, file), text);
  const results = toolsOf(parser).flatMap((tool) => {
    const version = tool.version();
    if (version === undefined) {
      console.error(`${tool.name} is not installed and is left out`);
      return [];
    }
    const baseline = tool.check([clean]);
    const warnings = tool.check(seeded.map(({ file }) => join(folder, file)));
    console.error(`${tool.name}: done`);
    return [{ tool, version, baseline, caught: judge(seeded, baseline, warnings) }];
  });
  const page = resolve('docs/comparison.md');
  const text = readFileSync(page, 'utf8');
  const [begin, end] = ['<!-- table: npm run compare -->', '<!-- end of the table -->'];
  const [before] = text.split(begin);
  const [, after] = text.split(end);
  if (after === undefined) throw new Error(`${page} has lost the comments around its table; put them back`);
  writeFileSync(page, `${before}${begin}\n\n${tableOf(seeded, results)}\n\n${end}${after}`);
} finally {
  rmSync(folder, { recursive: true });
}
