import { apiFunction, implementsApi } from '../kernel/api.ts';
import type { Question } from '../summaries/question.ts';
import { type FunctionRegions, isOn, type LocatedCall } from './function-regions.ts';

/**
 * Why a section that is opened in another one is not what it seems: `legacy` does not nest, so that the inner leave ends
 * both; of a nested `range` call the range is ignored.
 */
export type Nesting = 'legacy' | 'range';

/** What is wrong with an enable that may find the mode on; undefined for one that is fine there, or never does. */
export function nestingOf({ rules }: FunctionRegions, { name, effect, before }: LocatedCall): Nesting | undefined {
  if (!effect.startsWith('enable') || !before.some(isOn)) return undefined;
  if (!rules.nests || apiFunction(name)?.generation === 'legacy') return 'legacy';
  return effect === 'enable-range' ? 'range' : undefined;
}

/** A section that a function opens in the section of its caller. */
export interface OpenedSection {
  readonly enable: string;
  readonly nesting: Nesting;
}

export const openedSections: Question<OpenedSection> = {
  concerns: /lazy_mmu/,
  answers: (name) => apiFunction(name) !== undefined || implementsApi(name),
  own({ regions }) {
    return regions.calls.flatMap((call) => {
      const nesting = nestingOf(regions, call);
      return nesting ? [{ fact: { enable: call.name, nesting }, range: call.nameRange }] : [];
    });
  },
  key: ({ enable }) => enable,
  through: (fact) => fact,
};
