/** Paints lazy MMU regions in every visible editor, for exactly the text that the server analysed, and the margin beside them. */
import {
  type Disposable,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import type { LineCounts } from '../line-counts/line-counts.ts';
import { Margin } from '../margin/margin.ts';
import { affects, regionsEnabled } from '../settings.ts';
import type { LatestRegions } from './latest-regions.ts';
import { type LineSpan, paintedLines } from './region-lines.ts';
import { createRegionStyles, type RegionStyles } from './styles.ts';

/**
 * How long paint outlives the text it was made for, in milliseconds: the editor moves it along with the edit, and an
 * answer that comes in time replaces it without a flicker. Without an answer it goes.
 */
const grace = 400;

/** A line of C that does nothing itself: blank, punctuation, `do`, `else`, `for (;;)`, or a comment from its start. */
const silent = /^\s*(\/\/.*|\/?\*.*|(\W|\bdo\b|\belse\b|\bfor\b)*)$/;

export class RegionPainter implements Disposable {
  readonly #latest: LatestRegions;
  readonly #styles: RegionStyles = createRegionStyles();
  readonly #margin: Margin;
  readonly #stale = new Map<string, NodeJS.Timeout>();
  readonly #listeners: readonly Disposable[];

  constructor(latest: LatestRegions, lineCounts: LineCounts) {
    this.#latest = latest;
    this.#margin = new Margin(lineCounts);
    this.#listeners = [
      latest.onDidChange((uri) => this.#paintDocument(uri)),
      lineCounts.onDidChange(() => this.#paintCounts()),
      window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => void this.#paint(editor))),
      workspace.onDidChangeTextDocument((event) => this.#expire(event)),
      workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'regions')) window.visibleTextEditors.forEach((editor) => void this.#paint(editor));
      }),
    ];
  }

  dispose(): void {
    for (const timer of this.#stale.values()) clearTimeout(timer);
    for (const listener of this.#listeners) listener.dispose();
    this.#styles.dispose();
    this.#margin.dispose();
  }

  #paintDocument(uri: string): void {
    clearTimeout(this.#stale.get(uri));
    this.#stale.delete(uri);
    for (const editor of window.visibleTextEditors) if (editor.document.uri.toString() === uri) this.#paint(editor);
  }

  #paintCounts(): void {
    this.#margin.forgetCounts();
    for (const editor of window.visibleTextEditors) if (!this.#latest.isBehind(editor.document)) this.#paint(editor);
  }

  #expire({ document, contentChanges }: TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    if (contentChanges.length === 0 || this.#stale.has(uri) || this.#latest.of(document)) return;
    this.#stale.set(
      uri,
      setTimeout(() => this.#paintDocument(uri), grace),
    );
  }

  #paint(editor: TextEditor): void {
    const { document } = editor;
    const regions = regionsEnabled(document) ? (this.#latest.of(document)?.regions ?? []) : [];
    // Regions on their way for a newer text: what is painted stays until they come, or its time is over.
    if (this.#stale.has(document.uri.toString())) return;
    const { lazy, paused, bracket } = paintedLines(regions, (line) => silent.test(document.lineAt(line).text));
    editor.setDecorations(this.#styles.lazy, ranges(lazy, document));
    editor.setDecorations(this.#styles.paused, ranges(paused, document));
    this.#margin.paint(editor, bracket);
  }
}

function ranges(spans: readonly LineSpan[], document: TextDocument): Range[] {
  return spans.map(({ first, last }) => new Range(first, 0, last, document.lineAt(last).text.length));
}
