import type { FunctionRegions } from '../regions/function-regions.ts';
import type { ArmedRange } from '../regions/section.ts';
import type { CallExpression } from '../syntax/ast.ts';
import { armedFlowOf } from './armed-flow.ts';

/** For each call of the API, the ranges that sections have when it is reached. Empty where that cannot be followed. */
export function armedBefore(regions: FunctionRegions): ReadonlyMap<CallExpression, readonly ArmedRange[]> {
  const found = new Map<CallExpression, ArmedRange[]>();
  for (const { call, effect, path } of callsOf(regions)) {
    if (!effect || !path.armed) continue;
    const { start, end } = path.armed;
    const isLost = path.lost === true;
    const known = found.get(call) ?? [];
    found.set(call, known);
    if (!known.some((each) => each.call.start === start && each.isLost === isLost))
      known.push({ call: { start, end }, isLost });
  }
  return found;
}

function callsOf(regions: FunctionRegions) {
  try {
    return armedFlowOf(regions)?.calls ?? [];
  } catch {
    // The rules about ranges have said so.
    return [];
  }
}
