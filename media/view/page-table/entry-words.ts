import { html, type TemplateResult } from 'lit-html';
import type { RunResult } from '../../../server/lsp/protocol.ts';
import { coverage, entryWords, type Span } from '../../coverage.ts';
import { lookWords } from '../../format.ts';
import type { EntryLook } from '../../replay/frames.ts';
import { destinationOf, lookInWords } from '../../replay/looks.ts';
import { statesBetween } from '../../states.ts';
import type { TableName } from '../../tables.ts';
import type { View } from '../context.ts';

interface Shown {
  readonly table: TableName;
  /** The entry at the moment that is shown. */
  readonly now: EntryLook | undefined;
}

/** What becomes of the entry that the keyboard is on, in every table that is shown. */
export function entryView(
  view: View,
  result: RunResult,
  given: Span,
  entry: number,
  tables: readonly Shown[],
): TemplateResult {
  const words = tables.map((each) => wordsOf(view, result, given, entry, each));
  return html`<p
    class="entry-words"
    role="status"
    aria-live=${view.state.playback.playing ? 'off' : 'polite'}
  >${words.join(' ')}</p>`;
}

/** What became of the entry, and what it is now where that is neither. */
function wordsOf(
  { state }: View,
  result: RunResult,
  given: Span,
  entry: number,
  { table, now = { state: 'none' } }: Shown,
): string {
  const { replay } = state.playback;
  const isThere = table === 'destination';
  if (isThere && replay === undefined) return '';
  const at = entry - given.first;
  const [before, after] =
    isThere && replay
      ? destinationOf(replay, entry).map((look) => look.state)
      : [result.before, result.after].map((side) => statesBetween(side, at, at + 1)[0]);
  const name = isThere ? 'At the destination' : `Entry ${entry}`;
  const words = entryWords(name, before, after, coverage(result)[table].get(entry) ?? []);
  const nowWords = lookInWords(now);
  const known = [before, after].map((each) => each && lookWords[each]);
  return known.includes(nowWords) ? words : `${words} Now: ${nowWords}.`;
}
