import type { ApiCall } from '../../../server/core/regions/section.ts';
import type { Statement } from '../../../server/core/syntax/ast.ts';
import { type Mutant, type MutationKind, mark } from '../mutant.ts';
import { insert, replace, type Site } from '../site.ts';

/** No fact of any walker says when this holds. */
export const unlikely = 'if (unlikely(seeded()))';

const leaks = ['return-in-section', 'unmatched-disable', 'nested-section'] as const;
const unbalanced = ['unmatched-disable', 'return-in-section', 'nested-section'] as const;

/** Sections are lost and closed twice: what `return-in-section`, `unmatched-disable` and `nested-section` look for. */
export const balanceKinds: readonly MutationKind[] = [
  {
    name: 'disable dropped',
    rules: leaks,
    seed: (site) => atCalls(site.disables, (call) => [replace(call.range, '(void)0')]),
  },
  {
    name: 'disable under an uncorrelated condition',
    rules: leaks,
    seed: (site) => atCalls(site.disables, (call) => [insert(call.range.start, `${unlikely} `)]),
  },
  {
    name: 'disable in one branch only',
    rules: leaks,
    seed: (site) =>
      atCalls(site.disables, (call) => [
        replace(call.range, `if (seeded()) { seeded(); } else { ${site.text(call.range)}; }`),
      ]),
  },
  {
    name: 'disable in a loop that may not run',
    rules: leaks,
    seed: (site) =>
      atCalls(site.disables, (call) => [insert(call.range.start, 'for (int turn = seeded(); turn; turn--) ')]),
  },
  {
    name: 'disable in some cases of a switch',
    rules: leaks,
    seed: (site) =>
      atCalls(site.disables, (call) => [
        replace(
          call.range,
          `switch (seeded()) { case 0: case -EBUSY: ${site.text(call.range)}; break; default: break; }`,
        ),
      ]),
  },
  {
    name: 'disable twice',
    rules: ['unmatched-disable'],
    seed: (site) =>
      atCalls(
        site.disables,
        ({ range }) => [replace(range, `{ ${site.text(range)};\n${mark}${site.text(range)}; }`)],
        'line',
      ),
  },
  {
    name: 'disable only behind a short circuit',
    rules: leaks,
    seed: (site) =>
      atCalls(site.disables, ({ range }) => [replace(range, `(void)(seeded() && ({ ${site.text(range)}; 1; }))`)]),
  },
  {
    name: 'enable dropped',
    rules: unbalanced,
    seed: (site) => atCalls(site.enables, (call) => [replace(call.range, '(void)0')]),
  },
  {
    name: 'enable under an uncorrelated condition',
    rules: unbalanced,
    seed: (site) => atCalls(site.enables, (call) => [insert(call.range.start, `${unlikely} `)]),
  },
  {
    name: 'enable twice',
    rules: ['nested-section', 'return-in-section'],
    seed: (site) =>
      atCalls(site.enables, ({ range }) => [replace(range, `{ ${site.text(range)};\n${mark}${site.text(range)}; }`)]),
  },
  {
    name: 'enable and disable swapped',
    rules: unbalanced,
    seed: (site) => {
      if (site.enables.length !== 1 || site.disables.length !== 1) return [];
      const [[enable], [disable]] = [site.enables, site.disables];
      const edits = [replace(enable.range, site.text(disable.range)), replace(disable.range, site.text(enable.range))];
      return [{ at: enable.range.start, edits, place: 'function' }];
    },
  },
  {
    name: 'goto past the enable',
    rules: ['unmatched-disable'],
    seed: (site) =>
      atCalls(site.enables, ({ range }) => [
        replace(range, `{ ${unlikely} goto past_the_enable; ${site.text(range)}; }\npast_the_enable:`),
      ]),
  },
  {
    name: 'early return',
    rules: ['return-in-section'],
    seed: (site) => atStatements(site.inSection, (each) => site.before(each, `${unlikely} ${mark}return;`)),
  },
  {
    name: 'goto past the disable',
    rules: ['return-in-section'],
    seed: (site) =>
      site.inSection.map((each) => ({
        at: each.start,
        edits: [...site.before(each, `${unlikely} ${mark}goto past_the_disable;`), labelAtEnd(site)],
        place: 'from',
      })),
  },
  {
    name: 'return from a switch',
    rules: ['return-in-section'],
    atMost: 3,
    seed: (site) =>
      atStatements(site.inSection, (each) =>
        site.before(each, `switch (seeded()) {\ncase 1:\n${mark}return;\ndefault:\nbreak;\n}`),
      ),
  },
  {
    name: 'return from a statement expression',
    rules: ['return-in-section'],
    atMost: 3,
    seed: (site) =>
      atStatements(site.inSection, (each) => site.before(each, `(void)({ if (seeded()) ${mark}return; 0; });`)),
  },
  {
    name: 'continue past the disable',
    rules: leaks,
    seed: (site) => inPerTurnSection(site, 'continue'),
  },
  {
    name: 'break past the disable',
    rules: leaks,
    seed: (site) => inPerTurnSection(site, 'break'),
  },
  {
    name: 'nested section',
    rules: ['nested-section'],
    dialects: ['legacy'],
    atMost: 3,
    seed: (site) =>
      atStatements(site.insideSection, (each) =>
        site.before(each, `${mark}${site.enables[0].name}(); ${site.disables[0].name}();`),
      ),
  },
  {
    name: 'disable in the middle',
    rules: unbalanced,
    goesOn: true,
    atMost: 3,
    seed: (site) =>
      site.insideSection.map((each) => ({
        at: each.start,
        edits: site.before(each, `${unlikely} ${site.disables[0].name}();`),
        place: 'function',
      })),
  },
  {
    name: 'helper that only enters',
    rules: leaks,
    goesOn: true,
    atMost: 2,
    seed: (site) =>
      site.insideSection.map((each) => ({
        at: each.start,
        edits: [
          site.helper(`static void seeded_enter(void)\n{\n\t${site.enables[0].name}();\n}`),
          ...site.before(each, `${mark}seeded_enter();`),
        ],
        place: 'function',
      })),
  },
];

