import { DivisionByZero } from './integers.ts';
import type { Place } from './program.ts';
import { ExecutionStop } from './stop.ts';
import { WorkStopped } from './stop-check.ts';

export const cancelled = 'the simulation was cancelled';
/** Rows compute in numbers of JavaScript; every address, entry and size that is one fits. */
const tooWide = 'a number of more than 53 bits is no address, entry or size; check what the call is given';
const tooDeep = 'C calls are nested too deep; lower the depth limit';

/** Turns what compiled code may throw into an ExecutionStop; `current` is the site that was being executed. */
export function stopOf(error: unknown, current: number, placeOf: (site: number) => Place): unknown {
  const stop = (kind: ExecutionStop['kind'], reason: string, site = current): ExecutionStop => {
    const { file, line } = placeOf(site);
    return new ExecutionStop(kind, reason, file, line);
  };
  if (error instanceof WorkStopped) return stop('cancelled', cancelled);
  if (error instanceof DivisionByZero) return stop('fault', 'division by zero', error.site);
  if (error instanceof TypeError && /BigInt/.test(error.message)) return stop('fault', tooWide);
  if (error instanceof RangeError && /call stack/i.test(error.message)) return stop('limit', tooDeep);
  return error;
}
