/** Finds a place for the name of each line, beside it and on no other. */

/** Pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface PlacedLabel extends Place {
  readonly anchor: 'start' | 'end';
}

export interface Labelled {
  readonly text: string;
  /** From left to right. */
  readonly places: readonly Place[];
}

export interface LabelBounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Mean width of a character and height of a line, in pixels, of text of 12 px. */
const characterWidth = 6.3;
const textHeight = 14;
/** Pixels between a line and its name. */
const gap = 7;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boxOf({ x, y, anchor }: PlacedLabel, text: string): Box {
  const width = text.length * characterWidth;
  const left = anchor === 'start' ? x : x - width;
  return { left, right: left + width, top: y - textHeight + 3, bottom: y + 3 };
}

const isInside = ({ x, y }: Place, { left, right, top, bottom }: Box): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

const overlap = (one: Box, other: Box): number =>
  Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left)) *
  Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));

/** Places along a line, every few pixels: a line between two values may go through a name as well. */
function alongLine(places: readonly Place[]): Place[] {
  return places.flatMap((place, index) => {
    const next = places[index + 1];
    if (!next) return [place];
    const steps = Math.max(1, Math.ceil(Math.hypot(next.x - place.x, next.y - place.y) / 3));
    return Array.from({ length: steps }, (_, step) => ({
      x: place.x + ((next.x - place.x) * step) / steps,
      y: place.y + ((next.y - place.y) * step) / steps,
    }));
  });
}

/** Above and below every place of the line, on both sides, what is farthest right first. */
function candidates(places: readonly Place[]): { readonly place: Place; readonly label: PlacedLabel }[] {
  return [...places]
    .reverse()
    .flatMap((place) =>
      [place.y - gap, place.y + gap + textHeight - 4].flatMap((y) =>
        (['end', 'start'] as const).map((anchor) => ({ place, label: { x: place.x, y, anchor } })),
      ),
    );
}

/** Where another line is as near as this, in pixels, a name would be taken for that of the other. */
const tellingApart = 16;

/** A label for each line, in their order: where it covers the least of lines, of other labels and of what is outside. */
export function placeLabels(lines: readonly Labelled[], bounds: LabelBounds): readonly PlacedLabel[] {
  const along = lines.map(({ places }) => alongLine(places));
  const drawn = along.flat();
  const taken: Box[] = [];
  return lines.map(({ text, places }, index) => {
    const others = along.filter((_, other) => other !== index).flat();
    let best: PlacedLabel = { x: bounds.right, y: bounds.top + textHeight, anchor: 'end' };
    let least = Number.POSITIVE_INFINITY;
    for (const { place, label } of candidates(places)) {
      const box = boxOf(label, text);
      const area = (box.right - box.left) * (box.bottom - box.top);
      const isAmong = others.some((other) => Math.hypot(other.x - place.x, other.y - place.y) < tellingApart);
      const cost =
        (isAmong ? 200 : 0) +
        drawn.filter((each) => isInside(each, box)).length * 10 +
        taken.reduce((sum, other) => sum + overlap(box, other), 0) +
        (area - overlap(box, bounds)) * 10;
      if (cost >= least) continue;
      least = cost;
      best = label;
    }
    taken.push(boxOf(best, text));
    return best;
  });
}
