import type { Update } from '../entries/waiting-updates.ts';
import type { Note } from '../finding.ts';
import { calleeName } from '../flow/walk.ts';

/** Where the update that still waits is made, or the call that leads to it. */
export function updateNote({ call, primitive }: Update): Note {
  const { start, end } = call;
  const called = calleeName(call);
  const through = called === primitive ? '' : `in ${called}(), called `;
  return { range: { start, end }, message: `${primitive}() updates the entry ${through}here` };
}
