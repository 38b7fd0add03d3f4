import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyseFile, createAnalysisCache } from '../../../server/core/analyse.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { definedNames } from '../../../server/host/defined-names.ts';
import { LiveFunctionIndex } from '../../../server/host/live-function-index.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import type { DiskTree } from '../../../server/host/source-tree.ts';

const home = 'mm/walk.c';
const away = 'mm/away.c';
const header = 'include/linux/away.h';

/** Statements among which functions are made up: calls of each other, sleeps, entries, and callbacks. */
const statement = fc.constantFrom(
  'first(p, flags);',
  'second(p, flags);',
  'third(p, flags);',
  'far(p, flags);',
  'in_header(p, flags);',
  'run(first, p);',
  'run_far(second, p);',
  'MACRO(p);',
  'msleep(1);',
  'kmalloc(8, flags);',
  'kmalloc(8, FLAGS);',
  'set_pte_at(mm, addr, p, *p);',
  'if (flags) return;',
  'lazy_mmu_mode_pause(); msleep(1); lazy_mmu_mode_resume();',
  'flags = GFP_KERNEL;',
  'lazy_mmu_mode_enable();',
  'lazy_mmu_mode_disable();',
  '',
);

const body = fc.array(statement, { maxLength: 3 });

/** Bodies by function. */
const homeFunctions = fc.record({ walk: body, first: body, second: body, third: body, run: body });
const awayFunctions = fc.record({ far: body, third: body, run_far: body });
const headerFunctions = fc.record({ in_header: body });

const functionText = (linkage: string, name: string, statements: readonly string[]) => {
  const isRunner = name.startsWith('run');
  const parameters = isRunner ? 'void (*fn)(pte_t *, gfp_t), pte_t *p' : 'pte_t *p, gfp_t flags';
  const lines = [...(isRunner ? ['fn(p, 0);'] : []), ...statements].map((each) => `\t${each}\n`);
  return `${linkage}void ${name}(${parameters})\n{\n${lines.join('')}}\n`;
};

interface Texts {
  readonly [home]: string;
  readonly [away]: string;
  readonly [header]: string;
}

const texts: fc.Arbitrary<Texts> = fc
  .record({
    here: homeFunctions,
    there: awayFunctions,
    above: headerFunctions,
    flags: fc.constantFrom('GFP_KERNEL', 'GFP_ATOMIC'),
    macro: fc.constantFrom('msleep(p)', 'first(p, 0)', 'far(p, 0)', ''),
    gap: fc.constantFrom('', '\n', '/* A line. */\n'),
    without: fc.constantFrom('', 'second', 'third'),
  })
  .map(({ here: { walk, ...others }, there, above, flags, macro, gap, without }) => {
    const written = (functions: Readonly<Record<string, readonly string[]>>, linkage: string) =>
      Object.entries(functions)
        .filter(([name]) => name !== without)
        .map(([name, statements]) => `${gap}${functionText(linkage, name, statements)}`)
        .join('');
    const section = ['lazy_mmu_mode_enable();', ...walk, 'lazy_mmu_mode_disable();'];
    return {
      [home]: `#define FLAGS ${flags}\n#define MACRO(p) ${macro}\n${written(others, 'static ')}${functionText('', 'walk', section)}`,
      [away]: written(there, ''),
      [header]: written(above, 'static inline '),
    };
  });

function indexOf(parser: KernelParser, current: Texts): LiveFunctionIndex {
  const disk: DiskTree = {
    root: '/',
    read: (path) => (current as unknown as Record<string, string>)[path],
    list: () => [],
    forget: () => {},
  };
  const names = Object.entries(current).map(([path, text]) => [path, definedNames(path, text)] as const);
  return new LiveFunctionIndex(disk, parser, names);
}

describe('an analysis that goes on from the last one, in a tree that changes', () => {
  it('says what one says that begins anew', async function () {
    this.timeout(60_000);
    const parser = await loadKernelParser();
    const versions = fc.array(texts, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(versions, fc.array(fc.boolean()), ([first, ...later], order) => {
        const index = indexOf(parser, first);
        const cache = createAnalysisCache();
        let file = parser.parse(home, first[home]);
        analyseFile(file, { index }, cache);
        let current = first;
        for (const [step, next] of later.entries()) {
          // The file and what is around it change together, or only one of them does.
          const changesHome = order[2 * step] ?? true;
          const changesOthers = order[2 * step + 1] ?? true;
          if (changesHome) {
            file = file.edit([{ range: { start: 0, end: file.text.length }, text: next[home] }]);
            index.opened(file);
          }
          if (changesOthers) for (const path of [away, header] as const) index.opened(parser.parse(path, next[path]));
          current = { ...(changesOthers ? next : current), [home]: changesHome ? next[home] : current[home] };
          const anew = analyseFile(parser.parse(home, current[home]), { index: indexOf(parser, current) });
          assert.deepEqual(analyseFile(file, { index }, cache), anew);
        }
      }),
      { numRuns: 100 },
    );
  });
});
