import type { Note } from '../finding.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { CallMoment } from './armed-flow.ts';
import { type RangeCall, variablesIn } from './range-calls.ts';
import { mappedTables } from './tables.ts';

/** Where the page table of a range was mapped, and where its address or pointer moved last before the call. */
export function mappingNotes(regions: FunctionRegions, range: RangeCall): readonly Note[] {
  const mapped = mappedTables(regions, range.values.pte);
  const notes: Note[] = mapped.map(({ call: { start, end } }) => ({
    range: { start, end },
    message: 'the page table is mapped here',
  }));
  const names = new Set([...variablesIn(range.pte), ...variablesIn(range.addr)]);
  const moves = regions.graph.nodes
    .flatMap(({ effects }) => effects)
    .flatMap((effect) => (effect.kind === 'assign' && !effect.value && names.has(effect.name) ? [effect] : []))
    .filter(({ by }) => by.start < range.call.start)
    .sort((one, other) => one.by.start - other.by.start);
  const last = moves.at(-1);
  if (!last) return notes;
  const { start, end } = last.by;
  return [...notes, { range: { start, end }, message: `${last.name} moves here` }];
}

/** Where the section of a call was given its range. */
export function armedNotes({ path: { armed } }: CallMoment): readonly Note[] {
  return armed
    ? [{ range: { start: armed.start, end: armed.end }, message: 'the section is given its range here' }]
    : [];
}
