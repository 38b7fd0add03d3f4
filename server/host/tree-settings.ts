import schema from '../../schemas/lazymmu.schema.json' with { type: 'json' };
import type { AnalysisOptions } from '../core/analyse.ts';
import { ruleBySlug } from '../core/rules/registry.ts';
import type { SeverityChoices } from '../core/rules/rule.ts';
import { jsonReader } from './json-text.ts';

/** The file at a tree's root by which all who work on it share what they want reported. */
export const treeSettingsFile = '.lazymmu.json';

/** What the file says; nothing when there is none. */
export interface TreeSettings {
  /** By slug, over the rules' own severities. */
  readonly rules: SeverityChoices;
  /** Name of the range-carrying enable. */
  readonly rangeCallName?: string;
}

/** The settings, and what is wrong with the file: a line for each error, with place, property and remedy. */
export interface ReadTreeSettings {
  readonly settings: TreeSettings;
  readonly problems: readonly string[];
}

const noSettings: TreeSettings = { rules: {} };

const readJson = jsonReader<Partial<TreeSettings>>(schema);

/** Reads the text of the file, which may be absent. A file with a problem counts for nothing; `name` is what the problems call it. */
export function readTreeSettings(name: string, text: string | undefined): ReadTreeSettings {
  if (text === undefined) return { settings: noSettings, problems: [] };
  const read = readJson(name, text);
  if ('problems' in read) return { settings: noSettings, problems: read.problems };
  const { rules = {}, rangeCallName } = read.value;
  const bySlug = Object.entries(rules).map(([rule, severity]) => [ruleBySlug(rule)?.slug ?? rule, severity] as const);
  return { settings: { rules: Object.fromEntries(bySlug), rangeCallName }, problems: [] };
}

/** The settings of a tree with those of a user, which come first, over them. */
export function optionsFrom(
  tree: TreeSettings,
  user: Partial<TreeSettings> = {},
): Pick<AnalysisOptions, 'severities' | 'rangeName'> {
  return {
    severities: { ...tree.rules, ...user.rules },
    rangeName: user.rangeCallName || tree.rangeCallName,
  };
}
