import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { SimulationReport, ToPanel } from '../../server/lsp/protocol.ts';
import { choices, report, scenario } from '../fixtures/report.ts';
import { chromiumArguments, findChromium } from '../support/chromium.ts';
import { openPanel, type PanelOptions, type PanelPage } from '../support/panel-page.ts';
import { themes } from '../support/themes.ts';

const target = { uri: 'file:///kernel/mm/mprotect.c', function: 'change_pte_range' };
const offer: ToPanel = { type: 'choices', choices, ...target };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Assumptions, failures and a refusal, with names that would be markup if anything took them for it. */
const troubled: SimulationReport = {
  ...report,
  rangeCall: { refused: 'addr is changed before the first entry is mapped' },
  assumptions: [
    ...report.assumptions,
    { kind: 'function', name: '<img src=x>', value: '1', file: 'mm/mprotect.c', line: 301, times: 3, decisive: true },
  ],
  failures: [
    {
      machine: 'arm64-eager',
      variant: 'with-range',
      reason: 'Nothing is at <b>0</b>',
      file: 'mm/mprotect.c',
      line: 377,
    },
  ],
};

/** What can be read of an element, in the order of reading. */
const textOf = async (locator: Locator): Promise<string> => (await locator.allInnerTexts()).join('\n');

/** What a dropdown shows as chosen. */
const chosenIn = (dropdown: Locator): Promise<string> =>
  dropdown.evaluate((element) => (element as HTMLElement & { readonly displayValue: string }).displayValue);

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

