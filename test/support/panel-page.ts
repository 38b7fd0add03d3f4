/** The built panel in a page of Chromium, under the content security policy of its host and with the host's API stubbed. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../server/lsp/panel-protocol.ts';
import { type Theme, themes } from './themes.ts';

/** Never reached: every request is answered from dist/. */
const origin = 'http://panel.invalid';
const nonce = 'bm9uY2Utb2YtdGhlLXRlc3Q';

const policy = [
  "default-src 'none'",
  `style-src ${origin} 'nonce-${nonce}'`,
  `font-src ${origin}`,
  `img-src ${origin}`,
  `script-src 'nonce-${nonce}'`,
].join('; ');

function pageOf(theme: Theme, saved: unknown): string {
  const variables = Object.entries(theme.variables).map(([name, value]) => `${name}: ${value};`);
  const state = JSON.stringify(saved ?? null).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<title>Simulation</title>
<style nonce="${nonce}" id="theme">:root { ${variables.join(' ')} }</style>
<link rel="stylesheet" href="${origin}/panel.css">
<script nonce="${nonce}">
  const posted = [];
  let saved = ${state} ?? undefined;
  const refused = [];
  addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective + ' ' + event.blockedURI));
  function acquireVsCodeApi() {
    return {
      postMessage: (message) => posted.push(message),
      getState: () => saved,
      setState: (state) => { saved = state; },
    };
  }
</script>
</head>
<body class="${theme.classes}" data-vscode-theme-kind="${theme.kind}">
<main id="panel"></main>
<script nonce="${nonce}" src="${origin}/panel.js"></script>
</body>
</html>`;
}

export interface PanelPage {
  readonly page: Page;
  /** Sends messages of the host and waits until they are drawn. */
  send(...messages: readonly ToPanel[]): Promise<void>;
  /** Sends what is no message of the host. */
  sendRaw(message: unknown): Promise<void>;
  posted(): Promise<readonly FromPanel[]>;
  saved(): Promise<unknown>;
  /** What the content security policy refused, and what the page threw. */
  complaints(): Promise<readonly string[]>;
}

export interface PanelOptions {
  readonly theme?: keyof typeof themes;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** What setState kept before the window was reloaded. */
  readonly saved?: unknown;
}

export async function openPanel(browser: Browser, options: PanelOptions = {}): Promise<PanelPage> {
  const { theme = 'dark', width = 1400, height = 900, reducedMotion = 'no-preference', saved } = options;
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion });
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await page.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/')
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: pageOf(themes[theme], saved) });
    const contentType = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    return route.fulfill({ contentType, body: readFileSync(`dist${path}`, 'utf8') });
  });
  await page.goto(`${origin}/`);
  const drawn = () => page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const sendRaw = async (message: unknown) => {
    await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    await drawn();
  };
  return {
    page,
    async send(...messages) {
      for (const message of messages) await sendRaw(message);
    },
    sendRaw,
    posted: async () => (await page.evaluate('posted')) as FromPanel[],
    saved: () => page.evaluate('saved'),
    complaints: async () => [...((await page.evaluate('refused')) as string[]), ...thrown],
  };
}
