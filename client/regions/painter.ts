/** Paints lazy MMU regions in every visible editor, for exactly the text that the server analysed, and the margin beside them. */
import { type Disposable, Range, type TextDocument, type TextEditor, window, workspace } from 'vscode';
import type { LineCounts } from '../line-counts/line-counts.ts';
import { Margin } from '../margin/margin.ts';
import { affects, regionsEnabled } from '../settings.ts';
import type { LatestRegions } from './latest-regions.ts';
import { type LineSpan, paintedLines } from './region-lines.ts';
import { createRegionStyles, type RegionStyles } from './styles.ts';

/** A line of C that does nothing itself: blank, punctuation, `do`, `else`, `for (;;)`, or a comment from its start. */
const silent = /^\s*(\/\/.*|\/?\*.*|(\W|\bdo\b|\belse\b|\bfor\b)*)$/;

export class RegionPainter implements Disposable {
  readonly #latest: LatestRegions;
  readonly #styles: RegionStyles = createRegionStyles();
  readonly #margin: Margin;
  readonly #listeners: readonly Disposable[];

  constructor(latest: LatestRegions, lineCounts: LineCounts) {
    this.#latest = latest;
    this.#margin = new Margin(lineCounts);
    this.#listeners = [
      latest.onDidChange((uri) => this.#paintDocument(uri)),
      lineCounts.onDidChange(() => this.#paintCounts()),
      window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => void this.#paint(editor))),
      workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'regions')) window.visibleTextEditors.forEach((editor) => void this.#paint(editor));
      }),
    ];
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#styles.dispose();
    this.#margin.dispose();
  }

  #paintDocument(uri: string): void {
    for (const editor of window.visibleTextEditors) if (editor.document.uri.toString() === uri) this.#paint(editor);
  }

  #paintCounts(): void {
    this.#margin.forgetCounts();
    for (const editor of window.visibleTextEditors) this.#paint(editor);
  }

  #paint(editor: TextEditor): void {
    const { document } = editor;
    const isWanted = regionsEnabled(document);
    // The editor moves paint along with an edit, and the regions of the new text are on their way.
    if (isWanted && this.#latest.isBehind(document)) return;
    const regions = isWanted ? (this.#latest.of(document)?.regions ?? []) : [];
    const { lazy, paused, bracket } = paintedLines(regions, (line) => silent.test(document.lineAt(line).text));
    editor.setDecorations(this.#styles.lazy, ranges(lazy, document));
    editor.setDecorations(this.#styles.paused, ranges(paused, document));
    this.#margin.paint(editor, bracket);
  }
}

function ranges(spans: readonly LineSpan[], document: TextDocument): Range[] {
  return spans.map(({ first, last }) => new Range(first, 0, last, document.lineAt(last).text.length));
}
