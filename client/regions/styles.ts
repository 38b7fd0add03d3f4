/** How lazy MMU regions look: colours are the theme's (package.json, "colors"); the bracket in the margin needs none. */
import { type Disposable, OverviewRulerLane, type TextEditorDecorationType, ThemeColor, Uri, window } from 'vscode';
import type { Mark } from './region-lines.ts';

export interface RegionStyles extends Disposable {
  readonly lazy: TextEditorDecorationType;
  readonly paused: TextEditorDecorationType;
  readonly marks: Readonly<Record<Mark, TextEditorDecorationType>>;
}

export function createRegionStyles(): RegionStyles {
  const lazy = lines('regionBackground', 'regionBorder', 'solid');
  const paused = lines('pausedBackground', 'pausedBorder', 'dashed');
  const marks = { first: mark('first'), within: mark('within'), last: mark('last'), only: mark('only') };
  const all = [lazy, paused, ...Object.values(marks)];
  return { lazy, paused, marks, dispose: () => all.forEach((type) => void type.dispose()) };
}

function lines(background: string, border: string, borderStyle: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor(`lazyMmu.${background}`),
    borderColor: new ThemeColor(`lazyMmu.${border}`),
    borderStyle,
    borderWidth: '0 0 0 2px',
    overviewRulerColor: new ThemeColor('lazyMmu.overviewRuler'),
    overviewRulerLane: OverviewRulerLane.Left,
  });
}

function mark(shape: Mark): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    gutterIconSize: 'cover',
    dark: gutterIcon(shape, '#7cc4f2'),
    light: gutterIcon(shape, '#0b6fb8'),
  });
}

/** Parts of a bracket that joins up from line to line, on a square that is stretched over the line's margin. */
const strokes: Readonly<Record<Mark, string>> = {
  first: 'M17 8H11V20',
  within: 'M11 0V20',
  last: 'M11 0V12H17',
  only: 'M17 4H11V16H17',
};

function gutterIcon(shape: Mark, colour: string): { gutterIconPath: Uri } {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" preserveAspectRatio="none">' +
    `<path d="${strokes[shape]}" fill="none" stroke="${colour}" stroke-width="2" vector-effect="non-scaling-stroke"/></svg>`;
  return { gutterIconPath: Uri.parse(`data:image/svg+xml,${encodeURIComponent(svg)}`) };
}
