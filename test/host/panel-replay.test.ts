import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { ToPanel } from '../../server/lsp/panel-protocol.ts';
import type { Replay, ReplayCells, ReplayStep } from '../../server/lsp/protocol.ts';
import { moveReplay, moveReport } from '../fixtures/move.ts';
import { replay } from '../fixtures/replay.ts';
import { report, scenario } from '../fixtures/report.ts';
import { violations } from '../support/axe.ts';
import { describePanel, offer, region, textOf } from '../support/panel-suite.ts';
import { themes } from '../support/themes.ts';

const steps = replay.steps.length;
const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Step' });
const moment = (page: Page): Promise<string> => textOf(page.locator('.moment'));
const stepOf = (page: Page): Promise<string> => textOf(page.locator('.step-count'));

/** Runs in the page: how many elements of each part of the panel a deed changes, each counted once. */
async function changesOf(
  page: Page,
  deed: () => Promise<void>,
): Promise<{ readonly cells: number; readonly elsewhere: number }> {
  await page.evaluate(() => {
    const seen = new Set<Element>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records)
        seen.add(target instanceof Element ? target : (target.parentElement ?? document.body));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    Object.assign(globalThis, { seen, observer });
  });
  await deed();
  return page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: Set<Element> };
    const all = [...seen];
    const cells = all.filter((element) => element.matches('.cell')).length;
    return { cells, elsewhere: all.filter((element) => !element.closest('.page-table, [role="status"]')).length };
  });
}

describePanel('the replay', ({ open, openReport }) => {
  const openReplay = async (...options: Parameters<typeof openReport>) => {
    const panel = await openReport(...options);
    await panel.send({ type: 'replay', replay });
    return panel;
  };

  it('is waited for, and begins at the end', async () => {
    const panel = await openReport();
    assert.ok(await slider(panel.page).isDisabled());
    assert.match(await moment(panel.page), /Recording the steps/);
    await panel.send({ type: 'replay', replay });
    assert.equal(await stepOf(panel.page), `${steps} / ${steps}`);
    assert.match(await moment(panel.page), /leaves the lazy MMU mode, brings 240 cached entries into the table/);
    assert.match(await moment(panel.page), /Lazy mode off · 0 cached entries wait\s+16 of 16 IPTE/);
    await panel.page.getByRole('button', { name: 'After', pressed: true }).waitFor();
  });

  it('goes step by step with keys and buttons, in words that a screen reader gets', async () => {
    const { page } = await openReplay();
    await slider(page).focus();
    await page.keyboard.press('Home');
    assert.match(await moment(page), /Nothing has happened yet/);
    await page.getByRole('button', { name: 'Before', pressed: true }).waitFor();
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press('ArrowRight');
    assert.equal(
      await slider(page).getAttribute('aria-valuetext'),
      'Step 4 of 738. Entry 1: modify_prot_start_ptes reads it from the table and parks its new value (empty) as a cached entry. The table keeps the old value (present) until line 435 (step 738).',
    );
    assert.equal(await page.locator('#source-1').getAttribute('aria-label'), 'Entry 1, present, empty waits');
    await page.getByRole('button', { name: 'Step forward' }).click();
    assert.equal(await page.locator('#source-1').getAttribute('aria-label'), 'Entry 1, present, read-only waits');
    assert.match(await moment(page), /Lazy mode on · 1 cached entry waits\s+0 of 16 IPTE/);
    await page.getByRole('button', { name: 'Step back' }).click();
    assert.equal(await stepOf(page), `4 / ${steps}`);
    await page.getByRole('button', { name: 'To the end' }).click();
    assert.equal(await page.locator('.cell-read-only.covered').count(), 240);
    await page.getByRole('button', { name: 'To the beginning' }).click();
    assert.equal(await page.locator('.grid .covered.to-come').count(), 240);
  });

  it('plays until it is paused, and says on the way which line it is at', async () => {
    const panel = await openReplay();
    const { page } = panel;
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('500/s');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('.slider')?.value) > 20);
    await page.getByRole('button', { name: 'Pause' }).click();
    assert.equal((await panel.posted()).at(-1)?.type, 'at-line');
    await slider(page).focus();
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.slider')?.value === '738');
    await page.getByRole('button', { name: 'Play' }).waitFor();
    assert.deepEqual((await panel.posted()).at(-1), {
      type: 'at-line',
      file: 'mm/mprotect.c',
      line: 435,
      walkerLine: 435,
    });
  });

  it('marks the run of entries that is pointed at, and goes to where it happens', async () => {
    const { page } = await openReplay();
    await page.getByRole('button', { name: 'To the beginning' }).click();
    const third = page.getByRole('button', { name: /^Run 3 entries 33–47, one IPTE at mprotect\.c:435$/ });
    await third.hover();
    assert.equal(await page.locator('.grid .pointed').count(), 15);
    await page.locator('#page-table-title').hover();
    await page.locator('.grid .pointed').first().waitFor({ state: 'detached' });
    await third.focus();
    assert.equal(await page.locator('.grid .pointed').count(), 15);
    await page.keyboard.press('Enter');
    assert.equal(await stepOf(page), `${steps} / ${steps}`);
  });

  it('has a table behind the grid, for the step that is shown', async () => {
    const { page } = await openReplay();
    await page.getByText('Entries as a table').click();
    const rows = page.locator('.entries tbody tr');
    await rows.first().waitFor();
    assert.equal(await rows.count(), 32);
    assert.equal((await textOf(rows.nth(1))).replaceAll(/\s+/g, ' '), '1–15 read-only IPTE run 1 of 16');
    await slider(page).focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    assert.equal((await textOf(rows.nth(1))).replaceAll(/\s+/g, ' '), '1 present empty IPTE run 1 of 16');
  });

  it('says why there is none, and what it leaves out', async () => {
    const panel = await openReport();
    const { machine, variant } = replay;
    await panel.send({ type: 'replay-failed', machine, variant, message: 'no such machine' });
    assert.match(await textOf(region(panel.page, 'Page table')), /There is no replay of this run: no such machine/);
    const cut = { ofEntries: 9000, moreSteps: 12 };
    const long = await open({}, offer, { type: 'report', report }, { type: 'replay', replay: { ...replay, cut } });
    assert.match(await textOf(region(long.page, 'Page table')), /first 256 entries of 9,000/);
    assert.match(await textOf(region(long.page, 'Page table')), /12 more are left out/);
  });
});

