/** A plot of lines in pixels: what is drawn of it, worked out once for each spec. */
import { type Place, type PlacedLabel, placeLabels } from './labels.ts';
import { type Scale, type Spacing, scaleOf } from './scale.ts';

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

export interface PlotLine {
  /** Names the style of the line. */
  readonly kind: string;
  /** Written beside it. */
  readonly label: string;
  /** In the order of x. */
  readonly points: readonly PlotPoint[];
}

export interface PlotAxis {
  readonly title: string;
  readonly spacing: Spacing;
}

export interface LinePlot {
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly lines: readonly PlotLine[];
}

/** Pixels of the whole drawing. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

export interface DrawnLine {
  readonly line: PlotLine;
  readonly places: readonly Place[];
  readonly label: PlacedLabel;
}

export interface Drawing {
  readonly size: PlotSize;
  /** The area between the axes. */
  readonly area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly x: Scale;
  readonly y: Scale;
  readonly lines: readonly DrawnLine[];
  /** Every x that a line has a value at, in order. */
  readonly values: readonly number[];
}

const margin = { left: 52, right: 16, top: 24, bottom: 40 };

/** Undefined for a plot without values. */
export function drawingOf({ x: across, y: up, lines }: LinePlot, size: PlotSize): Drawing | undefined {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return undefined;
  const area = {
    left: margin.left,
    right: size.width - margin.right,
    top: margin.top,
    bottom: size.height - margin.bottom,
  };
  const values = [...new Set(points.map((point) => point.x))].sort((one, other) => one - other);
  const x = scaleOf(values, { from: area.left, to: area.right, spacing: across.spacing, rounded: false });
  const heights = points.map((point) => point.y);
  const y = scaleOf(heights, { from: area.bottom, to: area.top, spacing: up.spacing, rounded: true });
  const placed = lines.map((line) => ({
    text: line.label,
    places: line.points.map((point) => ({ x: x.at(point.x), y: y.at(point.y) })),
  }));
  const labels = placeLabels(placed, { ...area, top: area.top - 4 });
  return {
    size,
    area,
    x,
    y,
    values,
    lines: lines.flatMap((line, index) => {
      const [places, label] = [placed[index]?.places, labels[index]];
      return places && label ? [{ line, places, label }] : [];
    }),
  };
}
