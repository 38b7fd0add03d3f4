/** How studies are asked for, over a reload of the panel: what is saved of them, and what they begin with again. */
import type { StudyName, StudySettings } from '../../server/lsp/panel-protocol.ts';
import { firstStudies, type Studies } from './studies.ts';

/** Those with an answer, or with one under way, that are not asked for by themselves. */
const answeredIn = ({ comparison, locks }: Studies): readonly StudyName[] => [
  ...(comparison.result || comparison.phase.kind === 'running' ? (['comparison'] as const) : []),
  ...(locks.result || locks.phase.kind === 'running' ? (['locks'] as const) : []),
];

export function settingsOf(studies: Studies): StudySettings {
  const { growth, comparison, locks } = studies;
  const { cpus, costs, run } = locks;
  return {
    growth: growth.controls,
    revision: comparison.revision,
    locks: { cpus, costs, ...(run === undefined ? {} : { run }) },
    answered: answeredIn(studies),
  };
}

export function studiesWith(settings: StudySettings | undefined): Studies {
  if (settings === undefined) return firstStudies;
  const { growth, comparison, locks } = firstStudies;
  return {
    growth: { ...growth, controls: settings.growth },
    comparison: { ...comparison, revision: settings.revision },
    locks: { ...locks, ...settings.locks },
  };
}

/** Whether what `settingsOf` gives may be another. */
export function settingsDiffer(one: Studies, other: Studies): boolean {
  return (
    one.growth.controls !== other.growth.controls ||
    one.comparison !== other.comparison ||
    one.locks.cpus !== other.locks.cpus ||
    one.locks.costs !== other.locks.costs ||
    one.locks.run !== other.locks.run ||
    one.locks.result !== other.locks.result
  );
}
