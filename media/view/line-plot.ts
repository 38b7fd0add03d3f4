import { html, svg, type TemplateResult } from 'lit-html';
import type { Drawing, DrawnLine, LinePlot } from '../line-plot/drawing.ts';

export interface LinePlotOptions {
  /** Begins the ids of its parts. */
  readonly id: string;
  /** What it is a plot of; its name. */
  readonly title: string;
  readonly plot: LinePlot;
  readonly drawing: Drawing;
  /** Index of the value that is pointed at, among those of the drawing. */
  readonly cursor: number;
  /** What the lines say at a value of x, for those who point at it. */
  readonly words: (x: number) => string;
  readonly onPoint: (cursor: number) => void;
}

/** Radii, in pixels. */
const dot = 2;
const pointedDot = 4;

/**
 * Lines with their names beside them. Who moves the mouse or the keys over it points at a value of x, and reads below what
 * the lines say there; to a screen reader it is a slider over those values.
 */
export function linePlotView(options: LinePlotOptions): TemplateResult {
  const { id, title, plot, drawing, cursor, words, onPoint } = options;
  const { size, area, values } = drawing;
  const pointed = values[cursor] ?? 0;
  return html`<div class="line-plot">
    <div
      class="line-plot-drawing"
      id=${id}
      tabindex="0"
      role="slider"
      aria-label=${`${title}, ${plot.x.title}`}
      aria-valuemin="0"
      aria-valuemax=${values.length - 1}
      aria-valuenow=${cursor}
      aria-valuetext=${words(pointed)}
      @keydown=${(event: KeyboardEvent) => {
        const next = moved(event.key, cursor, values.length);
        if (next === undefined) return;
        event.preventDefault();
        onPoint(next);
      }}
      @pointermove=${(event: PointerEvent) => {
        const next = nearest(event, drawing);
        if (next !== cursor) onPoint(next);
      }}
    >
      <svg class="line-plot-svg" viewBox=${`0 0 ${size.width} ${size.height}`} aria-hidden="true">
        ${axes(plot, drawing)}
        <line
          class="line-plot-cursor"
          x1=${drawing.x.at(pointed)}
          x2=${drawing.x.at(pointed)}
          y1=${area.top}
          y2=${area.bottom}
        ></line>
        ${drawing.lines.map((each) => line(each, pointed))}
      </svg>
    </div>
    <p class="line-plot-words">${words(pointed)}</p>
  </div>`;
}

function axes({ x, y }: LinePlot, { area, x: across, y: up }: Drawing): TemplateResult {
  return svg`${up.ticks.map(
    ({ at, label }) =>
      svg`<line class="line-plot-grid" x1=${area.left} x2=${area.right} y1=${at} y2=${at}></line>
        <text class="line-plot-tick" x=${area.left - 6} y=${at + 4} text-anchor="end">${label}</text>`,
  )}
    ${across.ticks.map(
      ({ at, label }) =>
        svg`<line class="line-plot-axis" x1=${at} x2=${at} y1=${area.bottom} y2=${area.bottom + 4}></line>
          <text class="line-plot-tick" x=${at} y=${area.bottom + 17} text-anchor="middle">${label}</text>`,
    )}
    <line class="line-plot-axis" x1=${area.left} x2=${area.right} y1=${area.bottom} y2=${area.bottom}></line>
    <text class="line-plot-tick" x=${area.left} y=${area.top - 10} text-anchor="start">${titleOf(y)}</text>
    <text class="line-plot-tick" x=${area.right} y=${area.bottom + 33} text-anchor="end">${titleOf(x)}</text>`;
}

const titleOf = ({ title, spacing }: LinePlot['x']): string => (spacing === 'log' ? `${title} (log)` : title);

function line({ line: { kind, label, points }, places, label: at }: DrawnLine, pointed: number): TemplateResult {
  const path = places.map((place, index) => `${index === 0 ? 'M' : 'L'}${place.x.toFixed(1)} ${place.y.toFixed(1)}`);
  return svg`<path class=${`line-plot-line line-${kind}`} d=${path.join('')}></path>
    ${places.map((place, index) => {
      const isPointed = points[index]?.x === pointed;
      return svg`<circle
        class=${`line-plot-dot line-${kind}`}
        cx=${place.x.toFixed(1)}
        cy=${place.y.toFixed(1)}
        r=${isPointed ? pointedDot : dot}
      ></circle>`;
    })}
    <text class=${`line-plot-label line-${kind}`} x=${at.x} y=${at.y} text-anchor=${at.anchor}>${label}</text>`;
}

function moved(key: string, cursor: number, length: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: cursor - 1,
    ArrowDown: cursor - 1,
    ArrowRight: cursor + 1,
    ArrowUp: cursor + 1,
    PageDown: cursor - 10,
    PageUp: cursor + 10,
    Home: 0,
    End: length - 1,
  };
  const next = steps[key];
  return next === undefined ? undefined : Math.max(0, Math.min(next, length - 1));
}

/** The value whose place is nearest to the pointer. */
function nearest({ clientX, currentTarget }: PointerEvent, { size, x, values }: Drawing): number {
  const { left, width } = (currentTarget as HTMLElement).getBoundingClientRect();
  const at = ((clientX - left) / width) * size.width;
  const distance = (value: number) => Math.abs(x.at(value) - at);
  return values.reduce((best, value, index) => (distance(value) < distance(values[best] ?? 0) ? index : best), 0);
}
