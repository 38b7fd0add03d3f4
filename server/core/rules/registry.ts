import { batchTemplateNotAdvanced } from './batch-template-not-advanced.ts';
import { callWhilePaused } from './call-while-paused.ts';
import { directPteDeref } from './direct-pte-deref.ts';
import { flushBeforeLeave } from './flush-before-leave.ts';
import { freeBeforeLeave } from './free-before-leave.ts';
import { globalKernelLock } from './global-kernel-lock.ts';
import { interruptContext } from './interrupt-context.ts';
import { legacyApi } from './legacy-api.ts';
import { lockImbalance } from './lock-imbalance.ts';
import { nestedSection } from './nested-section.ts';
import { perPteProtTransaction } from './per-pte-prot-transaction.ts';
import { rangeAvailable } from './range-available.ts';
import { rangeCrossesTable } from './range-crosses-table.ts';
import { rangeLost } from './range-lost.ts';
import { rangeMismatch } from './range-mismatch.ts';
import { returnInSection } from './return-in-section.ts';
import type { Rule, RuleDescription } from './rule.ts';
import { sectionOutsideLock } from './section-outside-lock.ts';
import { sleepInSection } from './sleep-in-section.ts';
import { staleRead } from './stale-read.ts';
import { staleSuppression } from './stale-suppression.ts';
import { supersededName } from './superseded-name.ts';
import { unbatchedUpdates } from './unbatched-updates.ts';
import { unmatchedDisable } from './unmatched-disable.ts';
import { unmatchedPause } from './unmatched-pause.ts';
import { updateOutsideRange } from './update-outside-range.ts';
import { useAfterUnmap } from './use-after-unmap.ts';

/** The rules that look at functions, in the order of their ids. */
export const rules: readonly Rule[] = [
  returnInSection,
  unmatchedDisable,
  legacyApi,
  supersededName,
  rangeAvailable,
  rangeMismatch,
  updateOutsideRange,
  rangeCrossesTable,
  rangeLost,
  nestedSection,
  unmatchedPause,
  callWhilePaused,
  directPteDeref,
  staleRead,
  flushBeforeLeave,
  freeBeforeLeave,
  sleepInSection,
  sectionOutsideLock,
  lockImbalance,
  globalKernelLock,
  interruptContext,
  unbatchedUpdates,
  perPteProtTransaction,
  batchTemplateNotAdvanced,
  useAfterUnmap,
];

/** Every rule: those that look at functions, then the one about suppressions. */
export const allRules: readonly RuleDescription[] = [...rules, staleSuppression];

/** A rule by its slug or its id, in any case. */
export function ruleBySlug(name: string): RuleDescription | undefined {
  const wanted = name.toLowerCase();
  return allRules.find(({ slug, id }) => slug === wanted || id.toLowerCase() === wanted);
}
