// Draws client/images/icon.png from icon.svg with the Chromium of the tests: `node scripts/icon.mjs`.
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const images = new URL('../client/images/', import.meta.url);
const side = 128;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: side, height: side } });
const svg = await readFile(new URL('icon.svg', images), 'utf8');
await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
await page.screenshot({ path: new URL('icon.png', images).pathname, omitBackground: true });
await browser.close();
