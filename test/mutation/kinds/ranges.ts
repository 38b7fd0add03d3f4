import { inferRangeArguments, type RangeArguments } from '../../../server/core/regions/range-arguments.ts';
import type { ApiCall } from '../../../server/core/regions/section.ts';
import { type Mutant, type MutationKind, mark } from '../mutant.ts';
import { indented, insert, replace, type Site } from '../site.ts';

interface RangedSection {
  readonly enable: ApiCall;
  readonly arguments: RangeArguments;
}

/** Each walker is first given the range that its section can carry; then the range or the walk is made wrong. */
export const rangeKinds: readonly MutationKind[] = [
  wrongCall('range: address stale', ['range-mismatch'], (range) =>
    withRange(range, {}, `${range.addr} += PAGE_SIZE;\n`),
  ),
  wrongCall('range: pointer moved before the call', ['range-mismatch'], (range) =>
    withRange(range, {}, `${range.pte}++;\n`),
  ),
  wrongCall('range: pointer of another entry', ['range-mismatch'], (range) =>
    withRange(range, { pte: `${range.pte} + 1` }),
  ),
  wrongCall('range: address of another entry', ['range-mismatch'], (range) =>
    withRange(range, { addr: `${range.addr} + PAGE_SIZE` }),
  ),
  wrongCall('range: address and end swapped', ['range-mismatch', 'update-outside-range'], (range) =>
    withRange(range, { addr: range.end, end: range.addr }),
  ),
  wrongCall('range: wrong end, one entry only', ['update-outside-range', 'range-mismatch'], (range) =>
    withRange(range, { end: `${range.addr} + PAGE_SIZE` }),
  ),
  wrongCall('range: end past the page table', ['range-crosses-table'], (range) =>
    withRange(range, { end: `${range.addr} + 2 * PMD_SIZE` }),
  ),
  wrongCall('range: end one entry too far', ['range-crosses-table'], (range) =>
    withRange(range, { end: `${range.end} + PAGE_SIZE` }),
  ),
  wrongCall('range: end one entry too near', ['update-outside-range'], (range) =>
    withRange(range, { end: `${range.end} - PAGE_SIZE` }),
  ),
  wrongCall('range: inclusive end', ['update-outside-range'], (range) => withRange(range, { end: `${range.end} - 1` })),
  wrongCall('range: end before its start', ['update-outside-range'], (range) =>
    withRange(range, { end: `${range.addr} - PAGE_SIZE` }),
  ),
  wrongCall('range: address of the table', ['range-mismatch'], (range) =>
    withRange(range, { addr: `${range.addr} & PMD_MASK` }),
  ),
  wrongCall('range: pointer moved on one branch', ['range-mismatch'], (range) =>
    withRange(range, {}, `if (seeded_condition())\n\t\t${range.pte}--;\n`),
  ),
  wrongCall('range: entry of no table', ['range-mismatch'], (range) => withRange(range, { pte: 'NULL' })),
  wrongCall('range: empty', ['update-outside-range', 'range-mismatch'], (range) =>
    withRange(range, { end: range.addr }),
  ),
  inRange(
    'range: update before its start',
    ['update-outside-range'],
    ({ arguments: { mm, addr, pte } }) => `${mark}pte_clear(${mm}, ${addr} - PAGE_SIZE, ${pte} - 1);`,
  ),
  inRange(
    'range: update through a pointer to another table',
    ['update-outside-range'],
    ({ arguments: { mm, addr } }) =>
      `{ pte_t *other = pte_offset_kernel(seeded_pmd(), ${addr});\n${mark}pte_clear(${mm}, ${addr}, other); }`,
  ),
  wrongHelper('range: pointer of another entry, given to a helper', ['range-mismatch'], ({ mm, addr, end, pte }) =>
    [mm, addr, end, `${pte} + 1`].join(', '),
  ),
  wrongHelper(
    'range: wrong end, given to a helper',
    ['update-outside-range', 'range-mismatch'],
    ({ mm, addr, end, pte }) => [mm, addr, `${end} - PAGE_SIZE`, pte].join(', '),
  ),
  wrongCall('range: no mm', ['range-mismatch'], (range) => withRange(range, { mm: 'NULL' })),
  {
    name: 'range: end not cut by the caller',
    rules: ['range-crosses-table'],
    dialects: ['nestable'],
    seed: (site) =>
      rangedSections(site)
        .slice(0, 1)
        .flatMap(({ enable, arguments: range }) =>
          site.cutArguments.map(({ argument, limit }) => ({
            at: argument.start,
            edits: [replace(enable.range, callOf(range)), replace(argument, `${mark}${limit}`)],
            place: 'line' as const,
          })),
        ),
  },
  {
    name: 'range: batch over its end',
    rules: ['update-outside-range'],
    dialects: ['nestable'],
    seed: (site) =>
      rangedSections(site).flatMap(({ enable, arguments: range }) =>
        site.countsBetween(range.addr, range.end).map((count) => ({
          at: count.start,
          edits: [replace(enable.range, callOf(range)), replace(count, `(${site.text(count)}) + 1`)],
          place: 'function' as const,
        })),
      ),
  },
  stepLost('range: pointer stays behind', (site) => site.tablePointers),
  stepLost('range: address stays behind', (_, { addr }) => [addr]),
  inRange('range: lost in a pause', ['range-lost'], () => `${mark}lazy_mmu_mode_pause();\nlazy_mmu_mode_resume();`),
  inRange(
    'range: nested and ignored',
    ['nested-section', 'range-lost'],
    ({ arguments: { mm, addr, end, pte } }) =>
      `${mark}lazy_mmu_mode_enable_for_pte_range(${mm}, ${addr}, ${end}, ${pte});\nlazy_mmu_mode_disable();`,
  ),
];

