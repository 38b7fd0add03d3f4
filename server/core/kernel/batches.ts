import { primitive } from './primitives.ts';

/** Positions of the pointer to the first entry of a batch, and of the number of entries that it has at most. */
export interface Batch {
  readonly pointer: number;
  readonly count: number;
}

/** Calls that look for entries which belong together, by name and number of arguments. */
const searches: ReadonlyMap<string, ReadonlyMap<number, Batch>> = new Map([
  [
    'folio_pte_batch',
    new Map([
      // mm/internal.h (7.2, 7.3)
      [4, { pointer: 1, count: 3 }],
      // mm/internal.h (6.12)
      [9, { pointer: 2, count: 4 }],
    ]),
  ],
  // mm/internal.h (7.2, 7.3)
  ['folio_pte_batch_flags', new Map([[6, { pointer: 2, count: 4 }]])],
  // mm/internal.h (6.12, 7.2, 7.3)
  ['swap_pte_batch', new Map([[3, { pointer: 0, count: 1 }]])],
]);

/** The batch that a call is given. */
export function batchOf(name: string, given: number): Batch | undefined {
  const known = primitive(name);
  if (known) {
    const { pointer, count } = known;
    return pointer === undefined || count === undefined ? undefined : { pointer, count };
  }
  return searches.get(name)?.get(given);
}

/** Calls that answer how many pages a folio has, whether or not a range goes on that far: include/linux/mm.h (6.12, 7.3). */
export const sizesOfFolios: ReadonlySet<string> = new Set([
  'folio_nr_pages',
  'folio_large_nr_pages',
  'compound_nr',
  'thp_nr_pages',
]);
