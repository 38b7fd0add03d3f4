import { type Mutant, type MutationKind, mark } from '../mutant.ts';
import { replace, type Site } from '../site.ts';

const direct: MutationKind['rules'] = ['direct-pte-deref'];

/** Entries are read and written past the accessors, or too early, or too late. */
export const accessKinds: readonly MutationKind[] = [
  dereference('dereference', (pointer) => `if (pte_none(${mark}*${pointer})) seeded();`),
  dereference('dereference through a member', (pointer) => `if (${mark}${pointer}->pte) seeded();`),
  dereference('dereference by index', (pointer) => `if (pte_none(${mark}${pointer}[1])) seeded();`),
  dereference('dereference in READ_ONCE', (pointer) => `if (pte_none(READ_ONCE(${mark}*${pointer}))) seeded();`),
  dereference('dereference through a cast', (pointer) => `if (${mark}*(unsigned long *)${pointer}) seeded();`),
  dereference(
    'dereference of an alias',
    (pointer) => `{ pte_t *alias = ${pointer};\nif (pte_none(${mark}*alias)) seeded(); }`,
  ),
  dereference(
    'dereference of a moved alias',
    (pointer) => `{ pte_t *alias = ${pointer} + 1;\nseeded(pte_val(${mark}*alias)); }`,
  ),
  dereference('dereference by memcpy', (pointer) => `{ pte_t copy; memcpy(&copy, ${mark}${pointer}, sizeof(copy)); }`),
  dereference(
    'dereference of one of two pointers',
    (pointer) => `if (pte_none(${mark}*(seeded() ? ${pointer} : ${pointer} + 1))) seeded();`,
  ),
  dereference(
    'dereference behind a macro',
    (pointer) => `if (${mark}SEEDED_NONE(${pointer})) seeded();`,
    '#define SEEDED_NONE(entry)\tpte_none(*(entry))',
  ),
  dereference('exchange past the accessors', (pointer) => `(void)xchg(${mark}${pointer}, __pte(0));`),
  dereference('dereference in a warning', (pointer) => `VM_WARN_ON_ONCE(!pte_none(${mark}*${pointer}));`),
  dereference('store past the accessors', (pointer) => `${mark}*${pointer} = __pte(0);`),
  dereference('WRITE_ONCE past the accessors', (pointer) => `WRITE_ONCE(${mark}*${pointer}, __pte(0));`),
  {
    name: 'accessor replaced by a dereference',
    rules: direct,
    seed: (site) =>
      site.reads.map(({ range, pointer }) => ({
        at: range.start,
        edits: [replace(range, `${mark}*${pointer}`)],
        place: 'line',
      })),
  },
  dereference(
    'dereference behind a helper',
    (pointer) => `if (${mark}seeded_reads(${pointer})) seeded();`,
    'static bool seeded_reads(pte_t *entry)\n{\n\treturn pte_none(*entry);\n}',
  ),
  dereference(
    'dereference behind two helpers',
    (pointer) => `if (${mark}seeded_asks(${pointer})) seeded();`,
    'static bool seeded_reads(pte_t *entry)\n{\n\treturn pte_none(*entry);\n}\n\nstatic bool seeded_asks(pte_t *at)\n{\n\treturn seeded_reads(at + 1);\n}',
  ),
  dereference(
    'dereference behind a helper of any pointer',
    (pointer) => `if (${mark}seeded_reads(${pointer})) seeded();`,
    'static bool seeded_reads(void *where)\n{\n\tpte_t *entry = where;\n\n\treturn pte_none(*entry);\n}',
  ),
  dereference(
    'dereference behind a helper of a number',
    (pointer) => `if (${mark}seeded_reads((unsigned long)${pointer})) seeded();`,
    'static bool seeded_reads(unsigned long where)\n{\n\treturn *(unsigned long *)where;\n}',
  ),
  dereference(
    'dereference behind a helper of a word',
    (pointer) => `if (${mark}seeded_reads(&${pointer}->pte)) seeded();`,
    'static bool seeded_reads(pteval_t *where)\n{\n\treturn *where;\n}',
  ),
  dereference(
    'dereference behind a helper of a structure',
    (pointer) => `{ struct seeded_walk walk = { .pte = ${pointer} };\nif (${mark}seeded_reads(&walk)) seeded(); }`,
    'struct seeded_walk { pte_t *pte; };\n\nstatic bool seeded_reads(struct seeded_walk *walk)\n{\n\treturn pte_none(*walk->pte);\n}',
  ),
  dereference(
    'dereference behind a helper of a fault',
    (pointer) => `{ struct vm_fault fault = { .pte = ${pointer} };\nif (${mark}seeded_reads(&fault)) seeded(); }`,
    'static bool seeded_reads(struct vm_fault *vmf)\n{\n\treturn pte_none(*vmf->pte);\n}',
  ),
  dereference(
    'dereference of a member',
    (pointer) => `{ struct seeded_walk walk = { .pte = ${pointer} };\nif (${mark}pte_none(*walk.pte)) seeded(); }`,
    'struct seeded_walk { pte_t *pte; };',
  ),
  {
    name: 'read after an update',
    rules: ['stale-read'],
    ofOwnUpdate: true,
    atMost: 4,
    seed: (site) => afterUpdates(site, (pointer) => `if (pte_none(${mark}ptep_get(${pointer}))) seeded();`),
  },
  {
    name: 'read after an update, behind a helper',
    rules: ['stale-read'],
    ofOwnUpdate: true,
    atMost: 4,
    seed: (site) =>
      afterUpdates(
        site,
        (pointer) => `if (${mark}seeded_looks(${pointer})) seeded();`,
        'static bool seeded_looks(pte_t *entry)\n{\n\treturn pte_none(ptep_get(entry));\n}',
      ),
  },
  {
    name: 'read after an update, one step later',
    rules: ['stale-read'],
    ofOwnUpdate: true,
    atMost: 4,
    seed: (site) =>
      afterUpdates(site, (pointer) => `${pointer}++;\nif (pte_none(${mark}ptep_get(${pointer} - 1))) seeded();`),
  },
  {
    name: 'read after a helper that says that it updated',
    rules: ['stale-read'],
    atMost: 4,
    seed: (site) =>
      site.updates.map(({ statement, pointer }) => ({
        at: statement.start,
        edits: [
          site.helper(
            'static bool seeded_stores(pte_t *entry, pte_t value)\n{\n\tif (pte_none(value))\n\t\treturn false;\n\tset_pte(entry, value);\n\treturn true;\n}',
          ),
          ...site.before(
            statement,
            `if (seeded_stores(${pointer}, seeded_value())) seeded(${mark}ptep_get(${pointer}));`,
          ),
        ],
        place: 'line',
      })),
  },
  {
    name: 'flush before the disable',
    rules: ['flush-before-leave'],
    seed: (site) =>
      site.updates.length === 0
        ? []
        : site.disablesBeforeUnlock.map(({ disable }) => ({
            at: disable.statement.start,
            edits: site.before(disable.statement, `${mark}flush_tlb_mm(current->mm);`),
            place: 'line',
          })),
  },
  {
    name: 'page freed before the update lands',
    rules: ['free-before-leave'],
    atMost: 4,
    seed: (site) =>
      site.updates.map(({ statement, pointer }) => ({
        at: statement.start,
        edits: site.before(
          statement,
          `{ pte_t taken = ptep_get_and_clear(current->mm, 0, ${pointer});\n${mark}__free_page(pte_page(taken)); }`,
        ),
        place: 'line',
      })),
  },
];

/** C that dereferences a pointer to an entry, at statements of a section. */
function dereference(name: string, code: (pointer: string) => string, helper?: string): MutationKind {
  return {
    name,
    rules: direct,
    atMost: 4,
    seed: (site) =>
      site.tablePointers.flatMap((pointer) =>
        site.insideSection
          .filter(({ start }) => !site.isWithoutTable(start))
          .map((each) => ({
            at: each.start,
            edits: [...(helper ? [site.helper(helper)] : []), ...site.before(each, code(pointer))],
            place: 'line' as const,
          })),
      ),
  };
}

function afterUpdates(site: Site, code: (pointer: string) => string, helper?: string): readonly Mutant[] {
  return site.updates.map(({ statement, pointer }) => ({
    at: statement.start,
    edits: [...(helper ? [site.helper(helper)] : []), ...site.after(statement, code(pointer))],
    place: 'line',
  }));
}
