/** A fix as it would be made, in an editor of differences, until it is applied as a whole or not at all. */
import {
  type Disposable,
  commands as editor,
  l10n,
  type Tab,
  type TextDocument,
  type TextDocumentContentProvider,
  type TextEdit,
  Uri,
  window,
  workspace,
} from 'vscode';
import { editedText, type OffsetEdit } from './changed-lines.ts';

/** Scheme of texts that are not made yet. */
const scheme = 'lazy-mmu-fix';

/** What a fix does to one file, and to which version of it. */
export interface FileFix {
  readonly document: TextDocument;
  readonly version: number;
  readonly edits: readonly TextEdit[];
}

interface Preview {
  readonly title: string;
  readonly files: readonly FileFix[];
  /** Text of each file with the fix, by the path and query of its URI. */
  readonly texts: ReadonlyMap<string, string>;
  readonly decide: (apply: boolean) => void;
}

/** At most one fix is shown; another one takes its place. */
export class FixPreview implements TextDocumentContentProvider, Disposable {
  #shown: Preview | undefined;
  #count = 0;
  readonly #listeners: readonly Disposable[];

  constructor() {
    this.#listeners = [
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidChangeTextDocument(({ document }) => this.#outdated(document)),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.#isShownIn(tab))) this.#decide(false);
        this.#tellKeys();
      }),
      window.tabGroups.onDidChangeTabGroups(() => this.#tellKeys()),
      editor.registerCommand('lazyMmu.applyFix', () => this.#decide(true)),
      editor.registerCommand('lazyMmu.discardFix', () => this.#decide(false)),
    ];
  }

  /** Shows a fix; resolves to true when it is to be made, to the versions that were shown. */
  async ask(title: string, files: readonly FileFix[]): Promise<boolean> {
    this.#decide(false);
    const query = `${++this.#count}`;
    const after = files.map(({ document }) => Uri.from({ scheme, path: document.uri.path, query }));
    const texts = new Map(files.map((file, index) => [after[index].toString(), textAfter(file)]));
    const decided = new Promise<boolean>((decide) => {
      this.#shown = { title, files, texts, decide };
    });
    if (files.length === 1) {
      await editor.executeCommand('vscode.diff', files[0].document.uri, after[0], title, { preview: true });
    } else {
      const changes = files.map(({ document: { uri } }, index) => [uri, uri, after[index]]);
      await editor.executeCommand('vscode.changes', title, changes);
    }
    this.#tellKeys();
    return decided;
  }

  provideTextDocumentContent(uri: Uri): string | undefined {
    return this.#shown?.texts.get(uri.toString());
  }

  dispose(): void {
    this.#decide(false);
    for (const listener of this.#listeners) listener.dispose();
  }

  #decide(apply: boolean): void {
    const shown = this.#shown;
    if (!shown) return;
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => this.#isShownIn(tab));
    this.#shown = undefined;
    this.#tellKeys();
    void window.tabGroups.close(tabs);
    shown.decide(apply);
  }

  /** A fix that was worked out for another text would break it, and must not be looked at as if it would not. */
  #outdated(document: TextDocument): void {
    const outdated = this.#shown?.files.some((file) => file.document === document && file.version !== document.version);
    if (!outdated) return;
    this.#decide(false);
    void window.showWarningMessage(
      l10n.t('The file has changed since the fix was worked out, so it is not shown any more: ask for it again.'),
    );
  }

  /** Behind the title of several files VS Code says how many they are. */
  #isShownIn(tab: Tab): boolean {
    return this.#shown !== undefined && tab.label.startsWith(this.#shown.title);
  }

  /** Keys and buttons are there while the preview is in front. */
  #tellKeys(): void {
    const front = window.tabGroups.activeTabGroup.activeTab;
    const isInFront = front !== undefined && this.#isShownIn(front);
    void editor.executeCommand('setContext', 'lazyMmu.previewsFix', isInFront);
  }
}

/** Edits in the offsets of a document. */
export function toOffsets(document: TextDocument, edits: readonly TextEdit[]): readonly OffsetEdit[] {
  return edits.map(({ range, newText }) => ({
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    text: newText,
  }));
}

function textAfter({ document, edits }: FileFix): string {
  return editedText(document.getText(), toOffsets(document, edits));
}
