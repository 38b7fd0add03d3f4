import { mentionFilter, sourceFiles, type Unreadable } from '../host/source-files.ts';
import { reasonOf } from '../host/source-text.ts';
import type { Terminal } from './terminal.ts';

/** Files under a folder that lazy MMU mode concerns. */
export function* lazyFiles(
  folder: string,
  unreadable: (what: Unreadable) => void,
  terminal: Terminal,
): Generator<string> {
  const mentions = mentionFilter();
  let looked = 0;
  for (const path of sourceFiles(folder, unreadable)) {
    terminal.progress(`looking for lazy MMU mode: ${++looked} files, ${path}`);
    try {
      if (mentions(path)) yield path;
    } catch (error) {
      unreadable({ path, reason: reasonOf(error) });
    }
  }
}
