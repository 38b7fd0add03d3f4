/** The margin of the editors: the bracket around regions, interrupted where a line has a count. */
import { type Disposable, type Range, type TextEditor, type TextEditorDecorationType, window } from 'vscode';
import type { LineCounts } from '../line-counts/line-counts.ts';
import { shortCount } from '../line-counts/short-count.ts';
import type { MarkedLine } from '../regions/region-lines.ts';
import { type MarginIcon, marginIcon } from './icons.ts';

const dark = { bracket: '#7cc4f2', count: '#e0e0e0' };
const light = { bracket: '#0b6fb8', count: '#303030' };

export class Margin implements Disposable {
  readonly #counts: Pick<LineCounts, 'of'>;
  /** A decoration of VS Code has one icon for all of its lines. */
  readonly #styles = new Map<string, TextEditorDecorationType>();

  constructor(counts: Pick<LineCounts, 'of'>) {
    this.#counts = counts;
  }

  /** Shows a bracket, and the counts that there are, in place of what the margin has. */
  paint(editor: TextEditor, bracket: readonly MarkedLine[]): void {
    const { document } = editor;
    const icons = new Map<number, MarginIcon>(bracket.map(({ line, mark }) => [line, { mark }]));
    for (const { line, times } of this.#counts.of(document))
      icons.set(line, { ...icons.get(line), count: shortCount(times) });
    const lines = new Map<TextEditorDecorationType, Range[]>([...this.#styles.values()].map((style) => [style, []]));
    for (const [line, icon] of icons) {
      const style = this.#styleOf(icon);
      lines.set(style, [...(lines.get(style) ?? []), document.lineAt(line).range]);
    }
    for (const [style, ranges] of lines) editor.setDecorations(style, ranges);
  }

  /** Takes the counts away, until what is painted next has some. */
  forgetCounts(): void {
    for (const [key, style] of this.#styles)
      if (!key.endsWith(' ')) {
        style.dispose();
        this.#styles.delete(key);
      }
  }

  dispose(): void {
    for (const style of this.#styles.values()) style.dispose();
  }

  #styleOf(icon: MarginIcon): TextEditorDecorationType {
    const key = `${icon.mark ?? ''} ${icon.count ?? ''}`;
    const known = this.#styles.get(key);
    if (known) return known;
    const style = window.createTextEditorDecorationType({
      gutterIconSize: 'cover',
      dark: { gutterIconPath: marginIcon(icon, dark) },
      light: { gutterIconPath: marginIcon(icon, light) },
    });
    this.#styles.set(key, style);
    return style;
  }
}
