import type { TextEdit } from '../text.ts';
import { MacroTable } from './scan/macros.ts';
import type { Segment } from './scan/segment.ts';
import { codesOfText, textOfCodes } from './scan/skip.ts';
import { Splitter } from './scan/splitter.ts';
import type { Configuration } from './source-file.ts';

/** A segment where it stands in one version of a file. */
export interface Placed {
  readonly segment: Segment;
  readonly offset: number;
}

/** Cuts a whole file into segments. */
export function splitText(text: string, configuration: Configuration): Placed[] {
  const splitter = new Splitter(text, new MacroTable(configuration));
  const placed: Placed[] = [];
  let offset = 0;
  let open = 0;
  while (offset < text.length) {
    const segment = splitter.next(offset, open);
    placed.push({ segment, offset });
    offset += segment.text.length;
    open = segment.openAfter;
  }
  return placed;
}

/** What an edit did to the segments: those from `first` up to, not with, `after` were replaced by `fresh`. */
interface Resplit {
  readonly first: number;
  readonly after: number;
  readonly fresh: readonly Placed[];
}

/**
 * The segments of a text after edits, given those from before. Reads from the segment before the first edited one, or from
 * one that ends where it does because of text that was edited, until old and new text agree again: at a boundary behind the edits, with as many `#if` open, and no directive changed.
 * Segments that were not read again are the same objects, and their places too where they did not move.
 */
export function resplitText(
  old: readonly Placed[],
  edits: readonly TextEdit[],
  text: string,
  configuration: Configuration,
): readonly Placed[] {
  if (edits.length === 0) return old;
  const start = Math.min(...edits.map(({ range }) => range.start));
  const end = Math.max(...edits.map(({ range }) => range.end));
  const oldLength = old.length === 0 ? 0 : endOf(old[old.length - 1]);
  const delta = text.length - oldLength;
  const { first, after, fresh } = resplit(old, start, end, delta, text, configuration);
  const moved = old.slice(after).map((each) => (delta === 0 ? each : { ...each, offset: each.offset + delta }));
  return [...old.slice(0, first), ...fresh, ...moved];
}

/** The index of the first segment whose end was told by text up to an offset; the number of segments when there is none. */
function firstThatSaw(placed: readonly Placed[], offset: number): number {
  const index = placed.findIndex((each) => each.segment.ahead > 0 && endOf(each) + each.segment.ahead >= offset);
  return index < 0 ? placed.length : index;
}

function endOf({ segment, offset }: Placed): number {
  return offset + segment.text.length;
}

function resplit(
  old: readonly Placed[],
  start: number,
  end: number,
  delta: number,
  text: string,
  configuration: Configuration,
): Resplit {
  const first = Math.max(0, Math.min(indexAt(old, start) - 1, firstThatSaw(old, start)));
  const macros = new MacroTable(configuration);
  for (const { segment } of old.slice(0, first)) for (const event of segment.events) macros.apply(event);
  const splitter = new Splitter(text, macros);
  const fresh: Placed[] = [];
  let offset = old[first]?.offset ?? 0;
  let open = old[first]?.segment.openBefore ?? 0;
  while (offset < text.length) {
    const segment = detached(splitter.next(offset, open));
    fresh.push({ segment, offset });
    offset += segment.text.length;
    open = segment.openAfter;
    if (offset <= end + delta) continue;
    const after = boundaryAt(old, offset - delta);
    if (after === undefined || old[after].segment.openBefore !== open) continue;
    if (directivesOf(fresh) === directivesOf(old.slice(first, after))) return { first, after, fresh };
  }
  return { first, after: old.length, fresh };
}

/**
 * The segment with texts of its own: a slice would keep the whole text of this version alive for as long as the segment,
 * and every version has its slices.
 */
function detached(segment: Segment): Segment {
  const text = ownText(segment.text);
  const active = segment.active === segment.text ? text : ownText(segment.active);
  return { ...segment, text, active, code: text.slice(segment.start, segment.end) };
}

function ownText(text: string): string {
  return textOfCodes(codesOfText(text));
}

function directivesOf(placed: readonly Placed[]): string {
  return placed.map(({ segment }) => segment.directives).join('');
}

/** The index of the segment that holds an offset; the last one for the end of the text. */
function indexAt(placed: readonly Placed[], offset: number): number {
  let low = 0;
  let high = placed.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (placed[middle].offset <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** The index of the segment that begins exactly at an offset. */
function boundaryAt(placed: readonly Placed[], offset: number): number | undefined {
  const index = indexAt(placed, offset);
  return placed[index]?.offset === offset ? index : undefined;
}
