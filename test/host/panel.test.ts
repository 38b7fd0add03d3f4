import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { report, scenario, troubled } from '../fixtures/report.ts';
import { describePanel, offer, region, textOf } from '../support/panel-suite.ts';

/** What a dropdown shows as chosen. */
const chosenIn = (dropdown: Locator): Promise<string> =>
  dropdown.evaluate((element) => (element as HTMLElement & { readonly displayValue: string }).displayValue);

describePanel('what it shows', ({ open, openReport }) => {
  it('says what to do while there is nothing to show, and that it listens', async () => {
    const panel = await open();
    assert.match(await textOf(panel.page.getByRole('main')), /Lazy MMU: Simulate/);
    assert.deepEqual(await panel.posted(), [{ type: 'ready' }]);
  });

  it('names the function, its place, and what the counts rest on', async () => {
    const { page } = await openReport();
    assert.equal(await textOf(page.getByRole('heading', { level: 1 })), 'change_pte_range');
    const facts = page.getByRole('list', { name: 'About this simulation' });
    assert.deepEqual(await facts.getByRole('button').allInnerTexts(), [
      'no assumption behind these counts',
      'sanitizer: no finding',
    ]);
    await facts.getByRole('button', { name: 'sanitizer' }).press('Enter');
    assert.equal(await page.evaluate('document.activeElement.id'), 'findings-title');
    await region(page, 'Assumptions').getByText('What was run · 6 helpers run from source').click();
    assert.match(await textOf(region(page, 'Assumptions')), /From the source of the tree[\s\S]*Modelled, since /);
  });

  it('has the headline in one sentence, and tells it to those who listen', async () => {
    const { page } = await openReport();
    const headline = await textOf(region(page, 'Predicted').locator('.headline'));
    assert.equal(
      headline.replaceAll(/\s+/g, ' '),
      's390 with the range call: 240 → 16 IPTE 15 times fewer than as written, same page table afterwards.',
    );
    assert.match(await textOf(page.getByRole('status').first()), /240 → 16 IPTE/);
  });

  it('has each machine in the order asked, with exact numbers beside bars in proportion', async () => {
    const { page } = await openReport();
    const machines = region(page, 'Predicted').getByRole('region');
    assert.deepEqual(await machines.getByRole('heading', { level: 3 }).allInnerTexts(), [
      's390 IPTE on all CPUs · has no lazy MMU mode',
      's390 with range IPTE IPTE on all CPUs',
      'arm64 TLB flushes',
      'Xen PV guest Hypercalls',
    ]);
    const ranged = region(page, 's390 with range IPTE');
    assert.deepEqual(await ranged.locator('.plot-value').allInnerTexts(), ['240', '240', '16']);
    const [full, , short] = await Promise.all(
      (await ranged.locator('rect.bar').all()).map(async (bar) => (await bar.boundingBox())?.width ?? 0),
    );
    assert.ok(full && short && Math.abs(short / full - 16 / 240) < 0.01, `${short} of ${full}`);
  });

  it('has a name, a description and a table behind every plot', async () => {
    const { page } = await openReport();
    const plot = page.getByRole('img', { name: 'Xen PV guest: Hypercalls' });
    assert.equal(
      await plot.locator('desc').textContent(),
      'as written: 8 (240 updates); no lazy mode: 240 (30 times more); with range: 8 (the same, 240 updates)',
    );
    const xen = region(page, 'Xen PV guest');
    await xen.locator('summary').focus();
    await page.keyboard.press('Enter');
    const table = xen.getByRole('table', { name: 'Counts on Xen PV guest' });
    assert.equal(await textOf(table.getByRole('row', { name: /Hypercalls/ })), 'Hypercalls\t8\t240\t8');
  });

  it('has the counts of the shown run by source line, sorted, the heaviest marked', async () => {
    const { page } = await openReport();
    const rows = region(page, 'By source line').getByRole('row');
    assert.deepEqual(await rows.allInnerTexts(), [
      'Line\tSource\tCalls\tIPTE\tEntries invalidated',
      'mm/mprotect.c',
      '178\t\t240\t0\t0',
      '280\t\t240\t0\t0',
      '356\t\t256\t0\t0',
      '435 most\tlazy_mmu_mode_disable();\t1\t16\t240',
    ]);
  });

  it("counts what the caller's flush did apart from the lines", async () => {
    const { page } = await openReport();
    await region(page, 'Xen PV guest').getByRole('button', { name: 'as written' }).click();
    const rows = await region(page, 'By source line').getByRole('row').allInnerTexts();
    assert.equal(rows.at(-1), "Elsewhere, as in the caller's flush\t\t0\t0\t1");
  });

  it('says that no assumption decides anything, or which do, those first', async () => {
    const { page } = await openReport();
    const assumptions = region(page, 'Assumptions');
    assert.match(await textOf(assumptions), /No count rests on an assumption\./);
    assert.match(
      await textOf(assumptions),
      /Taken for granted[\s\S]*need_resched\(\)\s+mprotect\.c:432 · 8×\s+nobody waits for the CPU/,
    );
    const other = await openReport({}, troubled);
    const names = region(other.page, 'Assumptions').locator('.assumption-name');
    assert.deepEqual(await names.allInnerTexts(), ['<img src=x>()', 'need_resched()']);
    assert.match(await textOf(region(other.page, 'Predicted')), /Rests on 1 assumption, listed below/);
  });

  it('says why there is no range call, and which runs were not finished', async () => {
    const { page } = await openReport({}, troubled);
    assert.match(await textOf(region(page, 'Predicted')), /No range call here: addr is changed/);
    assert.match(
      await textOf(region(page, 'Not finished')),
      /arm64 without batching, with range: Nothing is at <b>0<\/b> mprotect\.c:377/,
    );
    await region(page, 'arm64 without batching').getByRole('button', { name: 'with range', disabled: true }).waitFor();
  });

  it('shows names of functions and reasons as text, whatever they hold', async () => {
    const { page } = await openReport({}, troubled);
    assert.equal(await page.locator('main img, main b').count(), 0);
  });
});

