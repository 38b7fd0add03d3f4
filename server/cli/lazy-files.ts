import { mentionFilter, sourceFiles, type Unreadable } from '../host/source-files.ts';
import { reasonOf } from '../host/source-text.ts';
import type { Terminal } from './terminal.ts';

/** Files under a folder that hold one of the marks; those that mention lazy MMU mode when there are none. */
export function* lazyFiles(
  folder: string,
  unreadable: (what: Unreadable) => void,
  terminal: Terminal,
  marks?: readonly string[],
): Generator<string> {
  const mentions = mentionFilter(marks);
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
