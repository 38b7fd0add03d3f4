/** What the last simulation counted, at the end of each line that cost something; the margin has its number too. */
import {
  commands,
  type DecorationOptions,
  type Disposable,
  EventEmitter,
  l10n,
  MarkdownString,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { LineCost, LineCosts } from '../../server/lsp/protocol.ts';
import { affects, lineCountsEnabled } from '../settings.ts';
import { afterEdit, type CountedLines } from './follow-edits.ts';

export const clearLineCounts = 'lazyMmu.clearLineCounts';

/** Counts in a document, with the function that they are of. */
interface ShownCounts extends CountedLines {
  readonly uri: string;
  readonly of: string;
}

export class LineCounts implements Disposable {
  readonly #style = window.createTextEditorDecorationType({
    after: { color: new ThemeColor('lazyMmu.lineCount'), margin: '0 0 0 3em' },
  });
  readonly #listeners: readonly Disposable[];
  readonly #changed = new EventEmitter<void>();
  #counted: ShownCounts | undefined;

  /** Fires when other lines have counts, but not when an edit has moved them. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listeners = [
      commands.registerCommand(clearLineCounts, () => this.clear()),
      window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => void this.#paint(editor))),
      workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      workspace.onDidCloseTextDocument((document) => {
        if (this.#isOf(document)) this.clear();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'lineCounts')) this.#paintAll();
      }),
    ];
  }

  /** Shows the counts of a run in the place of those before, unless the text has changed since. */
  show(costs: LineCosts): void {
    const document = workspace.textDocuments.find((each) => each.uri.toString() === costs.uri);
    if (document?.version !== costs.version) return;
    const { uri, ran, lines } = costs;
    this.#set({ uri, ran, lines, of: costs.function });
  }

  /** What the lines of a document cost, where that is shown. */
  of(document: TextDocument): readonly LineCost[] {
    if (!this.#counted || !this.#isOf(document) || !lineCountsEnabled(document)) return [];
    return this.#counted.lines.filter(({ line }) => line < document.lineCount);
  }

  clear(): void {
    this.#set(undefined);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#style.dispose();
    this.#changed.dispose();
  }

  #set(counted: ShownCounts | undefined): void {
    this.#counted = counted;
    void commands.executeCommand('setContext', 'lazyMmu.showsLineCounts', counted !== undefined);
    this.#paintAll();
  }

  #isOf(document: TextDocument): boolean {
    return this.#counted?.uri === document.uri.toString();
  }

  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const before = this.#counted;
    if (!before || !this.#isOf(document) || contentChanges.length === 0) return;
    let counted: CountedLines | undefined = before;
    for (const { range, text } of contentChanges) {
      const becomes = text.split('\n').length;
      counted = counted && afterEdit(counted, { first: range.start.line, last: range.end.line, becomes });
    }
    // The editor itself moves what is painted.
    if (counted) this.#counted = { ...before, ...counted };
    else this.clear();
  }

  #paintAll(): void {
    for (const editor of window.visibleTextEditors) this.#paint(editor);
    this.#changed.fire();
  }

  #paint(editor: TextEditor): void {
    const { document } = editor;
    const decorations = this.of(document).map((cost) => decorationOf(document, cost, this.#counted?.of ?? ''));
    editor.setDecorations(this.#style, decorations);
  }
}

function decorationOf(document: TextDocument, { line, text, details }: LineCost, of: string): DecorationOptions {
  const { range } = document.lineAt(line);
  const hoverMessage = new MarkdownString(
    [
      l10n.t('Counted on this line by the simulation of {0}(), as it is written:', of),
      details.map((each) => `- ${each}`).join('\n'),
      `[${l10n.t('Clear')}](command:${clearLineCounts})`,
    ].join('\n\n'),
  );
  hoverMessage.isTrusted = { enabledCommands: [clearLineCounts] };
  return {
    range: range.with(range.end),
    renderOptions: { after: { contentText: text } },
    hoverMessage,
  };
}
