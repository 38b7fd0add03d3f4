/**
 * Prints as JSON how long frames of the panel take in VS Code while a replay of 512 entries is scrubbed, and while nothing moves.
 * Arguments: a kernel tree, and how often each is done. `npm run bench -- --part scrub` runs this.
 */
import { resolve } from 'node:path';
import { type CDPSession, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { start } from '../../scripts/vscode-host.mjs';
import type { Scrubbed, Scrubbing } from '../bench/scrub.ts';
import { chromiumArguments, findChromium } from '../support/chromium.ts';
import { predictions } from './predictions.ts';
import { Workbench } from './workbench.ts';

/** Moves of the pointer over the slider, and events of a key that is held. */
const moves = 100;

const entries = 512;
const run = 'Xen PV guest, as written';

const walkers = [
  { tables: 'one', file: 'mprotect.c', walker: 'change_pte_range' },
  { tables: 'two', file: 'mremap.c', walker: 'move_ptes' },
] as const;

async function main(tree: string, rounds: number): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium: install one, or name it in CHROMIUM');
  const settings = { 'workbench.reduceMotion': 'on', 'editor.minimap.enabled': false };
  const host = await start({
    workspace: resolve(tree, 'mm'),
    extensions: [resolve('.')],
    settings,
    log: console.error,
  });
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(120_000);
    // The loader of modules names functions through a helper that pages do not have.
    await page.addInitScript('globalThis.__name = (named) => named;');
    const workbench = new Workbench(page, host, resolve(tree, 'mm'));
    await page.goto(host.url);
    await workbench.ready();
    const scrubbed: Scrubbed[] = [];
    for (const { tables, file, walker } of walkers) {
      await workbench.open(file);
      await workbench.goTo(1);
      scrubbed.push({ tables, measured: await measure(workbench, walker, rounds) });
      await workbench.closeEditors();
    }
    console.log(JSON.stringify(scrubbed));
  } finally {
    await browser.close();
    await host.stop();
  }
}

async function measure(workbench: Workbench, walker: string, rounds: number): Promise<Scrubbed['measured']> {
  await workbench.runToList('Lazy MMU: Simulate Walker', walker);
  await workbench.choose(walker);
  const panel = workbench.panel();
  await predictions(panel, walker);
  await panel.locator('summary', { hasText: 'entries from' }).click();
  await panel.getByRole('textbox', { name: 'Entries' }).fill(String(entries));
  await panel.getByRole('button', { name: 'Simulate' }).click();
  await panel.getByText(`${entries} entries from`).first().waitFor();
  await predictions(panel, walker);
  await panel.getByRole('combobox', { name: 'Run shown' }).click();
  await panel.getByRole('option', { name: run }).click();
  await panel.locator('.slider:enabled').waitFor();
  await panel.getByRole('grid').first().scrollIntoViewIfNeeded();
  const slider = panel.getByRole('slider', { name: 'Step' });
  const { page } = workbench;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const none = () => ({ frames: [] as number[], work: [] as number[] });
  const measured = { rest: none(), drag: none(), key: none(), play: none() } satisfies Scrubbed['measured'];
  for (let round = 0; round < rounds; round++)
    for (const way of Object.keys(measured) as Scrubbing[]) {
      await slider.press(way === 'drag' ? 'End' : 'Home');
      const before = await worked(session);
      const frames = await during(slider, () => ways[way]({ page, panel, slider }));
      const work = (await worked(session)) - before;
      if (round === 0) continue;
      measured[way].frames.push(...frames);
      measured[way].work.push(work / frames.length);
    }
  return measured;
}

/** Milliseconds of processor time that the main thread of a page has taken so far. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

interface Parts {
  readonly page: Page;
  readonly panel: FrameLocator;
  readonly slider: Locator;
}

const ways: Readonly<Record<Scrubbing, (parts: Parts) => Promise<void>>> = {
  rest: async ({ slider }) => {
    for (let frame = 0; frame < moves; frame++) await nextFrame(slider);
  },
  drag: async ({ page, slider }) => {
    const box = await slider.boundingBox();
    if (!box) throw new Error('the slider is not in sight');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width - 8, y);
    await page.mouse.down();
    for (let move = moves; move >= 0; move--) await page.mouse.move(box.x + 8 + ((box.width - 16) * move) / moves, y);
    await page.mouse.up();
  },
  key: async ({ page }) => {
    for (let times = 0; times < moves; times++) await page.keyboard.down('ArrowRight');
    await page.keyboard.up('ArrowRight');
  },
  play: async ({ panel }) => {
    await panel.getByRole('combobox', { name: 'Speed' }).selectOption('500/s');
    await panel.getByRole('button', { name: 'Play' }).click();
    await panel.getByRole('button', { name: 'Play' }).waitFor();
  },
};

const nextFrame = (element: Locator): Promise<unknown> =>
  element.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));

/** Milliseconds from frame to frame of the element's own page, while something is done. */
async function during(element: Locator, deed: () => Promise<void>): Promise<readonly number[]> {
  await element.evaluate(() => {
    const recorder = { at: [] as number[], isOn: true };
    const record = (now: number): void => {
      recorder.at.push(now);
      if (recorder.isOn) requestAnimationFrame(record);
    };
    requestAnimationFrame(record);
    Object.assign(globalThis, { recorder });
  });
  await deed();
  return element.evaluate(() => {
    const { recorder } = globalThis as unknown as { recorder: { at: number[]; isOn: boolean } };
    recorder.isOn = false;
    return recorder.at.slice(1).map((at, index) => at - (recorder.at[index] ?? at));
  });
}

await main(process.argv[2], Number(process.argv[3]));
