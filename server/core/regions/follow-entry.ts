import { withMacrosExpanded } from '../syntax/macro-calls.ts';
import type { FunctionEntry, MacroDefinition, SourceFile } from '../syntax/source-file.ts';
import { type FunctionRegions, followMode } from './function-regions.ts';
import type { LazyRules } from './lazy-domain.ts';
import { tellsMoreThanCall } from './telling-macros.ts';

export type Followed = FunctionRegions | { readonly refused: string };

/** Follows the mode through a function of a file; what stands in the way of that is told, and never thrown. */
export function followEntry(entry: FunctionEntry, file: SourceFile, rules: LazyRules, follow = followMode): Followed {
  if (entry.problems.length > 0) return { refused: entry.problems[0].reason };
  try {
    const isTelling = (macro: MacroDefinition) => tellsMoreThanCall(macro, rules.rangeName);
    return follow(withMacrosExpanded(entry.definition(), file, isTelling), rules);
  } catch (error) {
    return { refused: `following its flow failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The same for those who do not ask why. */
export function regionsOf(followed: Followed): FunctionRegions | undefined {
  return 'refused' in followed ? undefined : followed;
}
