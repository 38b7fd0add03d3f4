import type { Machine } from '../arch/machines.ts';
import type { KernelObjects } from '../kernel-objects.ts';
import { entrySize } from '../machine/page-tables.ts';
import type { World } from '../machine/world.ts';
import { startInBlock } from '../range/blocks.ts';
import type { Interruption, Scenario } from '../scenario.ts';
import { SimulationError, suggestion } from '../simulation-error.ts';
import { Interrupter } from './interrupter.ts';
import type { WorkPlace } from './work.ts';

/** Virtual address of the kernel's memory that work maps: apart from all that walkers are given. */
const kernelStart = 2 ** 39;

/** Lines of the walker's file that a run has to be told of. */
export function watchedLines({ interruptions }: Scenario): readonly number[] {
  return interruptions.flatMap(({ line }) => (line === undefined ? [] : [line]));
}

/** A call can be interrupted of what rows stand for; C functions are entered at a line. */
function checkFunctions(interruptions: readonly Interruption[], known: readonly string[]): void {
  const unknown = interruptions.find(({ function: name }) => name !== undefined && !known.includes(name))?.function;
  if (unknown === undefined) return;
  const remedy = suggestion(unknown, known) || '; give the line of its call instead';
  throw new SimulationError(
    `scenario: ${unknown}() is neither a page-table primitive nor a function that a model stands in for${remedy}`,
  );
}

/** An entry of the range. */
export type RangePlace = Pick<WorkPlace, 'mm' | 'vma' | 'virtual' | 'entry'>;

/** Entries of a walker's range, by their index in it. */
export function rangePlaces(
  objects: KernelObjects,
  machine: Machine,
  scenario: Scenario,
): (index: number) => RangePlace {
  const { pageSize } = machine.geometry;
  return (index) => {
    const first = startInBlock(machine, scenario);
    const calls = objects.block.calls(first, first + scenario.entries);
    const virtual = calls[0].start + index * pageSize;
    const call = calls.find(({ start, end }) => virtual >= start && virtual < end) ?? calls[0];
    return {
      mm: call.source.mm,
      vma: Number(objects.scope(call)['vma'].value),
      virtual,
      entry: call.source.base + ((virtual - call.source.start) / pageSize) * entrySize,
    };
  };
}

/**
 * Makes the interruptions of a scenario ready for a run, and has the functions of the run watched; undefined when there are
 * none. `rangePlace` gives an entry of the range by its index. Throws a SimulationError for a function whose calls cannot be
 * interrupted.
 */
export function interrupterFor(
  world: World,
  machine: Machine,
  scenario: Scenario,
  rangePlace: (index: number) => RangePlace,
): Interrupter | undefined {
  const { interruptions } = scenario;
  if (interruptions.length === 0) return undefined;
  checkFunctions(interruptions, [...world.functions]);
  const kernelTable = world.tables.add({
    start: kernelStart,
    firstIndex: scenario.start + scenario.entries,
    mm: world.initMm,
    pinned: true,
  });
  const placeOf = ({ entry = 0 }: Interruption): WorkPlace => {
    return {
      world,
      ...rangePlace(entry),
      kernelVirtual: kernelStart,
      kernelEntry: kernelTable.base,
      kernelProtection: machine.protections.get('PAGE_KERNEL') ?? 0,
    };
  };
  const interrupter = new Interrupter(world, interruptions, placeOf);
  // What is bound now asks this interrupter, and serves no other run.
  world.onReset(undefined);
  world.atLine = (line) => interrupter.atLine(line);
  world.callWatchers.push((name, behaviour) => interrupter.watch(name, behaviour));
  return interrupter;
}
