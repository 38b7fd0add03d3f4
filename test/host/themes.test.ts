import assert from 'node:assert/strict';
import { expectPainted, painted } from './painted.ts';
import { describeHost } from './session.ts';

const themes = [
  { theme: 'Light Modern', background: 'rgba(11, 111, 184, 0.08)', border: 'rgba(11, 111, 184, 0.63)' },
  { theme: 'Dark High Contrast', background: 'rgba(0, 0, 0, 0)', border: 'rgb(111, 195, 255)' },
  { theme: 'Light High Contrast', background: 'rgba(255, 255, 255, 0)', border: 'rgb(11, 74, 130)' },
  { theme: 'Dark Modern', background: 'rgba(58, 155, 217, 0.08)', border: 'rgba(58, 155, 217, 0.69)' },
];

describeHost('the colours of regions', (workbench) => {
  afterEach(() => workbench().closeEditors());

  for (const { theme, background, border } of themes)
    it(`are those of ${theme}`, async () => {
      const editor = await workbench().open('two_walkers.c');
      await workbench().theme(theme);
      await expectPainted(editor, { paused: [20, 21], bracket: [8, 9, 10, 11, 17, 18, 19, 20, 21, 22, 23] });
      const shown = await painted(editor);
      assert.equal(shown.background, background);
      assert.equal(shown.border, border);
      await workbench().screenshot(`theme ${theme}`);
    });
});
