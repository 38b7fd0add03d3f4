/** How lazy MMU regions look: colours are the theme's (package.json, "colors"). */
import { type Disposable, OverviewRulerLane, type TextEditorDecorationType, ThemeColor, window } from 'vscode';

export interface RegionStyles extends Disposable {
  readonly lazy: TextEditorDecorationType;
  readonly paused: TextEditorDecorationType;
}

export function createRegionStyles(): RegionStyles {
  const lazy = lines('regionBackground', 'regionBorder', 'solid');
  const paused = lines('pausedBackground', 'pausedBorder', 'dashed');
  return {
    lazy,
    paused,
    dispose() {
      lazy.dispose();
      paused.dispose();
    },
  };
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
