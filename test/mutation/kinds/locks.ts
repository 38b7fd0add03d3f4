import { type MutationKind, mark } from '../mutant.ts';
import { insert, replace } from '../site.ts';
import { atStatements, unlikely } from './balance.ts';

/** The section and the lock of its page table part ways. */
export const lockKinds: readonly MutationKind[] = [
  {
    name: 'use after the unmap',
    rules: ['use-after-unmap'],
    seed: (site) =>
      site.disablesBeforeUnlock
        .filter(({ unlock }) => unlock.name === 'pte_unmap_unlock')
        .map(({ unlock: { statement, call } }) => ({
          at: statement.start,
          edits: site.after(statement, `${mark}(void)ptep_get(${site.text(call.arguments[0])});`),
          place: 'line',
        })),
  },
  {
    name: 'disable and unlock swapped',
    rules: ['section-outside-lock'],
    seed: (site) =>
      site.disablesBeforeUnlock.map(({ disable, unlock }) => ({
        at: disable.statement.start,
        edits: [
          replace(disable.statement, `${site.text(unlock.statement)}\n${mark}`),
          replace(unlock.statement, site.text(disable.statement)),
        ],
        place: 'function',
      })),
  },
  {
    name: 'enable before the lock',
    rules: ['section-outside-lock', 'return-in-section'],
    seed: (site) =>
      site.locksBeforeEnable.map(({ lock, enable }) => ({
        at: lock.statement.start,
        edits: [
          insert(lock.statement.start, `${mark}${site.text(enable.statement)}\n`),
          replace(enable.statement, ';'),
        ],
        place: 'function',
      })),
  },
  {
    name: 'unlock dropped',
    rules: ['lock-imbalance'],
    seed: (site) =>
      site.disablesBeforeUnlock.map(({ unlock }) => ({
        at: unlock.statement.start,
        edits: [replace(unlock.statement, ';')],
        place: 'function',
      })),
  },
  {
    name: 'unlock under an uncorrelated condition',
    rules: ['lock-imbalance'],
    seed: (site) =>
      site.disablesBeforeUnlock.map(({ unlock }) => ({
        at: unlock.statement.start,
        edits: [insert(unlock.statement.start, `${unlikely} `)],
        place: 'function',
      })),
  },
  {
    name: 'locks of the reverse map not dropped',
    rules: ['lock-imbalance'],
    seed: (site) =>
      site.callsOf('drop_rmap_locks').map((statement) => ({
        at: statement.start,
        edits: [replace(statement, ';')],
        place: 'function',
      })),
  },
  {
    name: 'return past the locks of the reverse map',
    rules: ['lock-imbalance'],
    seed: (site) => {
      if (site.callsOf('drop_rmap_locks').length === 0) return [];
      return site.callsOf('pte_unmap_unlock').map((unlock) => ({
        at: unlock.start,
        edits: site.after(unlock, `${unlikely} ${mark}return 0;`),
        place: 'line',
      }));
    },
  },
  {
    name: 'unlock twice',
    rules: ['lock-imbalance'],
    seed: (site) =>
      site.disablesBeforeUnlock.map(({ unlock }) => ({
        at: unlock.statement.start,
        edits: [replace(unlock.statement, `${site.text(unlock.statement)}\n${mark}${site.text(unlock.statement)}`)],
        place: 'line',
      })),
  },
  {
    name: 'return with the lock held',
    rules: ['lock-imbalance'],
    atMost: 3,
    seed: (site) =>
      site.disablesBeforeUnlock.length === 0 || site.disables.length > 1
        ? []
        : atStatements(site.insideSection, (each) =>
            site.before(each, `${unlikely} { ${site.disables[0].name}(); ${mark}return; }`),
          ),
  },
  {
    name: 'unlock in the section',
    rules: ['section-outside-lock', 'lock-imbalance'],
    atMost: 3,
    seed: (site) => {
      if (site.disables.length > 1) return [];
      return site.disablesBeforeUnlock.flatMap(({ unlock }) =>
        atStatements(site.insideSection, (each) => site.before(each, `${mark}${site.text(unlock.statement)}`)),
      );
    },
  },
  {
    name: 'lock of all kernel tables around the section',
    rules: ['global-kernel-lock'],
    seed: (site) =>
      site.enables.slice(0, 1).map(({ range }) => ({
        at: range.start,
        edits: [
          replace(range, `{ ${mark}spin_lock(&init_mm.page_table_lock); ${site.text(range)}; }`),
          ...site.disables.map((each) =>
            replace(each.range, `{ ${site.text(each.range)}; spin_unlock(&init_mm.page_table_lock); }`),
          ),
        ],
        place: 'function',
      })),
  },
  {
    name: 'section in an interrupt',
    rules: ['interrupt-context'],
    seed: (site) =>
      site.enables.slice(0, 1).map(({ range }) => ({
        at: range.start,
        edits: site.before(
          site.statementOf(site.enables[0])?.statement ?? range,
          `if (in_interrupt()) {\n${mark}${site.enables[0].name}();\n${site.disables[0].name}();\n}`,
        ),
        place: 'line',
      })),
  },
];
