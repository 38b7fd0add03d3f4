/** VS Code as a person uses it: keys, clicks, and what is on the screen. Every wait is for something that can be seen. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Host } from '../../scripts/vscode-host.mjs';
import { ShownErrors } from './shown-errors.ts';

/** Searches for a file that the workspace surely has. */
const mostSearches = 20;

export class Workbench {
  readonly page: Page;
  readonly workspace: string;
  readonly errors = new ShownErrors();
  readonly #host: Host;

  constructor(page: Page, host: Host, workspace: string) {
    this.page = page;
    this.#host = host;
    this.workspace = workspace;
  }

  /** Resolves when the workbench takes keys. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.explorer-viewlet .monaco-list-row').first().waitFor();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Shows a file of the workspace. One that was just written may not be found by the first search, which is not repeated. */
  async open(file: string): Promise<Locator> {
    const rows = this.page.locator('.quick-input-widget:visible .monaco-list-row');
    const found = rows.filter({ has: this.page.locator('.label-name', { hasText: file }) });
    for (let search = 0; search < mostSearches; search++) {
      await this.#type('Control+P', file);
      await found
        .or(rows.filter({ hasText: 'No matching results' }))
        .first()
        .waitFor();
      if ((await found.count()) > 0) break;
      await this.page.keyboard.press('Escape');
    }
    await this.choose(file);
    return this.#shown(file);
  }