describe('the panel', () => {
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

  const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

  describe('what it shows', () => {
    it('says what to do while there is nothing to show, and that it listens', async () => {
      const panel = await open();
      assert.match(await textOf(panel.page.getByRole('main')), /Lazy MMU: Simulate/);
      assert.deepEqual(await panel.posted(), [{ type: 'ready' }]);
    });

    it('names the function, its place, and what the counts rest on', async () => {
      const { page } = await openReport();
      assert.equal(await textOf(page.getByRole('heading', { level: 1 })), 'change_pte_range');
      const facts = await textOf(page.getByRole('list', { name: 'About this simulation' }));
      assert.deepEqual(facts.split('\n'), ['6 helpers run from source', 'no assumption behind these counts']);
    });

    it('has the headline in one sentence, and tells it to those who listen', async () => {
      const { page } = await openReport();
      const headline = await textOf(region(page, 'Predicted').locator('.headline'));
      assert.equal(
        headline.replaceAll(/\s+/g, ' '),
        's390 with the range call: 240 → 16 IPTE 15 times fewer, same page table afterwards.',
      );
      assert.match(await textOf(page.getByRole('status').first()), /240 → 16 IPTE/);
    });

    it('has each machine in the order asked, with exact numbers beside bars in proportion', async () => {
      const { page } = await openReport();
      const machines = region(page, 'Predicted').getByRole('region');
      assert.deepEqual(await machines.getByRole('heading', { level: 3 }).allInnerTexts(), [
        's390 IPTE',
        's390 with range IPTE IPTE',
        'arm64 DSB ISHST + ISB',
        'Xen PV guest Hypercalls',
      ]);
      const ranged = region(page, 's390 with range IPTE');
      assert.deepEqual(await ranged.locator('.plot-value').allInnerTexts(), ['240', '240', '16']);
      const [full, , short] = await Promise.all(
        (await ranged.locator('rect.bar').all()).map(async (bar) => (await bar.boundingBox())?.width ?? 0),
      );
      assert.ok(full && short && Math.abs(short / full - 16 / 240) < 0.01, `${short} of ${full}`);
      assert.equal(await region(page, 'arm64').locator('rect.bar').count(), 0);
    });

    it('has a name, a description and a table behind every plot', async () => {
      const { page } = await openReport();
      const plot = page.getByRole('img', { name: 'Xen PV guest: Hypercalls' });
      assert.equal(
        await plot.locator('desc').textContent(),
        'as written: 8 (240 updates); no lazy mode: 240; with range: 8 (240 updates)',
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
        'Line\tCalls\tIPTE\tEntries invalidated',
        'mprotect.c:178\t240\t0\t0',
        'mprotect.c:280\t240\t0\t0',
        'mprotect.c:356\t256\t0\t0',
        'mprotect.c:435 most\t1\t16\t240',
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
      assert.match(await textOf(assumptions), /None that a page-table event rests on\./);
      const other = await openReport({}, troubled);
      const names = region(other.page, 'Assumptions').getByRole('rowheader');
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
      assert.ok(await region(page, 'arm64 without batching').getByRole('button', { name: 'with range' }).isDisabled());
    });

    it('shows names of functions and reasons as text, whatever they hold', async () => {
      const { page } = await openReport({}, troubled);
      assert.equal(await page.locator('main img, main b').count(), 0);
    });
  });

  describe('the page table', () => {
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
      assert.equal(await page.evaluate('document.activeElement.id'), 'entry-18');
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

  describe('a range that is longer or begins later', () => {
    const entries = 1200;
    const start = 30;
    const long: SimulationReport = {
      ...report,
      scenario: { ...scenario, entries, start },
      results: report.results.map((result) => ({
        ...result,
        before: Array.from({ length: entries }, (_, index) => (index === 0 ? 'old' : 'present')),
        after: Array.from({ length: entries }, () => 'read-only'),
        runs: [{ event: 'ipte', first: start, entries, line: 435 }],
      })),
    };

    it('is shown a page at a time, by index in the table', async () => {
      const { page } = await openReport({}, long);
      const table = region(page, 'Page table');
      assert.match(await textOf(table), /Entries 30 to 511 of 1,200/);
      assert.match(await textOf(table), /Entry 30: old → read-only, covered by IPTE run 1 of/);
      assert.equal(await page.locator('.grid .cell').count(), 512 - start);
      assert.ok(await table.getByRole('button', { name: 'Previous' }).isDisabled());
      await table.getByRole('button', { name: 'Next' }).click();
      assert.match(await textOf(table), /Entries 512 to 1,023 of 1,200/);
    });

    it('is walked from page to page', async () => {
      const { page } = await openReport({}, long);
      await page.locator('#entry-511').focus();
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.evaluate('document.activeElement.id'), 'entry-512');
      await page.keyboard.press('Control+End');
      assert.equal(await page.evaluate('document.activeElement.id'), 'entry-1229');
      assert.match(await textOf(region(page, 'Page table')), /Entry 1229: present → read-only/);
    });
  });

  describe('what it asks of the host', () => {
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
      await region(panel.page, 'By source line').getByRole('link', { name: 'mprotect.c:280' }).click();
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
      assert.ok(await page.getByRole('button', { name: 'Simulate' }).isDisabled());
      await page.getByRole('button', { name: 'Cancel' }).click();
      assert.deepEqual((await panel.posted()).at(-1), { type: 'cancel' });
      await panel.send({ type: 'error', message: 'cancelled' });
      assert.match(await textOf(page.getByRole('main')), /Cancelled\./);
      assert.ok(await page.getByRole('button', { name: 'Simulate' }).isEnabled());
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

  describe('how it looks', () => {
    const left = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.x ?? -1;

    it('has three columns where there is room, and one beside an editor', async () => {
      for (const [width, columns] of [
        [1400, 3],
        [900, 2],
        [520, 1],
      ] as const) {
        const { page } = await openReport({ width });
        const starts = await Promise.all(
          ['Scenario', 'Predicted', 'Page table'].map((name) => left(region(page, name))),
        );
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
      await page.getByText('256 entries from 0, every 16th in swap').click();
      await entries.waitFor();
      await page.setViewportSize({ width: 1400, height: 900 });
      await page.locator('details.fold').waitFor({ state: 'detached' });
      assert.ok(await entries.isVisible());
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
  });

  describe('for everyone', () => {
    async function violations(page: Page): Promise<string[]> {
      await page.evaluate(axe);
      const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
        violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
      };
      return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
      );
    }

    for (const theme of Object.keys(themes) as (keyof typeof themes)[])
      for (const width of [1400, 520])
        it(`has nothing that axe objects to, ${theme}, ${width} px`, async () => {
          const panel = await openReport({ theme, width }, troubled);
          await panel.page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
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
      for (const name of ['entries', 'preset', 'Simulate', 'entry-0', 'mprotect.c:435', 'with range', 'Before'])
        assert.ok(seen.has(name), `${name} is not reached: ${[...seen].join(' · ')}`);
    });
  });
});
