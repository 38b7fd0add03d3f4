import { populate } from '../../population.ts';
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

/** A scenario on a machine in numbers. */
export interface Measures extends Readonly<Record<MeasureName, number>> {
  /** Entries, and present entries, of each page table that the range touches. */
  readonly entriesOfTables: readonly number[];
  readonly presentOfTables: readonly number[];
}

/**
 * Measures a scenario on a machine whose page tables have so many entries. A run is a stretch of present entries that are
 * neighbours in one table; a folio counts once for each table and run that it has pages in; `shared` is 1 when more than
 * one CPU has the address space, and `alone` when one has.
 */
export function measure(scenario: Scenario, entriesPerTable: number): Measures {
  const { start, folioOrder, attachedCpus } = scenario;
  const folioSize = 2 ** folioOrder;
  const entriesOfTables: number[] = [];
  const presentOfTables: number[] = [];
  let runs = 0;
  let folios = 0;
  let wasPresent = false;
  for (const [offset, { state }] of populate(scenario).entries()) {
    const index = start + offset;
    const table = Math.floor(index / entriesPerTable) - Math.floor(start / entriesPerTable);
    if (table === entriesOfTables.length) {
      entriesOfTables.push(0);
      presentOfTables.push(0);
      wasPresent = false;
    }
    entriesOfTables[table]++;
    const present = state === 'present';
    if (present) {
      presentOfTables[table]++;
      if (!wasPresent) runs++;
      if (!wasPresent || index % folioSize === 0) folios++;
    }
    wasPresent = present;
  }
  return {
    constant: 1,
    shared: attachedCpus > 1 ? 1 : 0,
    alone: attachedCpus > 1 ? 0 : 1,
    entries: scenario.entries,
    tables: entriesOfTables.length,
    runs,
    folios,
    present: presentOfTables.reduce((sum, each) => sum + each, 0),
    cpus: attachedCpus,
    entriesOfTables,
    presentOfTables,
  };
}

/** Batches of at most `size` that the entries, or the present entries, of each table fill: none goes over two tables. */
export function batchesOf(measures: Measures, of: 'entries' | 'present', size: number): number {
  const tables = of === 'entries' ? measures.entriesOfTables : measures.presentOfTables;
  let batches = 0;
  for (const entries of tables) batches += Math.ceil(entries / size);
  return batches;
}
