import { html, type TemplateResult } from 'lit-html';
import type { CopyFormat } from '../../server/lsp/panel-protocol.ts';
import { standaloneSvg } from '../copy/standalone-svg.ts';
import type { View } from './context.ts';

/** A button that copies a text, and says that it has until the pointer or the keyboard leaves it. */
export function copyButton(
  { state, dispatch }: View,
  format: CopyFormat,
  label: string,
  textOf: () => string | undefined,
): TemplateResult {
  const forget = () => {
    if (state.copied === format) dispatch({ type: 'forget-copied' });
  };
  return html`<button
    class="quiet-button"
    type="button"
    @click=${() => {
      const text = textOf();
      if (text !== undefined) dispatch({ type: 'copy', format, text });
    }}
    @blur=${forget}
    @pointerleave=${forget}
  >
    ${state.copied === format ? 'Copied ✓' : label}
  </button>`;
}

/** Copies the plot with an id as a file of its own. */
export function copyPlot(view: View, id: string, title: string): TemplateResult {
  return copyButton(view, 'svg', 'Copy SVG', () => {
    const drawn = document.querySelector<SVGSVGElement>(`#${id} svg`);
    return drawn ? standaloneSvg(drawn, title) : undefined;
  });
}
