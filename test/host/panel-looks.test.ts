import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { ToPanel } from '../../server/lsp/panel-protocol.ts';
import { troubled } from '../fixtures/report.ts';
import { comparison, locks, sweep } from '../fixtures/studies.ts';
import { violations } from '../support/axe.ts';
import { describePanel, offer, region } from '../support/panel-suite.ts';
import { themes } from '../support/themes.ts';

/** Runs in the page: what has the keyboard, and whether the theme's colour of focus marks it. */
function focused(): { name: string; marked: boolean } {
  const host = document.activeElement ?? document.body;
  const inner = host.shadowRoot?.activeElement ?? host;
  const frame = host.shadowRoot?.querySelector('.root, .control') ?? inner;
  const probe = document.createElement('i');
  probe.style.setProperty('color', 'var(--vscode-focusBorder)');
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  const [at, around] = [getComputedStyle(inner), getComputedStyle(frame)];
  const colours = [at.outlineColor, around.outlineColor, around.borderTopColor];
  return {
    name: host.id || (host.textContent ?? '').trim().slice(0, 30),
    marked: host === document.body || colours.includes(color),
  };
}

describePanel('how it looks', ({ open, openReport }) => {
  const left = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.x ?? -1;

  it('has three columns where there is room, and one beside an editor', async () => {
    for (const [width, columns] of [
      [1400, 3],
      [900, 2],
      [520, 1],
    ] as const) {
      const { page } = await openReport({ width });
      const starts = await Promise.all(['Scenario', 'Predicted', 'Page table'].map((name) => left(region(page, name))));
      assert.equal(new Set(starts).size, columns, `${width} px: ${starts.join(', ')}`);
    }
  });

  for (const width of [1400, 900, 520, 320])
    it(`never scrolls sideways at ${width} px`, async () => {
      const { page } = await openReport({ width }, troubled);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    });

  it('folds the scenario to a line where it is narrow', async () => {
    const { page } = await openReport({ width: 520 });
    const entries = page.getByRole('textbox', { name: 'Entries' });
    assert.equal(await entries.isVisible(), false);
    await page.locator('summary', { hasText: '256 entries from 0, every 16th in swap' }).click();
    await entries.waitFor();
    await page.setViewportSize({ width: 1400, height: 900 });
    await page.locator('details.fold').waitFor({ state: 'detached' });
    await entries.waitFor();
  });

  it('keeps still for those who ask for it', async () => {
    const running: ToPanel = { type: 'running', message: 'Simulating' };
    const still = await open({ reducedMotion: 'reduce' }, offer, running);
    assert.equal(await still.page.locator('.ring').isVisible(), false);
    const moving = await open({}, offer, running);
    assert.ok(await moving.page.locator('.ring').isVisible());
  });

  it('follows a change of theme at once, elements of the toolkit too', async () => {
    const { page } = await openReport({ theme: 'dark' });
    const colours = (): Promise<string[]> =>
      page.evaluate(() =>
        ['body', 'h1', '.button'].map((selector) => {
          const element = document.querySelector(selector);
          const { backgroundColor, color } = getComputedStyle(element ?? document.documentElement);
          return selector === 'h1' ? color : backgroundColor;
        }),
      );
    assert.deepEqual(await colours(), ['rgb(31, 31, 31)', 'rgb(204, 204, 204)', 'rgb(0, 120, 212)']);
    await page.evaluate(async ({ classes, kind, variables }) => {
      for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
      document.body.className = classes;
      document.body.dataset['vscodeThemeKind'] = kind;
      await new Promise((drawn) => requestAnimationFrame(drawn));
    }, themes.light);
    assert.deepEqual(await colours(), ['rgb(255, 255, 255)', 'rgb(59, 59, 59)', 'rgb(0, 95, 184)']);
  });

  it('draws nothing anew and moves nothing when the theme changes, so that nothing flashes', async () => {
    const { page, send } = await openReport({ theme: 'dark' }, troubled);
    await send({ type: 'growth', sweep }, { type: 'comparison', ...comparison }, { type: 'locks', locks });
    const places = (): Promise<string> =>
      page.evaluate(() =>
        JSON.stringify([...document.querySelectorAll('#panel *')].map((each) => each.getBoundingClientRect())),
      );
    const before = await places();
    const { drawn, moving } = await page.evaluate(async ({ classes, kind, variables }) => {
      let mutations = 0;
      const observer = new MutationObserver((records) => {
        mutations += records.length;
      });
      const all = { subtree: true, childList: true, attributes: true, characterData: true };
      observer.observe(document.querySelector('#panel') ?? document.body, all);
      for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
      document.body.className = classes;
      document.body.dataset['vscodeThemeKind'] = kind;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      observer.disconnect();
      return { drawn: mutations, moving: document.getAnimations().length };
    }, themes.light);
    assert.deepEqual([drawn, moving], [0, 0]);
    assert.equal(await places(), before);
  });
});

describePanel('for everyone', ({ openReport }) => {
  /** What is in one that is folded may only be drawn when it is open. */
  const openAll = (page: Page) =>
    page.evaluate(async () => {
      for (const each of document.querySelectorAll('details')) each.open = true;
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[])
    for (const width of [1400, 520])
      it(`has nothing that axe objects to, ${theme}, ${width} px`, async () => {
        const panel = await openReport({ theme, width }, troubled);
        for (const study of ['comparison', 'locks'] as const) await panel.page.locator(`#${study}-title`).click();
        await panel.page.getByRole('button', { name: 'Draw' }).click();
        await panel.page.getByRole('button', { name: 'Compare', exact: true }).click();
        await panel.page.getByRole('button', { name: 'Run', exact: true }).click();
        await panel.send({ type: 'growth', sweep }, { type: 'comparison', ...comparison }, { type: 'locks', locks });
        await openAll(panel.page);
        await openAll(panel.page);
        for (const property of ['arguments', 'interruptions'])
          await panel.page.getByRole('button', { name: `Add to ${property}` }).click();
        const entries = panel.page.getByRole('textbox', { name: 'Entries' });
        await entries.fill('999');
        assert.deepEqual(await violations(panel.page), []);
        await entries.fill('9');
        await panel.send({ type: 'running', message: 'Simulating', percentage: 3 });
        assert.deepEqual(await violations(panel.page), []);
        await panel.send({ type: 'error', message: 'no' });
        assert.deepEqual(await violations(panel.page), []);
      });

  it('shows where the keyboard is on everything that it reaches', async () => {
    const { page } = await openReport();
    const seen = new Set<string>();
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab');
      const { name, marked } = await page.evaluate(focused);
      assert.ok(marked, `nothing shows that ${name} has the keyboard`);
      seen.add(name);
    }
    for (const name of ['entries', 'preset', 'Simulate', 'source-0', '435', 'with range', 'Before'])
      assert.ok(seen.has(name), `${name} is not reached: ${[...seen].join(' · ')}`);
  });
});
