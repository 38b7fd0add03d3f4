import type { Pending } from '../machine/lazy-mode.ts';
import type { Work, WorkPlace } from './work.ts';

/** What became of changes that waited while something else ran; undefined when there were none. */
export function pendingEffect(pending: Pending, waited: number): string | undefined {
  if (waited === 0) return undefined;
  const waits = pending.count();
  const named = (count: number) => `${count} ${count === 1 ? pending.one : pending.many}`;
  if (waits === 0) return `takes effect at once: ${named(waited)} of the section`;
  return `still ${waits === 1 ? 'waits' : 'wait'} for the end of the section: ${named(waits)}`;
}

/** Does work on an entry of the range, and says what it finds and what it does there. */
export function workEffect(place: WorkPlace, work: Work): string {
  const { world, entry } = place;
  const { pending } = world.lazy;
  const waiting = pending.entry(entry);
  const before = world.tables.read(entry);
  const seen = work.run(place);
  const clauses = [
    ...(work.returnsEntry ? [findingEffect(seen, before, waiting)] : []),
    ...changeEffect(before, world.tables.read(entry), waiting, pending.entry(entry)),
  ];
  return `${work.name} ${clauses.join(', and ') || 'changes nothing'}`;
}

function findingEffect(seen: unknown, table: number, waiting: number | undefined): string {
  if (waiting === undefined || waiting === table) return 'finds the entry as the table has it';
  if (seen === waiting) return 'finds the value of the section, which the table does not hold yet';
  return 'finds the value of the table, which misses a change that waits';
}

function changeEffect(before: number, after: number, waited: number | undefined, waits: number | undefined): string[] {
  if (after !== before)
    return [`changes the table${waits === undefined ? '' : ', which the change that waits will overwrite'}`];
  return waits === waited ? [] : ['its own change waits with those of the section'];
}
