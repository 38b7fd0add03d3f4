/** Reads from an editor's own elements which lines are tinted, bracketed and underlined, and in which colours. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';

export interface Painted {
  /** Lines, from 1, that have the background of a lazy MMU region. */
  readonly lazy: readonly number[];
  readonly paused: readonly number[];
  /** Lines with a part of the bracket in the margin. */
  readonly bracket: readonly number[];
  /** Lines with a wavy underline; hints have dots, and are none. */
  readonly underlined: readonly number[];
  /** Computed colours of the region's background and bar, empty where nothing is painted. */
  readonly background: string;
  readonly border: string;
}

/** Waits until an editor shows these lines; what is not named may be anything. */
export async function expectPainted(
  editor: Locator,
  expected: Partial<Record<'lazy' | 'paused' | 'bracket' | 'underlined', readonly number[]>>,
): Promise<void> {
  const named = (shown: Painted) =>
    Object.fromEntries(Object.keys(expected).map((what) => [what, shown[what as keyof Painted]]));
  const shown = await paintedWhen(editor, (now) => isDeepStrictEqual(named(now), expected));
  assert.deepEqual(named(shown), expected);
}

/** What an editor shows once it shows what is wished for, or after a while without; looks again at each frame it draws. */
export async function paintedWhen(editor: Locator, wished: (shown: Painted) => boolean): Promise<Painted> {
  const deadline = AbortSignal.timeout(60_000);
  let shown = await painted(editor);
  while (!wished(shown) && !deadline.aborted) {
    await editor.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    shown = await painted(editor);
  }
  return shown;
}

export function painted(editor: Locator): Promise<Painted> {
  return editor.evaluate(readPainted);
}

/** Runs in the page. */
function readPainted(editor: Element): Painted {
  const top = (element: Element) =>
    (element as HTMLElement).style.top || (element.parentElement as HTMLElement).style.top;
  const lineAt = new Map<string, number>();
  for (const number of editor.querySelectorAll('.margin-view-overlays .line-numbers'))
    lineAt.set(top(number.parentElement as HTMLElement), Number(number.textContent));
  const lines = (elements: Iterable<Element>) => {
    const found = [...elements].map((element) => lineAt.get(top(element)) ?? Number.NaN);
    return [...new Set(found.filter((line) => line > 0))].sort((a, b) => a - b);
  };

  const colour = (name: string) => {
    const probe = document.createElement('div');
    probe.style.borderLeftColor = `var(--vscode-lazyMmu-${name})`;
    editor.append(probe);
    const computed = getComputedStyle(probe).borderLeftColor;
    probe.remove();
    return computed;
  };
  const bars = [...editor.querySelectorAll('.view-overlays .cdr')].filter(
    (element) => getComputedStyle(element).borderLeftWidth === '2px',
  );
  const having = (border: string) => bars.filter((bar) => getComputedStyle(bar).borderLeftColor === colour(border));
  const lazy = having('regionBorder');
  const icons = [...editor.querySelectorAll('.glyph-margin-widgets .cgmr')].filter((glyph) =>
    getComputedStyle(glyph).backgroundImage.includes('data:image/svg+xml'),
  );
  const style = lazy[0] && getComputedStyle(lazy[0]);
  return {
    lazy: lines(lazy.map((bar) => bar.parentElement as Element)),
    paused: lines(having('pausedBorder').map((bar) => bar.parentElement as Element)),
    bracket: lines(icons),
    underlined: lines(
      [...editor.querySelectorAll('.view-overlays .cdr')]
        .filter((element) => /\bsquiggly-(error|warning|info)/.test(element.className))
        .map((element) => element.parentElement as Element),
    ),
    background: style?.backgroundColor ?? '',
    border: style?.borderLeftColor ?? '',
  };
}
