import type { Domain, Outcome } from '../flow/solve.ts';
import { calleeName } from '../flow/walk.ts';
import { apiFunction } from '../kernel/api.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { ApiCall, LazyState } from './section.ts';
import type { ToldRange } from './told-range.ts';

export const off: LazyState = { depth: 0, paused: 0 };
export const insideSection: LazyState = { depth: 1, paused: 0 };
export const insidePause: LazyState = { depth: 1, paused: 1 };

/** Deeper nesting is not told apart: no walker needs it, and a loop that only enables must come to an end. */
const deepest = 4;

/** What a call of a helper does to the mode, one per way in which it can end. */
export interface HelperOutcome {
  /** Sections that are open afterwards, against before: 1 for a helper that enters, -1 for one that leaves. */
  readonly change: number;
  /** Pauses that are open afterwards, against before; none when absent. */
  readonly pauses?: number;
  /** Truth of what it returns, where that tells the outcome. */
  readonly result?: boolean;
  /** The range that it tells the section which it opens. */
  readonly range?: ToldRange;
}

/** Helpers by name. */
export type Helpers = ReadonlyMap<string, readonly HelperOutcome[]>;

export interface LazyRules {
  /** False for the legacy API, whose inner leave ends every section. */
  readonly nests: boolean;
  readonly rangeName?: string;
  readonly helpers: Helpers;
  /** Path of the file that a helper is in; undefined for those of the file itself. */
  homeOf?(helper: string): string | undefined;
}

/** State after a call of the API, as include/linux/pgtable.h (7.3) counts, or as the hooks of 6.12 do. */
export function stateAfter(state: LazyState, effect: ApiCall['effect'], nests: boolean): LazyState {
  const { depth, paused } = state;
  switch (effect) {
    case 'enable':
    case 'enable-range':
      if (paused > 0) return state;
      return { depth: nests ? Math.min(depth + 1, deepest) : 1, paused };
    case 'disable':
      if (paused > 0) return state;
      return { depth: nests ? Math.max(depth - 1, 0) : 0, paused };
    case 'pause':
      return { depth, paused: Math.min(paused + 1, deepest) };
    case 'resume':
      return { depth, paused: Math.max(paused - 1, 0) };
    case 'flush':
      return state;
  }
}

/** Effect of a call on the mode; helpers count as the enable or disable that they stand for. */
export function effectOfCall(call: CallExpression, rules: LazyRules): ApiCall['effect'] | undefined {
  const name = calleeName(call);
  if (!name) return undefined;
  const known = apiFunction(name, rules.rangeName);
  if (known) return known.effect;
  const outcomes = rules.helpers.get(name);
  if (!outcomes) return undefined;
  if (outcomes.some(({ range }) => range)) return 'enable-range';
  if (outcomes.some(({ change }) => change > 0)) return 'enable';
  if (outcomes.some(({ change }) => change < 0)) return 'disable';
  return outcomes.some(({ pauses = 0 }) => pauses > 0) ? 'pause' : 'resume';
}

export function lazyDomain(initial: LazyState, rules: LazyRules): Domain<LazyState> {
  return {
    initial,
    key: ({ depth, paused }) => `${depth}.${paused}`,
    call(state, call): readonly Outcome<LazyState>[] {
      const name = calleeName(call) ?? '';
      const known = apiFunction(name, rules.rangeName);
      if (known) return [{ property: stateAfter(state, known.effect, rules.nests) }];
      const outcomes = rules.helpers.get(name);
      if (!outcomes) return [{ property: state }];
      return outcomes.map(({ change, pauses = 0, result }) => {
        const property = changed(state, { change, pauses }, rules.nests);
        return result === undefined ? { property } : { property, result };
      });
    },
  };
}

function changed(state: LazyState, { change, pauses }: { change: number; pauses: number }, nests: boolean): LazyState {
  const sections = repeated(state, change, change > 0 ? 'enable' : 'disable', nests);
  return repeated(sections, pauses, pauses > 0 ? 'pause' : 'resume', nests);
}

function repeated(state: LazyState, times: number, effect: ApiCall['effect'], nests: boolean): LazyState {
  let next = state;
  for (let left = Math.abs(times); left > 0; left -= 1) next = stateAfter(next, effect, nests);
  return next;
}