describePanel('the page table', ({ openReport }) => {
  const cells = (page: Page) => page.getByRole('gridcell');

  it('tells states by letter as well as by colour, and brackets what one instruction covers', async () => {
    const { page } = await openReport();
    assert.equal(await cells(page).count(), 256);
    assert.equal((await cells(page).allInnerTexts()).slice(0, 17).join(','), 'S,R,R,R,R,R,R,R,R,R,R,R,R,R,R,R,S');
    assert.equal(await page.locator('.grid .covered-first').count(), 16);
    assert.equal(await page.locator('.grid .covered').count(), 240);
    await region(page, 'Page table').getByRole('button', { name: 'Before' }).click();
    assert.equal((await cells(page).allInnerTexts()).slice(0, 17).join(','), 'S,,,,,,,,,,,,,,,,S');
  });

  it('is walked with the keyboard, and says what it is on', async () => {
    const { page } = await openReport();
    await cells(page).first().focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const words = region(page, 'Page table').getByRole('status');
    assert.equal(
      await textOf(words),
      'Entry 18: present → read-only, covered by IPTE run 2 of 16 (15 entries) from line 435.',
    );
    assert.equal(await page.evaluate('document.activeElement.id'), 'source-18');
    await page.keyboard.press('End');
    assert.equal(
      await textOf(words),
      'Entry 31: present → read-only, covered by IPTE run 2 of 16 (15 entries) from line 435.',
    );
    assert.equal(await page.locator('.grid [tabindex="0"]').count(), 1);
  });

  it('shows the run that is chosen, by its bar or by name', async () => {
    const { page, saved } = await openReport();
    const chosen = region(page, 's390').getByRole('button', { name: 'no lazy mode' });
    await chosen.click();
    assert.equal(await chosen.getAttribute('aria-pressed'), 'true');
    assert.equal(await page.locator('.grid .covered-first').count(), 240);
    const dropdown = page.getByRole('combobox', { name: 'Run shown' });
    assert.equal(await chosenIn(dropdown), 's390, no lazy mode');
    await dropdown.focus();
    await page.keyboard.press('End');
    await region(page, 'Xen PV guest').getByRole('button', { name: 'with range', pressed: true }).waitFor();
    assert.deepEqual(((await saved()) as { shown: unknown }).shown, { machine: 'xen-pv', variant: 'with-range' });
  });
});

describePanel('a range that is longer or begins later', ({ openReport }) => {
  const entries = 1200;
  const start = 30;
  const long: SimulationReport = {
    ...report,
    scenario: { ...scenario, entries, start },
    results: report.results.map((result) => ({
      ...result,
      before: [
        {
          times: 1,
          runs: [
            { state: 'old', entries: 1 },
            { state: 'present', entries: entries - 1 },
          ],
        },
      ],
      after: [{ times: 1, runs: [{ state: 'read-only', entries }] }],
      changes: [
        { before: 'old', after: 'read-only', entries: 1 },
        { before: 'present', after: 'read-only', entries: entries - 1 },
      ],
      runs: [{ event: 'ipte', first: start, entries, line: 435 }],
    })),
  };

  it('is shown a page at a time, by index in the table', async () => {
    const { page } = await openReport({}, long);
    const table = region(page, 'Page table');
    assert.match(await textOf(table), /Entries 30 to 255 of 1,200, page 1 of 5/);
    assert.match(await textOf(table), /Entry 30: old → read-only, covered by IPTE run 1 of/);
    assert.equal(await page.locator('.grid .cell').count(), 256 - start);
    await table.getByRole('button', { name: 'Previous', disabled: true }).waitFor();
    await table.getByRole('button', { name: 'Next' }).click();
    assert.match(await textOf(table), /Entries 256 to 511 of 1,200, page 2 of 5/);
  });

  it('is walked from page to page', async () => {
    const { page } = await openReport({}, long);
    await page.locator('#source-255').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate('document.activeElement.id'), 'source-256');
    await page.keyboard.press('Control+End');
    assert.equal(await page.evaluate('document.activeElement.id'), 'source-1229');
    assert.match(await textOf(region(page, 'Page table')), /Entry 1229: present → read-only/);
  });
});