function wrongCall(name: string, rules: MutationKind['rules'], code: (range: RangeArguments) => string): MutationKind {
  return {
    name,
    rules,
    dialects: ['nestable'],
    seed: (site) =>
      rangedSections(site).map(({ enable, arguments: range }) => ({
        at: enable.range.start,
        edits: [replace(site.statementOf(enable)?.statement ?? enable.range, code(range))],
        place: 'function',
      })),
  };
}

const helper = `static void seeded_begin(struct mm_struct *mm, unsigned long addr, unsigned long end, pte_t *pte)
{
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
}`;

/** The section is opened by a helper that is given a range which is wrong. */
function wrongHelper(
  name: string,
  rules: MutationKind['rules'],
  given: (range: RangeArguments) => string,
): MutationKind {
  return {
    name,
    rules,
    dialects: ['nestable'],
    seed: (site) =>
      rangedSections(site).map(({ enable, arguments: range }) => ({
        at: enable.range.start,
        edits: [site.helper(helper), replace(enable.range, `${mark}seeded_begin(${given(range)})`)],
        place: 'function',
      })),
  };
}

/** A variable of the walk is not moved on any more where it was. */
function stepLost(name: string, variables: (site: Site, range: RangeArguments) => readonly string[]): MutationKind {
  return {
    name,
    rules: ['range-mismatch'],
    dialects: ['nestable'],
    seed: (site) =>
      rangedSections(site).flatMap(({ enable, arguments: range }) =>
        site.stepsOf(variables(site, range)).map((step) => ({
          at: step.start,
          edits: [replace(enable.range, callOf(range)), replace(step, '(void)0')],
          place: 'function' as const,
        })),
      ),
  };
}

function inRange(name: string, rules: MutationKind['rules'], code: (section: RangedSection) => string): MutationKind {
  return {
    name,
    rules,
    dialects: ['nestable'],
    seed: (site) => rangedSections(site).flatMap((section) => seedBehind(site, section, code(section))),
  };
}

function seedBehind(site: Site, { enable, arguments: range }: RangedSection, code: string): readonly Mutant[] {
  const statement = site.statementOf(enable)?.statement;
  if (!statement) return [];
  const edits = [replace(enable.range, callOf(range)), insert(statement.end, `\n${indented(code)}`)];
  return [{ at: enable.range.start, edits, place: 'line' }];
}

function rangedSections(site: Site): readonly RangedSection[] {
  return site.enables.flatMap((enable) => {
    const inferred = inferRangeArguments(site.definition, enable.range);
    return 'refused' in inferred ? [] : [{ enable, arguments: inferred }];
  });
}

function withRange(range: RangeArguments, change: Partial<RangeArguments>, before = ''): string {
  return `${before}${mark}${callOf({ ...range, ...change })};`;
}

function callOf({ mm, addr, end, pte }: RangeArguments): string {
  return `lazy_mmu_mode_enable_for_pte_range(${mm}, ${addr}, ${end}, ${pte})`;
}
