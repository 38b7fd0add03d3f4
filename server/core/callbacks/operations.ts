import type { SourceFile } from '../syntax/source-file.ts';

/** Functions that a variable of a file names in its initializer: the callbacks of `static const struct mm_walk_ops ops`. */
export function operationsOf(file: SourceFile, variable: string): readonly string[] {
  const names: string[] = [];
  for (const { declarators } of file.declarations(variable)) {
    for (const { name, initializer } of declarators) {
      if (name !== variable || initializer?.kind !== 'initializer-list') continue;
      for (const { value } of initializer.entries) if (value.kind === 'name') names.push(value.name);
    }
  }
  return names;
}