  /** Starts the window anew on a folder; on one that it has not shown before, nothing is open. */
  async openFolder(folder: string): Promise<void> {
    const url = new URL(this.#host.url);
    url.searchParams.set('folder', folder);
    await this.page.goto(url.href);
    await this.ready();
  }

  /** Starts the window anew on a file that need not be in the workspace. */
  async openElsewhere(file: string): Promise<Locator> {
    const url = new URL(this.#host.url);
    url.searchParams.set('payload', JSON.stringify([['openFile', `vscode-remote://${url.host}${file}`]]));
    await this.page.goto(url.href);
    await this.ready();
    return this.#shown(file);
  }

  editor(file: string): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${file.replace(/^\//, '')}"]`);
  }

  async run(command: string): Promise<void> {
    await this.#enter(command);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Runs a command that goes on in a list of its own. */
  async runToList(command: string, title: string): Promise<void> {
    await this.#enter(command);
    await this.page.locator('.quick-input-widget:visible', { hasText: title }).waitFor();
  }

  /** Accepts the row of the open list that has this label. */
  async choose(label: string): Promise<void> {
    await this.#click(label);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Puts the cursor there, counted from 1 in characters, and waits until the status bar says so. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#type('Control+G', `:${line}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.atLine(line);
    // What is typed as a column counts characters in older versions, and what a tab takes in newer ones.
    for (let character = 1; character < column; character++) await this.page.keyboard.press('ArrowRight');
  }

  /** Waits for the cursor to be in a line, counted from 1. */
  async atLine(line: number): Promise<void> {
    await this.page.locator('#status\\.editor\\.selection', { hasText: new RegExp(`Ln ${line},`) }).waitFor();
  }

  async closeEditors(): Promise<void> {
    await this.run('View: Close All Editor Groups');
    await this.page.waitForFunction(() => document.querySelectorAll('.part.editor .tab').length === 0);
  }

  /** Waits until the language status of the editor, which opens under the mouse, says this; resolves to all it says. */
  async languageStatus(wanted: RegExp): Promise<string> {
    await this.page.locator('#status\\.languageStatus').hover();
    const entry = this.page.locator('.hover-language-status .element', { hasText: wanted });
    await entry.waitFor();
    const said = (await entry.textContent()) ?? '';
    await this.page.mouse.move(0, 0);
    return said;
  }

  /** Takes what an entry of the language status offers. */
  async clickLanguageStatus(action: string): Promise<void> {
    await this.page.locator('#status\\.languageStatus').hover();
    await this.page.locator('.hover-language-status .element a', { hasText: action }).click();
    await this.page.mouse.move(0, 0);
  }

  /** What the language status of the editor says now, entry by entry. */
  async languageStatuses(): Promise<readonly string[]> {
    const status = this.page.locator('#status\\.languageStatus');
    if ((await status.count()) === 0) return [];
    await status.hover();
    const entries = this.page.locator('.hover-language-status .element');
    await entries.first().waitFor();
    const said = await entries.allTextContents();
    await this.page.mouse.move(0, 0);
    return said;
  }

  /** Waits until an extension is active, and tells the milliseconds that VS Code says this has taken. */
  async activated(extension: string): Promise<number> {
    const list = this.page.locator('.runtime-extensions-editor');
    if ((await list.count()) === 0) await this.run('Developer: Show Running Extensions');
    const named = this.page.locator('.name', { hasText: new RegExp(`^${extension}$`) });
    const row = list.locator('.extension').filter({ has: named });
    const text = await row.locator('.activation-time', { hasText: /\d\s*ms/ }).textContent();
    return Number(/(\d+)\s*ms/.exec(text ?? '')?.[1]);
  }

  /** Clicks the lens of a file that has one; again when a new lens took the place of the one that was clicked. */
  async clickLens(editor: Locator): Promise<void> {
    const panel = this.page.locator('.tab', { hasText: 'Simulation of' });
    // An editor opens where its file was left, which may be below the lens.
    await this.goTo(1);
    for (let clicks = 0; clicks < 3 && (await panel.count()) === 0; clicks++) {
      await editor.locator('.codelens-decoration a', { hasText: 'Simulate' }).first().click();
      await panel.waitFor({ timeout: 5_000 }).catch(() => undefined);
    }
    await panel.waitFor();
  }

  /** Chooses from the context menu of an element. */
  async fromMenu(element: Locator, label: string): Promise<void> {
    await element.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu .action-item', { hasText: label });
    // A menu that has just opened takes no clicks, so that the button which opened it chooses nothing; it takes keys.
    await item.hover();
    await this.page.locator('.monaco-menu .action-item.focused', { hasText: label }).waitFor();
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'hidden' });
  }

  /** The panel's own document, two frames deep. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  /** Resolves when the panel's group is the one that files open in: VS Code looks four times a second whether a page has the focus. */
  async panelActive(): Promise<void> {
    const tab = this.page.locator('.tab.active', { hasText: 'Simulation of' });
    await this.page.locator('.editor-group-container.active').filter({ has: tab }).waitFor();
  }

  /** Process ids of the language servers that this VS Code has started. */
  servers(): readonly number[] {
    const { stdout } = spawnSync('pgrep', ['-f', `${this.#host.extensionsDir}/.*/dist/server\\.cjs`], {
      encoding: 'utf8',
    });
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  /** Resolves when the running servers are as wished; asks the system again at each frame that the page draws. */
  async waitForServer(wished: (servers: readonly number[]) => boolean): Promise<void> {
    while (!wished(this.servers())) await this.#nextFrame();
  }

  /** Resolves when the window would find this again after a reload: it writes down what is open every few seconds. */
  async remembered(text: RegExp): Promise<void> {
    while (!(await this.page.evaluate(isStored, text.source))) await this.#nextFrame();
  }

  /** Has these settings in the workspace while `during` runs. */
  async withSettings(settings: Readonly<Record<string, unknown>>, during: () => Promise<void>): Promise<void> {
    const folder = join(this.workspace, '.vscode');
    mkdirSync(folder);
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    try {
      await during();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Chooses a colour theme and waits until the workbench wears it. */
  async theme(name: string): Promise<void> {
    const kind = /High Contrast/.test(name)
      ? /Light/.test(name)
        ? 'hc-light'
        : 'hc-black'
      : /Light/.test(name)
        ? 'vs'
        : 'vs-dark';
    await this.#enter('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget input[placeholder*="Color Theme"]:visible').fill(name);
    await this.choose(name);
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** A page of the same browser that has nothing to do with VS Code. */
  async blankPage(): Promise<Page> {
    const context = await this.page.context().browser()?.newContext();
    if (!context) throw new Error('the browser has ended');
    return context.newPage();
  }

  /** The folder that holds what was photographed in this version. */
  get screenshots(): string {
    return join('.vscode-test/screenshots', this.#host.version);
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.screenshots, `${name.replace(/\W+/g, '-')}.png`) });
  }

  async #shown(file: string): Promise<Locator> {
    const editor = this.editor(file);
    await editor.waitFor();
    return editor;
  }

  async #nextFrame(): Promise<void> {
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
  }

  async #enter(command: string): Promise<void> {
    await this.#type('F1', `>${command}`);
    await this.#click(command);
  }

  /** Types into the list behind a key; once more where an editor that opens or closes meanwhile takes the list away. */
  async #type(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input:visible');
    await this.page.keyboard.press(key);
    try {
      await input.fill(text, { timeout: 10_000 });
    } catch {
      await this.page.keyboard.press(key);
      await input.fill(text);
    }
  }

  async #click(label: string): Promise<void> {
    const exactly = new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    const name = this.page.locator('.label-name', { hasText: exactly });
    await this.page.locator('.quick-input-widget:visible .monaco-list-row').filter({ has: name }).first().click();
  }
}

/** Runs in the page: looks for a pattern in everything that the workbench has stored. */
async function isStored(pattern: string): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((fulfil, reject) => {
      request.onsuccess = () => fulfil(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('vscode-web-state-db-')) continue;
    const database = await done(indexedDB.open(name));
    try {
      for (const store of database.objectStoreNames) {
        const values = await done(database.transaction(store).objectStore(store).getAll());
        if (values.some((value) => typeof value === 'string' && new RegExp(pattern).test(value))) return true;
      }
    } finally {
      database.close();
    }
  }
  return false;
}