describePanel('a replay of two tables', ({ open }) => {
  const openMove = async (options = {}) => {
    const target = { ...offer, function: moveReport.function } as ToPanel;
    return open(options, target, { type: 'report', report: moveReport }, { type: 'replay', replay: moveReplay });
  };
  const grids = (page: Page) => ({
    source: page.getByRole('grid', { name: 'Source table' }),
    destination: page.getByRole('grid', { name: 'Destination table' }),
  });

  it('draws both, says what becomes of each, and marks the runs of each in its own', async () => {
    const { page } = await openMove();
    const { source, destination } = grids(page);
    assert.match(await textOf(page.locator('.page-table')), /Source table\s+48 present → empty/);
    assert.match(await textOf(page.locator('.page-table')), /Destination table\s+48 empty → present/);
    assert.equal(await source.locator('.cell-none.covered-first.covered-last').count(), 48);
    assert.equal(await destination.locator('.cell-present.covered').count(), 48);
    assert.equal(await destination.locator('.covered-first').count(), 1);
  });

  it('moves each step in the table that it is about', async () => {
    const { page } = await openMove();
    const { source, destination } = grids(page);
    await slider(page).fill('16');
    assert.equal(await source.locator('.stepped').getAttribute('aria-label'), 'Entry 7, empty');
    assert.equal(await destination.locator('.stepped').count(), 0);
    await page.keyboard.press('ArrowRight');
    assert.match(await moment(page), /At the destination, entry 7: set_ptes parks its new value/);
    assert.match(await moment(page), /Lazy mode on · 8 queued updates wait/);
    assert.equal(await source.locator('.stepped').count(), 0);
    assert.equal(await destination.locator('.stepped').getAttribute('aria-label'), 'Entry 7, empty, present waits');
    assert.equal(await destination.locator('.to-come').count(), 48);
    assert.equal(await source.locator('.to-come').count(), 40);
  });

  it('has the cursor on the same entry of both, a tab away, and speaks of both', async () => {
    const { page } = await openMove();
    await page.locator('#source-0').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const words =
      'Entry 17: present → empty, covered by trapped write run 18 of 48 from line 291. At the destination: empty → present, covered by hypercall run 1 of 1 (48 entries) from line 308.';
    assert.equal(await textOf(page.locator('.entry-words')), words);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'destination-17');
    await page.keyboard.press('End');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'destination-31');
    await page.keyboard.press('Shift+Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'source-31');
  });

  it('has a table behind each', async () => {
    const { page } = await openMove();
    await slider(page).fill('17');
    await page.getByText('Entries as a table').click();
    const rows = page.getByRole('table', { name: 'Destination table' }).locator('tbody tr');
    await rows.first().waitFor();
    assert.deepEqual(
      (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ')),
      ['0–7 empty present hypercall run 1 of 1', '8–47 empty hypercall run 1 of 1'],
    );
    assert.equal(await page.getByRole('table', { name: 'Source table' }).locator('tbody tr').count(), 48);
  });

  it('keeps its place while the run is simulated anew', async () => {
    const panel = await openMove();
    await panel.send({ type: 'report', report: moveReport });
    assert.equal(await grids(panel.page).destination.locator('.cell-none').count(), 48);
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[])
    it(`has nothing that axe objects to, ${theme}`, async () => {
      const { page } = await openMove({ theme });
      await page.getByText('Entries as a table').click();
      await slider(page).fill('17');
      assert.deepEqual(await violations(page), []);
    });
});

/** 512 entries, each changed by a step of its own. */
const entries = 512;
const wide = { ...scenario, entries, population: 'all_present' } as const;
const cellAt = (first: number): ReplayCells => ({ first, entries: 1, state: 'read-only' });
const large: Replay = {
  ...replay,
  machine: 'xen-pv',
  variant: 'as-written',
  scenario: wide,
  before: [{ first: 0, entries, state: 'present' }],
  steps: Array.from({ length: entries }, (_, first): ReplayStep => {
    return { by: 'call', call: 'set_pte', place: 1, sentence: 1, on: { first, entries: 1 }, cells: [cellAt(first)] };
  }),
};

describePanel('a replay of 512 entries', ({ open }) => {
  const openLarge = async () => {
    const results = report.results
      .filter(({ machine, variant }) => machine === 'xen-pv' && variant === 'as-written')
      .map((result) => ({
        ...result,
        before: [{ times: 1, runs: [{ state: 'present', entries }] }] as const,
        after: [{ times: 1, runs: [{ state: 'read-only', entries }] }] as const,
      }));
    const shown = { ...report, scenario: wide, results };
    const panel = await open({}, offer, { type: 'report', report: shown }, { type: 'replay', replay: large });
    await slider(panel.page).focus();
    return panel;
  };

  it('draws as many rows as one of 256', async () => {
    const { page } = await openLarge();
    assert.equal(await page.locator('.grid-row').count(), 16);
    assert.equal(await page.locator('.grid .cell').count(), entries);
  });

  it('draws two cells at a step, and of the rest of the panel nothing', async () => {
    const { page } = await openLarge();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const { cells, elsewhere } = await changesOf(page, () => page.keyboard.press('ArrowRight'));
    assert.ok(cells >= 1 && cells <= 4, `${cells} cells were drawn`);
    assert.equal(elsewhere, 0);
  });

  it('draws no cell that stays as it is, however far the scrubber is moved', async () => {
    const { page } = await openLarge();
    await page.keyboard.press('Home');
    const { cells, elsewhere } = await changesOf(page, () => slider(page).fill('100'));
    assert.ok(cells >= 100 && cells <= 102, `${cells} cells were drawn`);
    assert.equal(elsewhere, 0);
  });
});

describePanel('the replay for everyone', ({ openReport }) => {
  for (const theme of Object.keys(themes) as (keyof typeof themes)[])
    it(`has nothing that axe objects to, ${theme}`, async () => {
      const panel = await openReport({ theme });
      await panel.send({ type: 'replay', replay });
      await panel.page.getByText('Entries as a table').click();
      await slider(panel.page).fill('400');
      assert.deepEqual(await violations(panel.page), []);
    });

  for (const width of [420, 690, 1400])
    it(`keeps the grid where it is while it plays, ${width} pixels wide`, async () => {
      const panel = await openReport({ width });
      await panel.send({ type: 'replay', replay });
      const tops = new Set<number>();
      for (const step of ['0', '1', '2', '3', '400', '737', '738']) {
        await slider(panel.page).fill(step);
        tops.add((await panel.page.locator('.grid').boundingBox())?.y ?? -1);
      }
      assert.equal(tops.size, 1);
    });
});
