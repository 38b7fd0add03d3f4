/** What the last simulation counted, at the end of each line that cost something. */
import {
  commands,
  type DecorationOptions,
  type Disposable,
  l10n,
  MarkdownString,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { LineCosts } from '../../server/lsp/protocol.ts';
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
  #counted: ShownCounts | undefined;

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
    const { uri, first, last, lines } = costs;
    this.#set({ uri, first, last, lines, of: costs.function });
  }

  clear(): void {
    this.#set(undefined);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#style.dispose();
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
  }

  #paint(editor: TextEditor): void {
    const { document } = editor;
    const counted = this.#isOf(document) && lineCountsEnabled(document) ? this.#counted : undefined;
    editor.setDecorations(this.#style, counted ? this.#decorations(document, counted) : []);
  }

  #decorations(document: TextDocument, { lines, of }: ShownCounts): DecorationOptions[] {
    const clear = l10n.t('Clear');
    const hoverMessage = new MarkdownString(
      `${l10n.t('Counted by the simulation of {0}(), as it is written.', of)} [${clear}](command:${clearLineCounts})`,
    );
    hoverMessage.isTrusted = { enabledCommands: [clearLineCounts] };
    return lines
      .filter(({ line }) => line < document.lineCount)
      .map(({ line, text }) => {
        const { end } = document.lineAt(line).range;
        return {
          range: document.lineAt(line).range.with(end),
          renderOptions: { after: { contentText: text } },
          hoverMessage,
        };
      });
  }
}
