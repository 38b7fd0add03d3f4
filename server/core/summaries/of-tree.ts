import { followEntry, regionsOf } from '../regions/follow-entry.ts';
import { followCalled } from '../regions/function-regions.ts';
import type { LazyRules } from '../regions/lazy-domain.ts';
import type { FunctionIndex } from './function-index.ts';
import { TreeSummaries } from './tree-summaries.ts';

const known = new WeakMap<FunctionIndex, Map<string, TreeSummaries>>();

/**
 * What the functions of an index do, as it is now; the same for all files of a tree that are read by the same rules. Functions
 * of other files have no helpers that are known here.
 */
export function summariesOfTree(index: FunctionIndex, { nests, rangeName }: Omit<LazyRules, 'helpers'>): TreeSummaries {
  const byRules = known.get(index) ?? new Map<string, TreeSummaries>();
  known.set(index, byRules);
  const key = `${nests} ${rangeName}`;
  const rules: LazyRules = { nests, rangeName, helpers: new Map() };
  const summaries =
    byRules.get(key) ??
    new TreeSummaries(index, ({ entry, file }) => regionsOf(followEntry(entry, file, rules, followCalled)));
  byRules.set(key, summaries);
  summaries.update();
  return summaries;
}
