import { globalKernelLock } from './global-kernel-lock.ts';
import { legacyApi } from './legacy-api.ts';
import { lockImbalance } from './lock-imbalance.ts';
import { rangeAvailable } from './range-available.ts';
import { returnInSection } from './return-in-section.ts';
import type { Rule } from './rule.ts';
import { sectionOutsideLock } from './section-outside-lock.ts';
import { supersededName } from './superseded-name.ts';
import { unmatchedDisable } from './unmatched-disable.ts';

/** Every rule, in the order of its id. */
export const rules: readonly Rule[] = [
  returnInSection,
  unmatchedDisable,
  legacyApi,
  supersededName,
  rangeAvailable,
  sectionOutsideLock,
  lockImbalance,
  globalKernelLock,
];

/** A rule by its slug or its id, in any case. */
export function ruleBySlug(name: string): Rule | undefined {
  const wanted = name.toLowerCase();
  return rules.find(({ slug, id }) => slug === wanted || id.toLowerCase() === wanted);
}
