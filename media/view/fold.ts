import { html, type TemplateResult } from 'lit-html';
import type { State } from '../state.ts';
import type { View } from './context.ts';

interface Fold {
  /** Known by it over a reload of the window: unique in the panel. */
  readonly name: string;
  readonly summary: unknown;
  readonly body: unknown;
  readonly classes?: string;
  /** Unfolded until somebody folds it. */
  readonly usuallyOpen?: boolean;
}

export const isUnfolded = ({ folds }: State, name: string, usually = false): boolean => folds[name] ?? usually;

/** A part that can be folded away, and stays as it was left. */
export function foldView({ state, dispatch }: View, fold: Fold): TemplateResult {
  const { name, summary, body, classes = '', usuallyOpen = false } = fold;
  const isOpen = isUnfolded(state, name, usuallyOpen);
  const toggled = (event: Event) => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open !== isOpen) dispatch({ type: 'fold', name, open });
  };
  return html`<details class=${classes} ?open=${isOpen} @toggle=${toggled}>
    <summary>${summary}</summary>
    ${body}
  </details>`;
}
