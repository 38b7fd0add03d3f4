/** What every suite over the built panel needs: a browser, pages that are closed again, and their complaints. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { ToPanel } from '../../server/lsp/panel-protocol.ts';
import { choices, report } from '../fixtures/report.ts';
import { chromiumArguments, findChromium } from './chromium.ts';
import { openPanel, type PanelOptions, type PanelPage } from './panel-page.ts';

const target = { uri: 'file:///kernel/mm/mprotect.c', function: 'change_pte_range' };

/** The host's offer of a function, which the fixture's report answers. */
export const offer: ToPanel = { type: 'choices', choices, ...target };

/** What can be read of an element, in the order of reading. */
export const textOf = async (locator: Locator): Promise<string> => (await locator.allInnerTexts()).join('\n');

/** A part of the panel by its name. */
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

export interface PanelSuite {
  readonly open: (options?: PanelOptions, ...messages: readonly ToPanel[]) => Promise<PanelPage>;
  readonly openReport: (options?: PanelOptions, shown?: typeof report) => Promise<PanelPage>;
}

/**
 * A mocha suite over the panel of dist/ in Chromium. Where there is none its tests count as skipped; under CI=true they
 * fail. After each test nothing may have been thrown, nor refused by the content security policy.
 */
export function describePanel(title: string, body: (suite: PanelSuite) => void): void {
  describe(`the panel: ${title}`, () => {
    let browser: Browser;
    const opened: PanelPage[] = [];

    before(async function () {
      const executablePath = findChromium();
      if (!executablePath) {
        if (process.env['CI'] === 'true') throw new Error('the panel is tested in Chromium, and there is none');
        console.log('skipped: the panel is tested in Chromium, and there is none');
        this.skip();
      }
      assert.ok(existsSync('dist/panel.js') && existsSync('dist/panel.css'), 'build the panel first: npm run build');
      browser = await chromium.launch({ executablePath, args: chromiumArguments });
    });

    after(() => browser?.close());

    afterEach(async () => {
      for (const panel of opened.splice(0)) {
        const complaints = await panel.complaints();
        await panel.page.close();
        assert.deepEqual(complaints, [], 'nothing is thrown, nothing refused by the content security policy');
      }
    });

    async function open(options: PanelOptions = {}, ...messages: readonly ToPanel[]): Promise<PanelPage> {
      const panel = await openPanel(browser, options);
      opened.push(panel);
      await panel.send(...messages);
      return panel;
    }

    const openReport = (options: PanelOptions = {}, shown = report) =>
      open(options, offer, { type: 'report', report: shown });

    body({ open, openReport });
  });
}
