import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { expectPainted } from './painted.ts';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

const themes = {
  light: 'Light Modern',
  'hc-dark': 'Dark High Contrast',
  'hc-light': 'Light High Contrast',
  dark: 'Dark Modern',
};
const region = [17, 18, 19, 20, 21, 22, 23, 24, 25, 26];

/** Parts of the run at which the strip shows the page table. */
const moments = [0.15, 0.5, 0.85, 1];

// `npm run pictures` puts what these take into docs/images; they show our own samples alone.
describeHost(
  'the pictures of the documentation',
  (workbench) => {
    const take = (name: string) => workbench().screenshot(`picture-${name}`);

    afterEach(() => workbench().closeEditors());

    /** A walk over a page table in which every 16th entry is in swap. */
    async function simulate(): Promise<{ editor: Locator; panel: FrameLocator }> {
      const editor = await workbench().open('protect.c');
      await expectPainted(editor, { lazy: region });
      await workbench().clickLens(editor);
      const panel = workbench().panel();
      await panel.locator('summary', { hasText: 'entries from' }).click();
      await panel.getByRole('combobox', { name: 'Population' }).click();
      await panel.getByRole('option', { name: 'every 16th in swap' }).click();
      await panel.getByRole('button', { name: 'Simulate' }).click();
      await panel.getByText('15 times fewer').first().waitFor();
      await panel.locator('summary', { hasText: 'entries from' }).click();
      const counts = await predictions(panel, 'protect_range');
      assert.equal(counts['s390 with range IPTE']?.['IPTE']?.['with range'], '16');
      await panel.locator('.slider:enabled').waitFor();
      return { editor, panel };
    }

    /** Moves the replay to a part of its run, from 0 to 1. */
    async function replayTo(panel: FrameLocator, part: number): Promise<void> {
      const slider = panel.getByRole('slider', { name: 'Step' });
      const last = Number(await slider.getAttribute('max'));
      await slider.fill(String(Math.round(part * last)));
      await slider.blur();
    }

    it('show an editor and the panel beside it, in four themes', async () => {
      await workbench().run('View: Toggle Primary Side Bar Visibility');
      const { editor, panel } = await simulate();
      await replayTo(panel, 0.5);
      await editor.locator('.codelens-decoration', { hasText: 'with the range call' }).waitFor();
      await panel.locator('h1').scrollIntoViewIfNeeded();
      for (const [name, theme] of Object.entries(themes)) {
        await workbench().theme(theme);
        await take(`editor-${name}`);
      }
      await workbench().run('View: Toggle Primary Side Bar Visibility');
    });

    it('show the panel alone, in four themes, and the page table at steps of its run', async () => {
      const { panel } = await simulate();
      await panel.locator('h1').click();
      await workbench().run('View: Maximize Editor Group and Hide Side Bars');
      await panel.locator('details.fold').waitFor({ state: 'detached' });
      await replayTo(panel, 0.5);
      for (const [name, theme] of Object.entries(themes)) {
        await workbench().theme(theme);
        await take(`panel-${name}`);
      }
      const table = await panel.getByRole('region', { name: 'Page table' }).boundingBox();
      const grid = await panel.getByRole('grid').boundingBox();
      assert.ok(table && grid);
      const clip = { ...table, x: table.x - 8, width: table.width + 16, height: grid.y + grid.height + 8 - table.y };
      const frames: Buffer[] = [];
      for (const part of moments) {
        await replayTo(panel, part);
        frames.push(await workbench().page.screenshot({ clip }));
      }
      const strip = await workbench().blankPage();
      try {
        await strip.setViewportSize({ width: 1400, height: 900 });
        await strip.setContent(
          `<!DOCTYPE html><body style="margin:0;background:#1f1f1f;display:flex;align-items:start;gap:12px;width:max-content">${frames
            .map((frame) => `<img style="width:341px" src="data:image/png;base64,${frame.toString('base64')}">`)
            .join('')}</body>`,
        );
        writeFileSync(join(workbench().screenshots, 'picture-strip.png'), await strip.locator('body').screenshot());
      } finally {
        await strip.close();
      }
      assert.ok(readFileSync(join(workbench().screenshots, 'picture-strip.png')).length > 0);
      await workbench().run('View: Reset Editor Group Sizes');
      await workbench().run('View: Toggle Primary Side Bar Visibility');
    });

    it('show the view of walkers, with what they cost', async () => {
      const { page } = workbench();
      await expectPainted(await workbench().open('leak.c'), { underlined: [20] });
      await workbench().run('Explorer: Focus on Lazy MMU Walkers View');
      const folders = page.locator('.explorer-viewlet .pane-header').first();
      await folders.click();
      const view = page.locator('[id="workbench.view.explorer"] .pane', { hasText: 'Lazy MMU Walkers' });
      const row = (text: string | RegExp) => view.locator('.monaco-list-row').filter({ hasText: text });
      await row(/sample_protect_pte_range.*s390/).waitFor();
      await row(/age_range.*s390/)
        .locator('.monaco-tl-twistie')
        .click();
      await row('lazy_mmu_mode_enable()').waitFor();
      const side = await page.locator('.part.sidebar').boundingBox();
      assert.ok(side);
      const drag = async (from: number, to: number) => {
        await page.mouse.move(from, 500);
        await page.mouse.down();
        await page.mouse.move(to, 500, { steps: 4 });
        await page.mouse.up();
      };
      const edge = side.x + side.width;
      await drag(edge, edge + 300);
      await page.mouse.move(1300, 600);
      const shown = await view.boundingBox();
      assert.ok(shown);
      assert.ok(shown.width > side.width + 200, 'the side bar is as wide as it was');
      await page.screenshot({
        path: join(workbench().screenshots, 'picture-walkers.png'),
        clip: { ...shown, height: 620 },
      });
      await drag(edge + 300, edge);
      await folders.click();
    });
  },
  { place: 'trusted', once: true },
);
