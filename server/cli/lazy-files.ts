import { fileMarks } from '../core/kernel/callback-runners.ts';
import { MarkSearch } from '../host/search/marks.ts';
import { sourceFiles, type Unreadable } from '../host/source-files.ts';
import { reasonOf } from '../host/source-text.ts';
import type { Terminal } from './terminal.ts';

/** Files under a folder that lazy MMU mode concerns. */
export function* lazyFiles(
  folder: string,
  unreadable: (what: Unreadable) => void,
  terminal: Terminal,
): Generator<string> {
  const marks = new MarkSearch(fileMarks);
  let looked = 0;
  for (const path of sourceFiles(folder, unreadable)) {
    terminal.progress(`looking for lazy MMU mode: ${++looked} files, ${path}`);
    try {
      if (marks.isIn(path)) yield path;
    } catch (error) {
      unreadable({ path, reason: reasonOf(error) });
    }
  }
}
