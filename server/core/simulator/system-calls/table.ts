import { SimulationError, suggestion } from '../simulation-error.ts';
import { advisingCalls } from './advising.ts';
import { forkingCalls } from './forking.ts';
import { movingCalls } from './moving.ts';
import { protectingCalls } from './protecting.ts';
import { scanningCalls } from './scanning.ts';
import type { SystemCall } from './system-call.ts';
import { unmappingCalls } from './unmapping.ts';
import { vmallocCalls } from './vmalloc.ts';

/** System calls and services of the kernel that can be simulated whole. */
export const systemCalls: readonly SystemCall[] = [
  ...protectingCalls,
  ...unmappingCalls,
  ...movingCalls,
  ...forkingCalls,
  ...advisingCalls,
  ...scanningCalls,
  ...vmallocCalls,
];

export const systemCallNames: readonly string[] = systemCalls.map(({ name }) => name);

/** The system call of a name. Throws a SimulationError when there is none. */
export function systemCallOf(name: string): SystemCall {
  const found = systemCalls.find((each) => each.name === name);
  if (found !== undefined) return found;
  const near = suggestion(name, systemCallNames) || `: choose from ${systemCallNames.join(', ')}`;
  throw new SimulationError(`unknown system call ${name}${near}`);
}
