import assert from 'node:assert/strict';
import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity, DidChangeWatchedFilesNotification } from 'vscode-languageserver/node';
import { layOut } from '../support/lay-out.ts';
import { Editor, rangeOfText, sample } from './support/editor.ts';

const file = '.lazymmu.json';
const walker = sample('early_return.c');

describe("a tree's own settings", function () {
  this.timeout(60_000);
  let root: string;
  let uri: string;
  let editor: Editor;

  const write = (settings: object | string) =>
    writeFileSync(join(root, file), typeof settings === 'string' ? settings : JSON.stringify(settings));
  const severity = async () =>
    (await editor.diagnostics(uri)).find(({ code }) => code === 'return-in-section')?.severity;

  /** Begins a session in the tree, as it is then. */
  async function begin(settings: object = {}): Promise<void> {
    editor = await Editor.start({ pull: true, settings });
    await editor.open(uri, walker);
  }

  async function changed(): Promise<void> {
    const changes = [{ uri: pathToFileURL(join(root, file)).href, type: 2 as const }];
    await editor.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
  }

  beforeEach(() => {
    root = realpathSync(layOut({ 'include/linux/mm.h': '', 'mm/walker.c': walker }));
    uri = pathToFileURL(join(root, 'mm/walker.c')).href;
  });
  afterEach(async () => {
    assert.equal(await editor.quit(), 0);
    rmSync(root, { recursive: true });
  });

  it('choose severities, by slug or id, under the settings of the user', async () => {
    write({ rules: { LM001: 'information' } });
    await begin();
    assert.equal(await severity(), DiagnosticSeverity.Information);
    await editor.configure({ rules: { 'return-in-section': 'warning' } });
    assert.equal(await severity(), DiagnosticSeverity.Warning);
    await editor.configure({ rules: { 'legacy-api': 'off' } });
    assert.equal(await severity(), DiagnosticSeverity.Information);
  });

  it('name the range call, under the settings of the user', async () => {
    write({ rangeCallName: 'lazy_mmu_mode_enable_with_ptes' });
    const text = sample('range_available.c');
    const nameIn = async () => {
      const actions = await editor.codeActions(uri, rangeOfText(text, 'lazy_mmu_mode_enable()'));
      return /lazy_mmu_mode_enable_\w+/.exec(JSON.stringify(actions.map(({ edit }) => edit)))?.[0];
    };
    editor = await Editor.start({ pull: true, settings: {} });
    await editor.open(uri, text);
    assert.equal(await nameIn(), 'lazy_mmu_mode_enable_with_ptes');
    await editor.configure({ rangeCallName: 'lazy_mmu_mode_enable_mine' });
    assert.equal(await nameIn(), 'lazy_mmu_mode_enable_mine');
  });

  it('are watched, and obeyed as soon as they change or go', async () => {
    await begin();
    const { registrations } = await editor.heard('client/registerCapability', (params) =>
      params.registrations.some(({ method }) => method === DidChangeWatchedFilesNotification.method),
    );
    assert.deepEqual(registrations[0].registerOptions, { watchers: [{ globPattern: `**/${file}` }] });
    assert.equal(await severity(), DiagnosticSeverity.Error);
    write({ rules: { 'return-in-section': 'off' } });
    await changed();
    await editor.heard('workspace/diagnostic/refresh', () => true);
    assert.equal(await severity(), undefined);
    rmSync(join(root, file));
    await changed();
    assert.equal(await severity(), DiagnosticSeverity.Error);
  });

  it('that are wrong are told once, with line, property and remedy, and count for nothing', async () => {
    write('{\n  "rules": {\n    "return-in-secton": "off",\n    "legacy-api": "of"\n  }\n}\n');
    await begin();
    assert.equal(await severity(), DiagnosticSeverity.Error);
    await editor.change(uri, 2, { text: `${walker}\n` });
    assert.equal(await severity(), DiagnosticSeverity.Error);
    const path = join(root, file);
    assert.deepEqual(
      editor.told('window/showMessage').map(({ message }) => message),
      [
        `The tree's settings are not obeyed until they are right: ${path}:3:5: rules: there is no property ` +
          `"return-in-secton"; did you mean return-in-section? ${path}:4:19: rules.legacy-api: cannot be "of"; ` +
          'did you mean off?',
      ],
    );
  });
});
