import type { Update } from '../entries/waiting-updates.ts';
import type { Note } from '../finding.ts';

/** Where the update that still waits is made. */
export function updateNote({ call, primitive }: Update): Note {
  return { range: { start: call.start, end: call.end }, message: `${primitive}() updates the entry here` };
}
