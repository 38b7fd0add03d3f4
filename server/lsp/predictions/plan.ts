import type { MachineName } from '../../core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../../core/simulator/choices.ts';
import type { RunLimits } from '../../core/simulator/limits.ts';
import type { Variant } from '../../core/simulator/scenario.ts';
import { variants } from '../../core/simulator/scenario-input.ts';
import { machinesFor, usualMachinesFor } from '../../core/simulator/walkers.ts';
import type { FunctionEntry } from '../../core/syntax/source-file.ts';
import type { SimulationJob } from '../../host/worker-messages.ts';
import type { WalkerDocument } from '../documents.ts';

/** Machines whose costs differ most by what lazy MMU mode does there. */
const told: readonly MachineName[] = ['s390-ipte-range', 'arm64', 'xen-pv'];

/** The one that a range call makes a difference on. */
const ranged: MachineName = 's390-ipte-range';

/**
 * Seconds that one run may take which nobody has asked for: as long as its statements take where many programs share the
 * processors.
 */
const patience = 30;

/** The runs that a prediction is made of; or why there are none. */
export function planOf(
  { place, text }: WalkerDocument,
  walker: FunctionEntry,
  limits: Partial<RunLimits>,
): readonly SimulationJob[] | { readonly refused: string } {
  const machines = machinesOf(place.path);
  if (machines.length === 0) return { refused: `no machine that can be simulated runs ${place.path}` };
  const { seconds = patience } = limits;
  const scenario = {
    ...scenarioOf(presetFor(walker.definition(), undefined)),
    limits: { ...limits, seconds: Math.min(seconds, patience) },
  };
  const job = (of: readonly MachineName[], tried: readonly Variant[]): SimulationJob => ({
    request: { file: place.path, function: walker.name, machines: of, variants: tried, scenario },
    text,
    root: place.in.root,
    open: place.in.open,
  });
  const others = machines.filter((name) => name !== ranged);
  return [
    ...(machines.includes(ranged) ? [job([ranged], variants)] : []),
    ...(others.length > 0 ? [job(others, ['as-written', 'no-lazy-mode'])] : []),
  ];
}

/** Those that are told of, of the machines that run the code of a file; its own ones where none of those does. */
function machinesOf(path: string): readonly MachineName[] {
  const able = machinesFor(path);
  const usual = told.filter((name) => able.includes(name));
  return usual.length > 0 ? usual : usualMachinesFor(path).slice(0, told.length);
}
