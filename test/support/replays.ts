/** A replay in the terms of the report of the same run. */
import type { Replay, ReplayState } from '../../server/core/simulator/replay/replay.ts';
import type { EventCounts, RunResult } from '../../server/core/simulator/report.ts';

/** Every entry behind the last step. */
export function statesAfter({ before, steps, scenario }: Replay): readonly ReplayState[] {
  const states = new Array<ReplayState>(scenario.entries);
  for (const { first, entries, state } of [...before, ...steps.flatMap(({ cells = [] }) => cells)])
    states.fill(state, first - scenario.start, first - scenario.start + entries);
  return states;
}

/** Every entry of a report. */
export function eachState(patterns: RunResult['before']): readonly ReplayState[] {
  return patterns.flatMap(({ times, runs }) =>
    new Array(times).fill(runs.flatMap(({ state, entries }) => new Array<ReplayState>(entries).fill(state))).flat(),
  );
}

/** What all steps cost together. */
export function countsOf({ steps }: Replay): Partial<EventCounts> {
  const sum: Partial<Record<keyof EventCounts, number>> = {};
  for (const { counts = {} } of steps)
    for (const [name, times] of Object.entries(counts) as [keyof EventCounts, number][])
      sum[name] = (sum[name] ?? 0) + times;
  return sum;
}

/** The counts that are not 0. */
export const happened = (counts: Partial<EventCounts>) =>
  Object.fromEntries(Object.entries(counts).filter(([, times]) => times > 0));
