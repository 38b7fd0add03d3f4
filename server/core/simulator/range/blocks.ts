import type { Machine } from '../arch/machines.ts';
import { entriesInMemory } from '../limits.ts';
import { type ContentRun, contentBetween, cycleLength, type Segment } from '../population.ts';
import type { Scenario } from '../scenario.ts';
import { SimulationError } from '../simulation-error.ts';

/**
 * Blocks of a range that hold the same, one after the other. A block is one page table, or as many as the largest folio of
 * the scenario lies in: no folio belongs to two blocks.
 */
export interface BlockRun {
  /** Index of the first block, counted from the first that the range touches. */
  readonly first: number;
  /** Number of blocks. */
  readonly times: number;
  /** Entries of each block that the range takes up, half-open, counted from the first of the block. */
  readonly from: number;
  readonly to: number;
  /** What those entries hold at first; equal runs are one object. */
  readonly content: readonly ContentRun[];
}

/** Tables up to which a range is one block: walking them all costs less than telling them apart. */
const tablesOfSmallRange = 4;

/** Bytes of the longest range: addresses of 48 bits. */
const mostBytes = 2 ** 48;

/** Page tables that no folio of a scenario goes beyond. */
function fewestTables({ entriesPerTable }: Machine, { folioOrder }: Scenario): number {
  return Math.max(1, 2 ** folioOrder / entriesPerTable);
}

/** Index of the first entry in the first block that the range touches; blocks are counted from that one on. */
export function startInBlock(machine: Machine, scenario: Scenario): number {
  return scenario.start % (fewestTables(machine, scenario) * machine.entriesPerTable);
}

/** Interruptions count how often a place is reached, and answers that are given in turn how often they were asked for. */
function countsTimes({ interruptions, assume }: Scenario): boolean {
  return interruptions.length > 0 || Object.values(assume).some((answers) => typeof answers !== 'number');
}

/**
 * Page tables of a block, on a machine. With `everyTable`, and where the scenario counts how often something happens, the
 * whole range is one block, and every table is walked. Throws a SimulationError when such a range does not fit into memory,
 * and for any that is longer than an address space.
 */
export function tablesOfBlock(machine: Machine, scenario: Scenario, everyTable: boolean): number {
  const entries = startInBlock(machine, scenario) + scenario.entries;
  const { pageSize } = machine.geometry;
  if (entries * pageSize > mostBytes)
    throw new SimulationError(
      `${machine.name}: a range has at most ${mostBytes / pageSize} entries with pages of ${pageSize} bytes`,
    );
  const all = Math.ceil(entries / machine.entriesPerTable);
  const fewest = fewestTables(machine, scenario);
  if (all <= tablesOfSmallRange * fewest) return all;
  if (!everyTable && !countsTimes(scenario)) return fewest;
  if (entries <= entriesInMemory) return all;
  throw new SimulationError(`every table can be walked of ${entriesInMemory} entries at most`);
}

/**
 * Cuts a range into blocks of `blockEntries` entries. Blocks inside of one segment hold the same when its cycle divides
 * them, as those of all named patterns do.
 */
export function cutIntoBlocks(
  segments: readonly Segment[],
  range: { readonly start: number; readonly entries: number },
  blockEntries: number,
): readonly BlockRun[] {
  const end = range.start + range.entries;
  const known = new Map<string, readonly ContentRun[]>();
  const runs: BlockRun[] = [];
  let at = range.start;
  let segmentEnd = range.start;
  let next = 0;
  while (at < end) {
    while (segmentEnd <= at) segmentEnd += segments[next++].entries;
    const first = Math.floor(at / blockEntries);
    const from = at - first * blockEntries;
    const to = Math.min(blockEntries, end - first * blockEntries);
    const whole = from === 0 && blockEntries % cycleLength(segments[next - 1]) === 0;
    const times = Math.max(1, whole ? Math.floor((segmentEnd - at) / blockEntries) : 0);
    const cut = contentBetween(segments, at - range.start, at - range.start + to - from);
    const key = `${from} ${JSON.stringify(cut)}`;
    const content = known.get(key) ?? cut;
    known.set(key, content);
    runs.push({ first, times, from, to, content });
    at = Math.min(end, (first + times) * blockEntries);
  }
  return runs;
}
