import { type ContentRun, segmentsOf } from '../../population.ts';
import { cutIntoBlocks } from '../../range/blocks.ts';
import type { Scenario } from '../../scenario.ts';

/** What the cost of a walker may grow with, in the order in which a law names one of two that are equal. */
export const measureNames = [
  'constant',
  'shared',
  'alone',
  'entries',
  'tables',
  'runs',
  'present',
  'folios',
  'cpus',
] as const;

export type MeasureName = (typeof measureNames)[number];

/** Page tables that are equal in numbers. */
interface EqualTables {
  readonly times: number;
  /** Entries of each that the range takes up, and those of them that are present. */
  readonly entries: number;
  readonly present: number;
}

/** A scenario on a machine in numbers. */
export interface Measures extends Readonly<Record<MeasureName, number>> {
  /** The page tables that the range touches, in order. */
  readonly equalTables: readonly EqualTables[];
}

/**
 * Measures a scenario on a machine whose page tables have so many entries. A run is a stretch of present entries that are
 * neighbours in one table; a folio counts once for each table and run that it has pages in; `shared` is 1 when more than
 * one CPU has the address space, and `alone` when one has.
 */
export function measure(scenario: Scenario, entriesPerTable: number): Measures {
  const { folioOrder, attachedCpus } = scenario;
  const tables = cutIntoBlocks(segmentsOf(scenario), scenario, entriesPerTable).map(({ times, from, to, content }) => {
    return { times, entries: to - from, ...measureTable(from, content, 2 ** folioOrder) };
  });
  const sum = (of: 'present' | 'runs' | 'folios') => tables.reduce((total, each) => total + each.times * each[of], 0);
  return {
    constant: 1,
    shared: attachedCpus > 1 ? 1 : 0,
    alone: attachedCpus > 1 ? 0 : 1,
    entries: scenario.entries,
    tables: tables.reduce((total, { times }) => total + times, 0),
    runs: sum('runs'),
    folios: sum('folios'),
    present: sum('present'),
    cpus: attachedCpus,
    equalTables: tables,
  };
}

/** Measures what a table holds from an entry on. No folio lies in part in it, unless it is all of a folio's. */
function measureTable(from: number, content: readonly ContentRun[], folioSize: number) {
  let [present, runs, folios] = [0, 0, 0];
  let at = from;
  let wasPresent = false;
  for (const { entries, content: held } of content) {
    const isPresent = held.state === 'present';
    if (isPresent) {
      present += entries;
      if (!wasPresent) runs++;
      // Folios that begin in the run, and the one that it continues.
      const begun = Math.ceil((at + entries) / folioSize) - Math.ceil(at / folioSize);
      folios += begun + (!wasPresent && at % folioSize > 0 ? 1 : 0);
    }
    wasPresent = isPresent;
    at += entries;
  }
  return { present, runs, folios };
}

/** Batches of at most `size` that the entries, or the present entries, of each table fill: none goes over two tables. */
export function batchesOf({ equalTables }: Measures, of: 'entries' | 'present', size: number): number {
  return equalTables.reduce((sum, tables) => sum + tables.times * Math.ceil(tables[of] / size), 0);
}
