import { visitStatement } from '../flow/walk.ts';
import { kernelMm } from '../kernel/tables.ts';
import type { FunctionDefinition } from '../syntax/ast.ts';
import { renderPlain } from './render.ts';
import type { MappedTable } from './table-pointers.ts';

/**
 * The mm whose tables these are, as a text. A table mapped as a user's in one branch and as the kernel's in another is
 * that of the variable which the function compares with init_mm.
 */
export function mmOfTables(
  tables: ReadonlySet<MappedTable>,
  all: readonly MappedTable[],
  kernelIsNamed: boolean,
): { readonly text: string } | { readonly refused: string } {
  const texts = new Set<string>();
  for (const table of tables) {
    if (table.mapping.mm === undefined) continue;
    const text = plainestMm(table, all);
    if (!text) return { refused: 'the mm of the page table is not a plain expression' };
    texts.add(text);
  }
  const [text] = texts;
  if (texts.size > 1) return { refused: `the page table may belong to ${[...texts].join(' or ')}` };
  if (text) {
    const kernelToo = [...tables].some(({ mapping }) => mapping.mm === undefined);
    return kernelToo && !kernelIsNamed
      ? { refused: `the page table may belong to ${text} or to the kernel` }
      : { text };
  }
  return kernelIsNamed ? { text: kernelMm } : { refused: 'the function does not say whose page table it maps' };
}

/** One pmd belongs to one mm: where another call maps the same pmd with a plainer mm argument, that one is meant too. */
function plainestMm(table: MappedTable, all: readonly MappedTable[]): string | undefined {
  const own = mmText(table);
  const pmd = pmdText(table);
  const same = all.filter((each) => pmd !== undefined && pmdText(each) === pmd).map(mmText);
  return same.find((text) => text !== undefined && /^\w+$/.test(text)) ?? own;
}

function mmText({ call, mapping }: MappedTable): string | undefined {
  const argument = mapping.mm === undefined ? undefined : call.arguments[mapping.mm];
  return argument && renderPlain(argument);
}

function pmdText({ call, mapping }: MappedTable): string | undefined {
  const argument = call.arguments[mapping.pmd];
  return argument && renderPlain(argument);
}

/** True when the function names init_mm: the evidence that the kernel tables it maps are meant to be those. */
export function kernelMmIsNamed(definition: FunctionDefinition): boolean {
  let named = false;
  visitStatement(definition.body, (expression) => {
    if (renderPlain(expression) === kernelMm) named = true;
  });
  return named;
}
