import type { EventName, LineCounts } from '../../report.ts';
import type { CostName, CostTable } from './costs.ts';
import type { LockLoad } from './queueing.ts';

/** What takes time in a critical section or outside of it: so many times, so many nanoseconds each. */
export interface CostPart {
  readonly name: CostName;
  readonly where: 'section' | 'outside';
  /** For one critical section; an average where the range has several page tables. */
  readonly times: number;
  readonly nanoseconds: number;
}

/** A run of a walker as the load that it puts on a lock around its sections. */
export interface SectionCost extends LockLoad {
  /** Nanoseconds of the section that the lock itself takes. */
  readonly lock: number;
  /** Entries that one critical section handles. */
  readonly entries: number;
  readonly parts: readonly CostPart[];
}

export interface CountedRun {
  readonly lines: readonly LineCounts[];
  /** Entries of the range, and page tables that it touches: the walker takes the lock once for each table. */
  readonly entries: number;
  readonly tables: number;
  /** True for a line of the walker at which the lock is held. */
  isHeld(line: number): boolean;
}

/**
 * Adds up what one critical section takes, and what is done before the next one: events and primitives of lines at which
 * the lock is held, the turns of the loop and the lock itself; outside, the caller's flush and its own work for each entry.
 */
export function sectionCost({ lines, entries, tables, isHeld }: CountedRun, costs: CostTable): SectionCost {
  const parts: CostPart[] = [];
  const add = (name: CostName, where: CostPart['where'], times: number) => {
    const { nanoseconds } = costs[name];
    if (times > 0 && nanoseconds > 0) parts.push({ name, where, times: times / tables, nanoseconds });
  };
  for (const where of ['section', 'outside'] as const) {
    const chosen = lines.filter(({ walkerLine }) => (walkerLine > 0 && isHeld(walkerLine)) === (where === 'section'));
    const events = new Map<EventName, number>();
    let primitives = 0;
    for (const { calls, counts } of chosen) {
      primitives += calls;
      for (const [event, times] of Object.entries(counts) as [EventName, number][])
        events.set(event, (events.get(event) ?? 0) + times);
    }
    for (const [event, times] of events) add(event, where, times);
    add('primitive', where, primitives);
  }
  add('entry', 'section', entries);
  add('lock', 'section', tables);
  add('outside', 'outside', entries);
  const total = (where: CostPart['where']) =>
    parts.reduce((sum, part) => (part.where === where ? sum + part.times * part.nanoseconds : sum), 0);
  return {
    section: total('section'),
    outside: total('outside'),
    lock: costs.lock.nanoseconds,
    entries: entries / tables,
    parts,
  };
}
