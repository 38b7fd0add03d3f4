import assert from 'node:assert/strict';
import { DiagnosticSeverity, MessageType } from 'vscode-languageserver/node';
import { Editor } from './support/editor.ts';

describe('settings in a session', function () {
  this.timeout(60_000);
  let editor: Editor;

  /** The severity of the return in the section, if it is found. */
  async function severity(uri: string): Promise<DiagnosticSeverity | undefined> {
    const found = await editor.diagnostics(uri);
    return found.find(({ code }) => code === 'return-in-section')?.severity;
  }

  afterEach(async () => assert.equal(await editor.quit(), 0));

  it('choose the severity of a rule, or turn it off', async () => {
    editor = await Editor.start({ pull: true, settings: { rules: { 'return-in-section': 'information' } } });
    const uri = await editor.openSample('early_return.c');
    assert.equal(await severity(uri), DiagnosticSeverity.Information);
    await editor.configure({ rules: { 'return-in-section': 'off' } });
    assert.equal(await severity(uri), undefined);
    await editor.configure({});
    assert.equal(await severity(uri), DiagnosticSeverity.Error);
  });

  it('that are wrong are told once, with the remedy, and the default is used', async () => {
    editor = await Editor.start({
      pull: true,
      settings: { rules: { 'return-in-secton': 'off' }, maximumFileSize: 'big' },
    });
    const uri = await editor.openSample('early_return.c');
    const other = await editor.openSample('legacy_api.c');
    assert.equal(await severity(uri), DiagnosticSeverity.Error);
    await editor.diagnostics(other);
    assert.deepEqual(editor.told('window/showMessage'), [
      {
        type: MessageType.Warning,
        message:
          "Settings of Lazy MMU Lens: lazyMmu.rules names 'return-in-secton', which is not a rule; did you mean " +
          'return-in-section? lazyMmu.maximumFileSize is "big", but must be a number of KiB above 0. The default is used.',
      },
    ]);
    await editor.configure({ rules: { 'return-in-section': 'off' } });
    assert.equal(await severity(uri), undefined);
    assert.equal(editor.told('window/showMessage').length, 1);
  });

  it('that change make the client ask again for what it shows', async () => {
    editor = await Editor.start({ pull: true, settings: null, features: { simulation: true } });
    const uri = await editor.openSample('early_return.c');
    await editor.diagnostics(uri);
    assert.deepEqual(editor.told('workspace/diagnostic/refresh'), []);
    await editor.configure({ rules: { 'return-in-section': 'off' } });
    await editor.heard('workspace/diagnostic/refresh', () => true);
    await editor.heard('workspace/codeLens/refresh', () => true);
    assert.equal(await severity(uri), undefined);
  });

  it('can turn the server off', async () => {
    editor = await Editor.start({ pull: true, settings: { enable: 'never' }, features: { regions: true } });
    const uri = await editor.openSample('early_return.c');
    assert.deepEqual(await editor.diagnostics(uri), []);
    await editor.configure({ enable: 'auto' });
    assert.equal(await severity(uri), DiagnosticSeverity.Error);
  });

  it('can be given once for all by a client that cannot be asked', async () => {
    const initializationOptions = { lazyMmu: { rules: { 'return-in-section': 'hint' } } };
    editor = await Editor.start({ pull: true, initializationOptions });
    const uri = await editor.openSample('early_return.c');
    assert.equal(await severity(uri), DiagnosticSeverity.Hint);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { lazyMmu: { rules: { 'return-in-section': 'warning' } } },
    });
    assert.equal(await severity(uri), DiagnosticSeverity.Warning);
  });
});
