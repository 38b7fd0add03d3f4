/** One VS Code of each version with the built extension for all the tests of this folder, started by the first that runs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Host, start } from '../../scripts/vscode-host.mjs';
import { install, own } from '../../scripts/vscode-install.mjs';
import { chromiumArguments, findChromium } from '../support/chromium.ts';
import { Workbench } from './workbench.ts';

/** Serves what `test/host/workspace` holds as a virtual workspace, `vscode-vfs://tests/`. */
const virtualFiles = 'test/host/virtual-files';

export const vsix = resolve('.vscode-test/lazy-mmu-lens.vsix');

interface Session {
  readonly host: Host;
  readonly browser: Browser;
  readonly workbench: Workbench;
  readonly workspace: string;
}

/**
 * Where the extension runs: in a process beside the folder, or in a worker of the browser, where there is no other. Folders
 * are trusted in the third alone.
 */
type Place = 'process' | 'browser' | 'trusted';

const sessions = new Map<string, Promise<Session>>();

/** Versions of VS Code to run in, the oldest first; scripts/test.mjs says which. */
const versions = process.env['VSCODE_HOSTS']?.split(',') ?? [own];

interface Where {
  readonly place?: Place;
  /** In the newest of the versions alone. */
  readonly once?: boolean;
}

/**
 * A mocha suite in each VS Code. Where there is no Chromium or a VS Code cannot be fetched its tests count as skipped, with
 * the reason; under CI=true they fail.
 */
export function describeHost(title: string, body: (workbench: () => Workbench) => void, where: Where = {}): void {
  for (const version of where.once ? versions.slice(-1) : versions) describeIn(version, title, body, where.place);
}

function describeIn(
  version: string,
  title: string,
  body: (workbench: () => Workbench) => void,
  place: Place = 'process',
): void {
  describe(`in VS Code ${version}: ${title}`, function () {
    this.timeout(120_000);
    let workbench: Workbench | undefined;
    before(async function () {
      this.timeout(300_000);
      const missing = await missingPiece(version);
      if (missing !== undefined) {
        if (process.env['CI'] === 'true') throw new Error(missing);
        console.log(`skipped in VS Code ${version}: ${title}: ${missing}`);
        this.skip();
      }
      const session = sessions.get(`${version} ${place}`) ?? begin(version, place);
      sessions.set(`${version} ${place}`, session);
      workbench = (await session).workbench;
    });
    afterEach(async function () {
      const errors = workbench?.errors.take() ?? [];
      if (this.currentTest?.state === 'failed') await workbench?.screenshot(`failed ${this.currentTest.title}`);
      assert.deepEqual(errors, [], 'VS Code has shown errors that the test does not speak of');
    });
    body(() => {
      if (!workbench) throw new Error('VS Code is used before it has started');
      return workbench;
    });
  });
}

after(async () => {
  for (const session of sessions.values()) {
    const begun = await session.catch(() => undefined);
    await begun?.browser.close();
    await begun?.host.stop();
    if (begun) rmSync(dirname(begun.workspace), { recursive: true, force: true });
  }
});

/** Builds the package from what is in dist/, as `npm run package` does. */
export function buildPackage(): void {
  if (!existsSync('dist/client.cjs')) throw new Error('dist/ is not built: run `npm run build` first');
  mkdirSync('.vscode-test', { recursive: true });
  const vsce = resolve('node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--out', vsix],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`the package cannot be built: ${stderr}${stdout}`);
}

const missing = new Map<string, Promise<string | undefined>>();

/** What there is not for tests in a version of VS Code. */
function missingPiece(version: string): Promise<string | undefined> {
  const known = missing.get(version) ?? find(version);
  missing.set(version, known);
  return known;
}

async function find(version: string): Promise<string | undefined> {
  if (!findChromium()) return 'there is no Chromium: install one, or name it in CHROMIUM';
  return install(version, console.log).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

async function begin(version: string, place: Place): Promise<Session> {
  buildPackage();
  const workspace = join(realpathSync(mkdtempSync(join(tmpdir(), 'lazy-mmu-workspace-'))), 'walkers');
  cpSync('samples', workspace, { recursive: true });
  cpSync('test/host/workspace', workspace, { recursive: true });
  // The trust of the folder is given in one place only: all else that is tested has to work in restricted mode.
  const host = await start({
    workspace,
    version,
    extensions: [vsix, virtualFiles],
    settings: { ...settings, ...placed[place] },
  });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const page: Page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  // The loader of the tests names functions through a helper that pages do not have.
  await page.addInitScript('globalThis.__name = (named) => named;');
  page.setDefaultTimeout(60_000);
  const workbench = new Workbench(page, host, workspace);
  await workbench.errors.listen(page);
  await page.goto(host.url);
  await workbench.ready();
  return { host, browser, workbench, workspace };
}

const settings = {
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'workbench.colorTheme': 'Default Dark Modern',
  // Newer versions open editors of their own in a dialog, which keeps keys to itself.
  'workbench.editor.useModal': 'off',
  'workbench.reduceMotion': 'on',
};

/** VS Code takes the browser's half of an extension where this setting, or the lack of any other host, says so. */
const placed: Readonly<Record<Place, Readonly<Record<string, unknown>>>> = {
  process: {},
  trusted: { 'security.workspace.trust.enabled': false },
  browser: { 'remote.extensionKind': { 'lazy-mmu-lens.lazy-mmu-lens': ['web'] } },
};
