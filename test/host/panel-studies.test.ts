import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ToPanel } from '../../server/lsp/panel-protocol.ts';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { report, scenario } from '../fixtures/report.ts';
import { comparison, locks, sweep } from '../fixtures/studies.ts';
import { describePanel, region, textOf } from '../support/panel-suite.ts';

const grown: ToPanel = { type: 'growth', sweep };

/** What a dropdown of the toolkit shows. */
const shownIn = (page: Page, name: string): Promise<string> =>
  page.getByRole('combobox', { name, exact: true }).evaluate((box) => (box as HTMLSelectElement).value);

describePanel('growth', ({ openReport }) => {
  it('is drawn with its laws in words, and a table behind the plot', async () => {
    const panel = await openReport();
    await panel.send(grown);
    const growth = region(panel.page, 'Growth');
    const laws = growth.getByRole('list', { name: 'Laws of growth' }).getByRole('listitem');
    assert.deepEqual(
      (await laws.allInnerTexts()).map((text) => text.trim()),
      [
        'as written and no lazy mode: 1 per entry; exact at all 12 values (2 kept aside as a check)',
        'with range: 1 per table of 256; exact at all 12 values (2 kept aside as a check)',
      ],
    );
    await growth.getByText('Table of this plot').click();
    const rows = await growth
      .getByRole('table', { name: 'IPTE on s390 with range IPTE' })
      .getByRole('row')
      .allInnerTexts();
    assert.deepEqual([rows[0], rows.at(-1)], ['Entries\tas written, no lazy mode\twith range', '1,024\t1,024\t4']);
    assert.equal(await shownIn(panel.page, 'On'), 's390-ipte-range');
    assert.equal(await shownIn(panel.page, 'Count'), 'ipte');
  });

  it('is read value by value with the keyboard and the mouse', async () => {
    const panel = await openReport();
    await panel.send(grown);
    const { page } = panel;
    const plot = page.getByRole('slider', { name: 'IPTE on s390 with range IPTE, entries' });
    const said = () => plot.getAttribute('aria-valuetext');
    await plot.focus();
    assert.equal(await said(), '1,024 entries: as written and no lazy mode 1,024, with range 4 IPTE');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await said(), '300 entries: as written and no lazy mode 300, with range 2 IPTE');
    assert.match(await textOf(region(page, 'Growth')), /300 entries: as written/);
    await page.keyboard.press('Home');
    assert.equal(await said(), '1 entry: as written and no lazy mode 1, with range 1 IPTE');
    await plot.hover({ position: { x: 300, y: 80 } });
    assert.match((await said()) ?? '', /^(4|16|64) entries/);
  });

  it('asks for what is chosen, and says what is wrong with a range', async () => {
    const panel = await openReport();
    await panel.send(grown);
    const { page } = panel;
    const growth = region(page, 'Growth');
    await growth.getByRole('textbox', { name: 'To' }).fill('0');
    assert.match(await textOf(growth), /Whole numbers from 1 to/);
    await growth.getByRole('button', { name: 'Draw', disabled: true }).waitFor();
    await growth.getByRole('textbox', { name: 'To' }).fill('64');
    await growth.getByRole('button', { name: 'Draw' }).click();
    assert.deepEqual((await panel.posted()).at(-1), {
      type: 'ask-growth',
      machines: ['s390-ipte-range'],
      scenario,
      sweep: { axis: 'entries', from: 1, to: 64 },
    });
    await panel.send({ type: 'study-running', study: 'growth', message: 'entries 8', percentage: 20 });
    assert.match(await textOf(growth), /entries 8 · 20%/);
    await growth.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'cancel-study', study: 'growth' });
  });

  it('has axes that are linear or logarithmic', async () => {
    const panel = await openReport();
    await panel.send(grown);
    const titles = () => region(panel.page, 'Growth').locator('svg').first().locator('text').allTextContents();
    assert.ok((await titles()).includes('IPTE (log)'));
    await region(panel.page, 'Growth').getByRole('checkbox', { name: 'Log y axis' }).click();
    const linear = await titles();
    assert.ok(linear.includes('IPTE') && linear.includes('1,000') && linear.includes('Entries (log)'));
  });

  it('is copied as a picture that needs no style sheet', async () => {
    const panel = await openReport();
    await panel.send(grown);
    await region(panel.page, 'Growth').getByRole('button', { name: 'Copy SVG' }).click();
    const copied = (await panel.posted()).at(-1);
    assert.ok(copied?.type === 'copy' && copied.format === 'svg');
    assert.match(copied.text, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(copied.text, /<title[^>]*>IPTE on s390 with range IPTE<\/title>/);
    assert.match(copied.text, /stroke="rgb\(/);
    assert.match(copied.text, /<text [^>]*paint-order="stroke[^>]*>with range: by page table</);
    assert.doesNotMatch(copied.text, /var\(|class=|<!--/);
    await panel.send({ type: 'copied', format: 'svg' });
    assert.match(await textOf(region(panel.page, 'Growth')), /Copied ✓/);
  });
});

describePanel('studies', ({ openReport }) => {
  it('compares with a revision, and shows what differs in words', async () => {
    const panel = await openReport();
    const { page } = panel;
    await page.getByRole('button', { name: 'Compare with HEAD' }).click();
    assert.deepEqual((await panel.posted()).at(-1), {
      type: 'ask-comparison',
      machines: ['s390', 's390-ipte-range', 'arm64', 'xen-pv'],
      scenario,
      revision: 'HEAD',
    });
    await panel.send({ type: 'comparison', ...comparison });
    const section = region(page, 'Compared with a revision');
    const rows = await section.getByRole('table').getByRole('row').allInnerTexts();
    assert.deepEqual(rows, [
      'Run\tCount\tHEAD\tnow\tChange',
      's390 with range IPTE, as written\tIPTE\t240\t16\t15 times fewer',
    ]);
    assert.match(await textOf(section), /Against HEAD \(0123456789ab\), 1 of 2 runs differ\./);
  });

  it('says beside the comparison why there is none', async () => {
    const panel = await openReport();
    await panel.page.getByRole('button', { name: 'Compare with HEAD' }).click();
    await panel.send({ type: 'study-failed', study: 'comparison', message: 'HEAD: no such revision' });
    assert.equal(
      await textOf(region(panel.page, 'Compared with a revision').locator('.notice-error')),
      'HEAD: no such revision',
    );
  });

  it('studies locks, with a plot, a table and the times that it rests on', async () => {
    const panel = await openReport();
    const section = region(panel.page, 'One lock around the sections');
    await section.getByText('One lock around the sections').click();
    await section.getByRole('textbox', { name: 'CPUs' }).fill('4');
    await section.getByRole('button', { name: 'Run' }).click();
    assert.deepEqual((await panel.posted()).at(-1), {
      type: 'ask-locks',
      machines: ['s390', 's390-ipte-range', 'arm64', 'xen-pv'],
      scenario,
      cpus: 4,
      costs: {},
    });
    await panel.send({ type: 'locks', locks });
    assert.match(await textOf(section), /4 CPUs do 1\.2 times as much as one with the lock, 4 times without/);
    await section.getByText('Times that this rests on').click();
    const row = section.getByRole('table', { name: 'Nanoseconds' }).getByRole('row', { name: 'ipte_global' });
    assert.match(await textOf(row), /assumed: all CPUs of the machine are brought to a stop\s+240×/);
    const time = row.getByRole('textbox', { name: 'Nanoseconds of ipte_global' });
    assert.equal(await time.inputValue(), '500');
    await time.fill('long');
    assert.match(await textOf(row.getByRole('alert')), /Nanoseconds, 0 or more/);
    await section.getByRole('button', { name: 'Run', disabled: true }).waitFor();
    await time.fill('80');
    await time.press('Enter');
    const asked = (await panel.posted()).at(-1);
    assert.ok(asked?.type === 'ask-locks');
    assert.deepEqual(asked.costs, { ipte_global: 80 });
    await panel.send({ type: 'locks', locks });
    assert.match(await textOf(section), /Times that this rests on · 1, 1 given by you/);
    await row.getByRole('button', { name: 'Reset ipte_global' }).click();
    const reset = (await panel.posted()).at(-1);
    assert.ok(reset?.type === 'ask-locks');
    assert.deepEqual(reset.costs, {});
    await panel.send({ type: 'locks', locks });
    await section.getByRole('slider', { name: 'Throughput on s390, as written, cpus' }).focus();
  });
});

describePanel('findings and assumptions', ({ openReport }) => {
  const finding: SimulationReport['findings'][number] = {
    id: 'F3',
    slug: 'late-revocation',
    status: 'reported',
    severity: 'note',
    message: 'another CPU can find the old rights',
    file: 'mm/mprotect.c',
    line: 280,
    entry: { index: 17, address: 69_632 },
    path: [{ file: 'mm/mprotect.c', line: 356, function: 'change_pte_range', what: 'enters the lazy MMU mode' }],
    machine: 's390-ipte-range',
    variant: 'with-range',
    times: 240,
  };
  const found = { ...report, findings: [finding, { ...finding, machine: 'xen-pv' as const }] };

  it('shows each finding once, with its place, its entry and the way there', async () => {
    const panel = await openReport({}, found);
    const { page } = panel;
    const items = region(page, 'Sanitizer').getByRole('listitem');
    assert.match(
      (await textOf(items.first())).replaceAll(/\s+/g, ' '),
      /^note mprotect\.c:280 Another CPU can find the old rights\. 240 times, first of entry 17 on s390 with range IPTE, with range; Xen PV guest, with range\. F3: reported in a review/,
    );
    await items.getByText('The way there, 1 step').click();
    assert.match(await textOf(items), /mprotect\.c:356 change_pte_range\(\) enters the lazy MMU mode/);
    await items.getByRole('link', { name: 'entry 17' }).click();
    assert.match(await textOf(region(page, 'Page table').getByRole('status').first()), /^Entry 17: /);
    await items.getByRole('link', { name: 'mprotect.c:280' }).click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'reveal', file: 'mm/mprotect.c', line: 280 });
  });

  it('sets an assumption to another value, and back', async () => {
    const panel = await openReport();
    const section = region(panel.page, 'Assumptions');
    const value = section.getByRole('textbox', { name: 'Value of need_resched' });
    const set = section.getByRole('button', { name: 'Set need_resched' });
    await section.getByRole('button', { name: 'Set need_resched', disabled: true }).waitFor();
    await value.fill('often');
    assert.equal(await value.getAttribute('aria-invalid'), 'true');
    await value.fill('0, 1');
    await set.click();
    const assume = { need_resched: [0, 1] };
    const asked = (await panel.posted()).at(-1);
    assert.ok(asked?.type === 'simulate');
    assert.deepEqual(asked.scenario, { ...scenario, assume });
    await panel.send({ type: 'report', report: { ...report, scenario: { ...scenario, assume } } });
    assert.match(await textOf(section), /Set by the scenario:\s+need_resched/);
    await section.getByRole('button', { name: 'Reset need_resched' }).click();
    const reset = (await panel.posted()).at(-1);
    assert.ok(reset?.type === 'simulate');
    assert.deepEqual(reset.scenario, scenario);
  });

  it('is copied as text for a mail and as JSON', async () => {
    const panel = await openReport({}, found);
    await panel.page.getByRole('button', { name: 'Copy for mail' }).click();
    await panel.page.getByRole('button', { name: 'Copy JSON' }).click();
    const [mail, json] = (await panel.posted()).slice(-2);
    assert.ok(mail?.type === 'copy' && json?.type === 'copy');
    assert.match(mail.text, /^ {4}s390-ipte-range {2}IPTE +240 +240 +16$/m);
    assert.deepEqual(JSON.parse(json.text), { $schema: 'urn:lazy-mmu-lens:simulation:1', ...found });
  });
});
