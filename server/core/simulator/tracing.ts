import type { LineCounts } from './report.ts';
import type { Scenario } from './scenario.ts';

/**
 * Entries of the longest range that is traced whole. Keeping account of calls and watching every update costs about a
 * third of a run's time, so of a longer range its first part is run a second time, traced.
 */
const tracedEntries = 1024;

/** The range is traced in the run that counts. */
export function isTracedWhole({ entries }: Scenario): boolean {
  return entries <= tracedEntries;
}

/** The part of a range that is traced: the whole of a short one. */
export function tracedPart(scenario: Scenario): Scenario {
  return isTracedWhole(scenario) ? scenario : { ...scenario, entries: tracedEntries };
}

/** Lines of an untraced run with the walker's lines that led there in the traced part, where it was one alone. */
export function withWalkerLines(lines: readonly LineCounts[], traced: readonly LineCounts[]): readonly LineCounts[] {
  return lines.map((each) => {
    const known = traced.filter(({ file, line }) => file === each.file && line === each.line);
    return known.length === 1 ? { ...each, walkerLine: known[0].walkerLine } : each;
  });
}
