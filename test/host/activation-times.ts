/**
 * Prints as JSON what VS Code itself says that it took to load and to activate the extension in `dist/`, in as many windows as
 * the argument says, beside an extension that comes with it. `npm run bench -- --part activation` runs this.
 */
import { resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type Host, start } from '../../scripts/vscode-host.mjs';
import type { Activation } from '../bench/activation.ts';
import { chromiumArguments, findChromium } from '../support/chromium.ts';
import { Workbench } from './workbench.ts';

const folder = resolve('test/host/workspace/quiet');

/** A file of each kind. */
const openings = [
  { code: 'other', file: 'plain.c' },
  { code: 'lazy', file: 'clear.c' },
] as const;

await main(Number(process.argv[2]));

async function main(windows: number): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium: install one, or name it in CHROMIUM');
  const host = await start({ workspace: folder, extensions: [resolve('.')], log: console.error });
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    const activations: Activation[] = [];
    for (let window = 0; window < windows; window++)
      for (const opening of openings) activations.push(await activation(host, browser, opening));
    console.log(JSON.stringify(activations));
  } finally {
    await browser.close();
    await host.stop();
  }
}

/** Opens a file in a window of its own. */
async function activation(
  host: Host,
  browser: Browser,
  { code, file }: (typeof openings)[number],
): Promise<Activation> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    const workbench = new Workbench(page, host, folder);
    await page.goto(host.url);
    await workbench.ready();
    await workbench.open(file);
    return { code, ours: await workbench.activated('Lazy MMU Lens'), beside: await workbench.activated('Emmet') };
  } finally {
    await page.close();
  }
}
