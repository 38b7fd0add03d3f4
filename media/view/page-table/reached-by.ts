import type { ReplayPlace } from '../../../server/lsp/protocol.ts';

/** "in change_present_ptes(), from line 380": where a place is besides its file and line. */
export function reachedBy({ function: name, line, walkerLine }: ReplayPlace): string {
  const within = name === '' ? '' : `in ${name}()`;
  if (walkerLine < 1 || walkerLine === line) return within;
  return `${within}, from line ${walkerLine}`;
}
