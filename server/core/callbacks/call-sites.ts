import { calleeName } from '../flow/walk.ts';
import { type FunctionRegions, isOn } from '../regions/function-regions.ts';
import type { Range } from '../text.ts';
import { functionNameIn } from './function-name.ts';

/** What a function calls and gives, as far as finding callbacks needs it. */
export interface CallSites {
  readonly parameters: readonly string[];
  /** Calls that paths reach. Their offsets count from the start of the function, so that they stay true when it moves. */
  readonly calls: readonly CallSite[];
}

export interface CallSite extends Range {
  readonly callee: string;
  /** Names of the functions or parameters that it is given, by position; empty for other values. */
  readonly given: readonly string[];
  /** The mode is on at some of the states in which it is made. */
  readonly on: boolean;
}

/** The call sites of a function that begins at `start`. */
export function callSitesOf({ graph, solution }: FunctionRegions, start: number): CallSites {
  const calls = graph.nodes.flatMap(({ effects }) =>
    effects.flatMap((effect) => {
      if (effect.kind !== 'call') return [];
      const { call } = effect;
      const states = solution.calls.get(call) ?? [];
      if (states.length === 0) return [];
      return {
        start: call.start - start,
        end: call.end - start,
        callee: calleeName(call) ?? '',
        given: call.arguments.map(functionNameIn),
        on: states.some(isOn),
      };
    }),
  );
  return { parameters: graph.parameters, calls };
}
