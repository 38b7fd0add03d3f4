/** Marks in the editor the line that a replay is at, and the walker's line that led there, as a debugger would. */
import {
  type Disposable,
  OverviewRulerLane,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import { pathInTree } from './tree-path.ts';

interface Shown {
  /** URI of the simulated document, and its path in its tree. */
  readonly uri: string;
  readonly file: string;
}

interface Place {
  /** Path in the tree. */
  readonly file: string;
  readonly line: number;
  /** 0 where no line of the walker led there. */
  readonly walkerLine: number;
}

/** A line of a document, from 0. */
interface Mark {
  readonly uri: string;
  readonly line: number;
}

export class StepLine implements Disposable {
  readonly #step: TextEditorDecorationType = lineStyle('editor.stackFrameHighlightBackground');
  readonly #caller: TextEditorDecorationType = lineStyle('editor.focusedStackFrameHighlightBackground');
  readonly #listeners: readonly Disposable[];
  /** Documents whose text is another than the one that was replayed. */
  readonly #changed = new Set<string>();
  #marks: { readonly step?: Mark; readonly caller?: Mark } = {};

  constructor() {
    this.#listeners = [
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.#changed.add(document.uri.toString());
        this.#paintAll();
      }),
      window.onDidChangeVisibleTextEditors(() => this.#paintAll()),
    ];
  }

  /** What is replayed from now on is the text that documents have now. */
  begin(): void {
    this.#changed.clear();
  }

  /** Marks the lines wherever they are to be seen, and brings one into view; opens nothing. */
  show({ uri, file: simulated }: Shown, { file, line, walkerLine }: Place): void {
    const document = Uri.parse(uri);
    const path = pathInTree(document.path, simulated, file);
    const isWalker = file === simulated && line === walkerLine;
    this.#marks = {
      ...(path === undefined ? {} : { step: { uri: document.with({ path }).toString(), line: line - 1 } }),
      ...(walkerLine < 1 || isWalker ? {} : { caller: { uri: document.toString(), line: walkerLine - 1 } }),
    };
    this.#paintAll();
    const { step, caller } = this.#marks;
    if (!(step && this.#bringIntoView(step)) && caller) this.#bringIntoView(caller);
  }

  clear(): void {
    if (!this.#marks.step && !this.#marks.caller) return;
    this.#marks = {};
    this.#paintAll();
  }

  dispose(): void {
    for (const each of [...this.#listeners, this.#step, this.#caller]) each.dispose();
  }

  #paintAll(): void {
    for (const editor of window.visibleTextEditors) {
      this.#paint(editor, this.#step, this.#marks.step);
      this.#paint(editor, this.#caller, this.#marks.caller);
    }
  }

  #paint(editor: TextEditor, style: TextEditorDecorationType, mark: Mark | undefined): void {
    const { document } = editor;
    editor.setDecorations(style, mark && this.#has(document, mark) ? [document.lineAt(mark.line).range] : []);
  }

  #has(document: TextDocument, { uri, line }: Mark): boolean {
    return document.uri.toString() === uri && !this.#changed.has(uri) && line < document.lineCount;
  }

  #bringIntoView(mark: Mark): boolean {
    const editors = window.visibleTextEditors.filter(({ document }) => this.#has(document, mark));
    for (const editor of editors)
      editor.revealRange(editor.document.lineAt(mark.line).range, TextEditorRevealType.InCenterIfOutsideViewport);
    return editors.length > 0;
  }
}

/** The colours of a debugger's stack frames, which every theme has; the border is there in high contrast alone. */
function lineStyle(background: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor(background),
    overviewRulerColor: new ThemeColor(background),
    overviewRulerLane: OverviewRulerLane.Full,
    borderColor: new ThemeColor('contrastActiveBorder'),
    borderStyle: 'solid',
    borderWidth: '1px 0',
  });
}