describePanel('what it asks of the host', ({ open, openReport }) => {
  it('asks to simulate what the form says', async () => {
    const panel = await openReport();
    const { page } = panel;
    await page.getByRole('textbox', { name: 'Entries' }).fill('31');
    await page.getByRole('checkbox', { name: 'arm64 without batching' }).click();
    await page.getByRole('checkbox', { name: 'Full teardown' }).click();
    await page.getByRole('combobox', { name: 'Population' }).focus();
    await page.keyboard.press('Home');
    assert.match(await textOf(page.getByRole('main')), /The scenario has changed/);
    await page.getByRole('button', { name: 'Simulate' }).click();
    assert.deepEqual((await panel.posted()).at(-1), {
      type: 'simulate',
      machines: ['s390', 's390-ipte-range', 'arm64-eager', 'arm64', 'xen-pv'],
      scenario: { ...scenario, entries: 31, population: 'all_present', fullmm: true },
    });
  });

  it('fills the form from a preset', async () => {
    const { page } = await openReport();
    await page.getByRole('combobox', { name: 'Preset' }).focus();
    await page.keyboard.press('End');
    await page.getByText('The scenario has changed').waitFor();
    assert.equal(await chosenIn(page.getByRole('combobox', { name: 'Population' })), 'all present');
  });

  it('says beside a field what is wrong with it, and simulates nothing', async () => {
    const panel = await openReport();
    const field = panel.page.getByRole('textbox', { name: 'CPUs in mask' });
    await field.fill('1');
    assert.match(await textOf(panel.page.locator('#maskCpus-problem')), /At least as many as are attached/);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.match((await field.getAttribute('aria-description')) ?? '', /At least as many/);
    const before = await panel.posted();
    await field.press('Enter');
    assert.deepEqual(await panel.posted(), before);
    await field.fill('4');
    await field.press('Enter');
    assert.equal((await panel.posted()).at(-1)?.type, 'simulate');
  });

  it('opens a line in the editor', async () => {
    const panel = await openReport();
    await region(panel.page, 'By source line').getByRole('link', { name: '280' }).click();
    await panel.page.getByRole('link', { name: 'mm/mprotect.c:331' }).focus();
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await panel.posted()).slice(-2), [
      { type: 'reveal', file: 'mm/mprotect.c', line: 280 },
      { type: 'reveal', file: 'mm/mprotect.c', line: 331 },
    ]);
  });

  it('shows progress, and cancels', async () => {
    const panel = await open({}, offer, { type: 'running', message: 'Simulating on arm64', percentage: 42 });
    const { page } = panel;
    assert.match(await textOf(page.getByRole('main')), /Simulating on arm64 · 42%/);
    assert.equal(
      await page.getByRole('progressbar', { name: 'Progress' }).evaluate((bar) => (bar as HTMLProgressElement).value),
      42,
    );
    await page.getByRole('button', { name: 'Simulate', disabled: true }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'cancel' });
    await panel.send({ type: 'error', message: 'cancelled' });
    assert.match(await textOf(page.getByRole('main')), /Cancelled\./);
    await page.getByRole('button', { name: 'Simulate', disabled: false }).waitFor();
  });

  it('shows why a simulation failed, and what it could not read', async () => {
    const panel = await open({}, offer, { type: 'error', message: 'mm/mprotect.c:356: a syntax error' });
    assert.match(await textOf(panel.page.getByRole('main')), /failed\. mm\/mprotect\.c:356: a syntax error/);
    await panel.sendRaw({ type: 'report', report: { ...report, version: 9 } });
    assert.match(await textOf(panel.page.getByRole('main')), /report\.version is 9, and this panel reads 1/);
  });

  it('takes up after a reload of the window where it was', async () => {
    const run = { machine: 'xen-pv', variant: 'as-written' } as const;
    const first = await openReport();
    await first.page.getByRole('textbox', { name: 'Entries' }).fill('31');
    await region(first.page, 'Xen PV guest').getByRole('button', { name: 'as written' }).click();
    const saved = await first.saved();
    const second = await open({ saved }, offer);
    assert.deepEqual((await second.posted()).at(-1), {
      type: 'simulate',
      machines: ['s390', 's390-ipte-range', 'arm64', 'xen-pv'],
      scenario: { ...scenario, entries: 31 },
    });
    await second.send({ type: 'report', report });
    assert.deepEqual(((await second.saved()) as { shown: unknown }).shown, run);
    const pressed = region(second.page, 'Xen PV guest').getByRole('button', { pressed: true });
    assert.equal(await textOf(pressed), 'as written');
  });
});