/** Sections that are left and entered on the way: what the rules about pauses look for. */
export const pauseKinds: readonly MutationKind[] = [
  {
    name: 'pause without resume',
    rules: ['unmatched-pause', 'return-in-section'],
    dialects: ['nestable'],
    goesOn: true,
    atMost: 3,
    seed: (site) => anywhere(site, `${unlikely} ${mark}lazy_mmu_mode_pause();`),
  },
  {
    name: 'resume under an uncorrelated condition',
    rules: ['unmatched-pause', 'return-in-section'],
    dialects: ['nestable'],
    goesOn: true,
    atMost: 3,
    seed: (site) => anywhere(site, `${mark}lazy_mmu_mode_pause(); ${unlikely} lazy_mmu_mode_resume();`),
  },
  {
    name: 'resume without pause',
    rules: ['unmatched-pause'],
    dialects: ['nestable'],
    atMost: 3,
    seed: (site) => atStatements(site.insideSection, (each) => site.before(each, `${mark}lazy_mmu_mode_resume();`)),
  },
  {
    name: 'return between pause and resume',
    rules: ['unmatched-pause', 'return-in-section'],
    dialects: ['nestable'],
    atMost: 3,
    seed: (site) =>
      atStatements(site.insideSection, (each) =>
        site.before(each, `lazy_mmu_mode_pause();\n${unlikely} ${mark}return;\nlazy_mmu_mode_resume();`),
      ),
  },
  {
    name: 'section inside a pause',
    rules: ['call-while-paused'],
    dialects: ['nestable'],
    atMost: 3,
    seed: (site) =>
      atStatements(site.insideSection, (each) =>
        site.before(
          each,
          `lazy_mmu_mode_pause();\n${mark}lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\nlazy_mmu_mode_resume();`,
        ),
      ),
  },
  {
    name: 'disable inside a pause',
    rules: ['call-while-paused'],
    dialects: ['nestable'],
    seed: (site) =>
      atCalls(
        site.disables,
        ({ range }) => [
          replace(range, `{ lazy_mmu_mode_pause();\n${mark}${site.text(range)};\nlazy_mmu_mode_resume(); }`),
        ],
        'line',
      ),
  },
];

function atCalls(
  calls: readonly ApiCall[],
  edits: (call: ApiCall) => Mutant['edits'],
  place: Mutant['place'] = 'function',
): readonly Mutant[] {
  return calls.map((call) => ({ at: call.range.start, edits: edits(call), place }));
}

/** At each of these statements, to be reported on the line of the mark. */
export function atStatements(
  statements: readonly Statement[],
  edits: (statement: Statement) => Mutant['edits'],
): readonly Mutant[] {
  return statements.map((each) => ({ at: each.start, edits: edits(each), place: 'line' }));
}

/** At each statement that goes on in the section, to be reported somewhere in the function. */
function anywhere(site: Site, code: string): readonly Mutant[] {
  return site.insideSection.map((each) => ({ at: each.start, edits: site.before(each, code), place: 'function' }));
}

/** A label behind all sections: before the last return, or the end of the body. */
function labelAtEnd({ definition }: Site): Mutant['edits'][number] {
  const last = definition.body.body.at(-1);
  return insert(last?.kind === 'return' ? last.start : definition.body.end - 1, 'past_the_disable:;\n');
}

/** The section becomes the body of a loop; a jump in it passes the disable. */
function inPerTurnSection(site: Site, jump: 'continue' | 'break'): readonly Mutant[] {
  return site.enables.flatMap((call) => {
    const enable = site.statementOf(call);
    const disable = site.disables.map((each) => site.statementOf(each)).find((each) => each?.block === enable?.block);
    if (!enable || !disable || disable.index <= enable.index + 1) return [];
    const between = enable.block.body.slice(enable.index + 1, disable.index);
    if (between.some(({ kind }) => kind === 'label' || kind === 'declaration')) return [];
    const edits = [
      insert(enable.statement.start, 'do {\n'),
      insert(enable.statement.end, `\n${unlikely} ${mark}${jump};\n`),
      insert(disable.statement.end, '\n\t} while (seeded());'),
    ];
    return [{ at: enable.statement.start, edits, place: 'function' } as const];
  });
}
