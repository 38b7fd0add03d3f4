import { followEntry, regionsOf } from '../regions/follow-entry.ts';
import { followCalled } from '../regions/function-regions.ts';
import type { Helpers, LazyRules } from '../regions/lazy-domain.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { FunctionIndex } from './function-index.ts';
import { TreeSummaries } from './tree-summaries.ts';

const known = new WeakMap<FunctionIndex, Map<string, TreeSummaries>>();

/**
 * What the functions of an index do, as it is now; the same for all files of a tree that are read by the same rules.
 * `helpersOf` gives the helpers that functions of a file call.
 */
export function summariesOfTree(
  index: FunctionIndex,
  { nests, rangeName }: Pick<LazyRules, 'nests' | 'rangeName'>,
  helpersOf: (file: SourceFile) => Helpers,
): TreeSummaries {
  const byRules = known.get(index) ?? new Map<string, TreeSummaries>();
  known.set(index, byRules);
  const key = `${nests} ${rangeName}`;
  const rulesFor = (file: SourceFile): LazyRules => ({ nests, rangeName, helpers: helpersOf(file) });
  const summaries =
    byRules.get(key) ??
    new TreeSummaries(index, ({ entry, file }) => regionsOf(followEntry(entry, file, rulesFor(file), followCalled)));
  byRules.set(key, summaries);
  summaries.update();
  return summaries;
}
