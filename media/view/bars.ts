import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { count, variantWords } from '../format.ts';
import type { Bar, Plot } from '../plots.ts';
import type { Run } from '../state.ts';
import type { View } from './context.ts';

/** Pixels; the rows of text beside the bars have the same height, see `.plot` in panel.css. */
const rowHeight = 24;
const barHeight = 12;

function heard({ variant, value, ratio, remark }: Bar): string {
  if (value === undefined) return `${variantWords[variant]}: not finished`;
  const details = [ratio, remark].filter((words) => words !== '').join(', ');
  return `${variantWords[variant]}: ${count(value)}${details === '' ? '' : ` (${details})`}`;
}

function bar({ variant, value }: Bar, index: number, scale: number): TemplateResult {
  const y = index * rowHeight + (rowHeight - barHeight) / 2;
  const percent = scale > 0 && value !== undefined ? (value / scale) * 100 : 0;
  // A count of few is not none: its bar keeps two pixels.
  const width = percent < 1 ? '2' : `${percent}%`;
  return svg`<rect class="bar-track" x="0" y=${y} width="100%" height=${barHeight}></rect>
    ${percent > 0 ? svg`<rect class=${`bar bar-${variant}`} x="0" y=${y} width=${width} height=${barHeight}></rect>` : nothing}`;
}

/**
 * One event of one machine: a row per variant with its name, its exact number, its bar and a remark.
 * The name chooses the run whose page table and lines are shown; `scale` is the count of a full bar.
 */
export function plotView(
  view: View,
  machine: Run['machine'],
  title: string,
  plot: Plot,
  scale: number,
  heading: TemplateResult,
): TemplateResult {
  const id = `plot-${machine}-${plot.event}`;
  const { shown } = view.state;
  return html`<div class="plot" role="group" aria-label=${`${title}, ${plot.label}`}>
    ${heading}
    <svg
      class=${`plot-bars rows-${plot.bars.length}`}
      role="img"
      aria-labelledby=${`${id}-title`}
      aria-describedby=${`${id}-description`}
      height=${plot.bars.length * rowHeight}
    >
      <title id=${`${id}-title`}>${title}: ${plot.label}</title>
      <desc id=${`${id}-description`}>${plot.bars.map(heard).join('; ')}</desc>
      ${plot.bars.map((each, index) => bar(each, index, scale))}
    </svg>
    ${plot.bars.map((each) => {
      const isShown = shown?.machine === machine && shown.variant === each.variant;
      return html`<button
          class="plot-variant"
          type="button"
          aria-pressed=${isShown ? 'true' : 'false'}
          ?disabled=${each.value === undefined}
          title="Show this run in the page table and by source line"
          @click=${() => view.dispatch({ type: 'show', run: { machine, variant: each.variant } })}
        >
          ${variantWords[each.variant]}
        </button>
        <span class="plot-value">${each.value === undefined ? '–' : count(each.value)}</span>
        <span class="plot-remark">${remarks(each)}</span>`;
    })}
  </div>`;
}

function remarks({ value, ratio, remark }: Bar): TemplateResult {
  if (value === undefined) return html`not finished`;
  return html`${ratio === '' ? nothing : html`<span class="plot-ratio">${ratio}</span>`}${
    remark === '' ? nothing : html`<span class="plot-load">${ratio === '' ? '' : ' · '}${remark}</span>`
  }`;
}
