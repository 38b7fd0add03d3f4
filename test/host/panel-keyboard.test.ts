import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { report, troubled } from '../fixtures/report.ts';
import { comparison, locks, sweep } from '../fixtures/studies.ts';
import { violations } from '../support/axe.ts';
import { describePanel, offer } from '../support/panel-suite.ts';
import { themes } from '../support/themes.ts';

/** Presses after which a walk that has not ended goes round in circles. */
const mostPresses = 600;

interface Stop {
  /** Empty when the walk has left the page. */
  readonly element: string;
  readonly name: string;
  readonly isNew: boolean;
}

/** Runs in the page: what has the keyboard, which is marked as reached. */
function stopHere(): Stop {
  const host = document.activeElement;
  if (host === null || host === document.body) return { element: '', name: '', isNew: false };
  const isNew = !host.hasAttribute('data-reached');
  host.setAttribute('data-reached', '');
  const labelled = (host.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id));
  const name = [host.getAttribute('aria-label'), ...labelled.map((each) => each?.textContent), host.textContent];
  return { element: host.localName, name: name.find((each) => each?.trim())?.trim() ?? '', isNew };
}

/** Runs in the page: what takes the keyboard and was not reached; of a group that arrows move through, one is enough. */
function notReached(): string[] {
  const own = 'vscode-button, vscode-text-field, vscode-dropdown, vscode-checkbox, vscode-link';
  const all = document.querySelectorAll(`button, input, select, summary, [tabindex="0"], ${own}`);
  return [...all]
    .filter((each) => each.checkVisibility() && !each.hasAttribute('disabled') && !each.hasAttribute('data-reached'))
    .filter((each) => each.getAttribute('tabindex') !== '-1')
    .map((each) => each.outerHTML.slice(0, 120));
}

/** What of an element its keys change. */
const stateOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const host = document.activeElement as HTMLInputElement;
    const details = host.parentElement as HTMLDetailsElement | null;
    return String(host.localName === 'summary' ? details?.open : (host.checked ?? host.value));
  });

/** The key that operates an element, and the one that takes it back. */
const keys: Readonly<Record<string, readonly [key: string, back: string]>> = {
  summary: ['Space', 'Space'],
  'vscode-checkbox': ['Space', 'Space'],
  'vscode-text-field': ['7', 'Backspace'],
};

describePanel('by keyboard', ({ open, openReport }) => {
  async function everything() {
    const panel = await openReport({}, troubled);
    const { page } = panel;
    for (const study of ['comparison', 'locks']) await page.locator(`#${study}-title`).click();
    await page.getByRole('button', { name: 'Draw' }).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await panel.send({ type: 'growth', sweep }, { type: 'comparison', ...comparison }, { type: 'locks', locks });
    for (let depth = 0; depth < 2; depth++)
      await page.evaluate(async () => {
        for (const each of document.querySelectorAll('details')) each.open = true;
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      });
    // A walk begins where was clicked last.
    await page.locator('h1').click();
    return panel;
  }

  it('is walked from the first control to the last and out again, each with a name and none left out', async () => {
    const { page } = await everything();
    let presses = 0;
    for (let last = false; !last && presses < mostPresses; presses++) {
      await page.keyboard.press('Tab');
      const { element, name, isNew } = await page.evaluate(stopHere);
      last = element === '' || !isNew;
      if (element !== '') assert.notEqual(name, '', `a ${element} has no name`);
    }
    assert.ok(presses < mostPresses, 'the walk does not end');
    assert.deepEqual(await page.evaluate(notReached), []);
  });

  it('changes what each control is for', async () => {
    const { page } = await everything();
    const operated = new Map<string, number>();
    for (let presses = 0; presses < mostPresses; presses++) {
      await page.keyboard.press('Tab');
      const { element, name, isNew } = await page.evaluate(stopHere);
      if (element === '' || !isNew) break;
      const [key, back] = keys[element] ?? [];
      if (key === undefined || back === undefined) continue;
      // Who comes by Tab has the whole text selected.
      if (element === 'vscode-text-field') await page.keyboard.press('End');
      const before = await stateOf(page);
      await page.keyboard.press(key);
      assert.notEqual(await stateOf(page), before, `${key} does nothing to ${element} ${name}`);
      await page.keyboard.press(back);
      assert.equal(await stateOf(page), before, `${back} does not undo it in ${element} ${name}`);
      operated.set(element, (operated.get(element) ?? 0) + 1);
    }
    assert.deepEqual([...operated.keys()].sort(), Object.keys(keys).sort());
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[])
    it(`has nothing that axe objects to while there is no report, and when one is out of date, ${theme}`, async () => {
      const panel = await open({ theme, width: 900 });
      assert.deepEqual(await violations(panel.page), [], 'first open');
      await panel.send(offer, { type: 'running', message: 'Simulating' });
      assert.deepEqual(await violations(panel.page), [], 'running');
      await panel.send({ type: 'error', message: 'mm/mprotect.c has no function change_pte_range' });
      assert.deepEqual(await violations(panel.page), [], 'failed');
      await panel.send({ type: 'report', report }, { type: 'source-changed' });
      assert.deepEqual(await violations(panel.page), [], 'out of date');
    });
});
