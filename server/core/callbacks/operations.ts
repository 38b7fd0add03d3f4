import type { SourceFile } from '../syntax/source-file.ts';
import { functionNameIn } from './function-name.ts';

/**
 * Functions that a variable of a file names in its initializer: the callbacks of `static const struct mm_walk_ops ops`, or
 * what a pointer points to.
 */
export function operationsOf(file: SourceFile, variable: string): readonly string[] {
  const names: string[] = [];
  for (const { declarators } of file.declarations(variable)) {
    for (const { name, initializer } of declarators) {
      if (name !== variable || !initializer) continue;
      const values =
        initializer.kind === 'initializer-list' ? initializer.entries.map(({ value }) => value) : [initializer];
      names.push(...values.map(functionNameIn).filter((each) => each !== ''));
    }
  }
  return names;
}
