/** The words for a position of a replay. */
import type { Replay, ReplayStep } from '../../server/lsp/protocol.ts';
import { count } from '../format.ts';
import { remembered } from '../remembered.ts';

/** "Entry 168", "Entries 160–175", "At the destination, entry 5"; empty for a step that is about none. */
export function entriesOf({ on }: ReplayStep): string {
  if (on === undefined) return '';
  const { first, entries, destination } = on;
  const which = entries === 1 ? `ntry ${first}` : `ntries ${first}–${first + entries - 1}`;
  return destination ? `At the destination, e${which}` : `E${which}`;
}

/** The step that most words are said of. */
export const longestStep = remembered((replay: Replay): ReplayStep | undefined => {
  const length = (step: ReplayStep) => entriesOf(step).length + (replay.sentences[step.sentence]?.length ?? 0);
  const [first, ...others] = replay.steps;
  return others.reduce((longest, step) => (longest && length(longest) >= length(step) ? longest : step), first);
});

/** A step in plain words: "Step 3 of 770. Entry 0: ptep_get reads it." */
export function stepWords(replay: Replay, position: number): string {
  const { steps, sentences } = replay;
  if (position === 0) return `Before the first of ${count(steps.length)} steps`;
  const step = steps[position - 1];
  const entries = step ? entriesOf(step) : '';
  const sentence = (sentences[step?.sentence ?? -1] ?? '').replaceAll('`', '');
  return `Step ${count(position)} of ${count(steps.length)}. ${entries === '' ? '' : `${entries}: `}${sentence}`;
}
