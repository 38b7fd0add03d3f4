import { allRules } from './registry.ts';
import { severityChoices } from './rule.ts';

/** The schema of a tree's `.lazymmu.json`, from the rules that there are. A rule goes by its slug or by its id. */
export function treeSettingsSchema(): object {
  const meanings = {
    error: 'Report its findings as errors.',
    warning: 'Report its findings as warnings.',
    information: 'Report its findings as information.',
    hint: 'Report its findings as hints: they do not make lazy-mmu check fail.',
    off: 'Do not report its findings.',
  };
  const severity = (description: string) => ({
    description,
    type: 'string',
    enum: severityChoices,
    enumDescriptions: severityChoices.map((choice) => meanings[choice]),
  });
  const bySlug = allRules.map(({ slug, summary }) => [slug, severity(summary)] as const);
  const byId = allRules.map(({ id, slug, summary }) => [id, severity(`${slug}: ${summary}`)] as const);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:lazy-mmu-lens:settings:1',
    title: 'Settings of Lazy MMU Lens for a kernel tree',
    description: "A file .lazymmu.json at the tree's root, which the editor and lazy-mmu check obey.",
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      rules: {
        description: 'Rule to the severity of its findings, in the place of its own.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries([...bySlug, ...byId]),
      },
      rangeCallName: {
        description:
          "Name of the call that tells a section its range, such as lazy_mmu_mode_enable_with_ptes. When it is absent, the one that the tree's own header declares, else lazy_mmu_mode_enable_for_pte_range.",
        type: 'string',
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        patternErrorMessage: 'it must be the name of a C function',
      },
    },
  };
}
