import assert from 'node:assert/strict';
import { painted } from './painted.ts';
import { describeHost } from './session.ts';

describeHost('an editor with a walker', (workbench) => {
  afterEach(() => workbench().closeEditors());

  it('tints the region and brackets it in the margin', async () => {
    const editor = await workbench().open('range_available.c');
    await editor.locator('.glyph-margin-widgets .cgmr').first().waitFor();
    const { lazy, paused, bracket, background } = await painted(editor);
    assert.deepEqual(lazy, [23, 24, 25, 26, 27, 28, 29, 30, 31, 32]);
    assert.deepEqual(bracket, lazy);
    assert.deepEqual(paused, []);
    assert.equal(background, 'rgba(58, 155, 217, 0.08)');
    await workbench().screenshot('region');
  });
});
