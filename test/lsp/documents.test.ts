import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MessageType } from 'vscode-languageserver/node';
import { Editor, rangeOfText, sample, uriOf, withoutHints } from './support/editor.ts';
import { bursts, typeAndCompare } from './support/typing.ts';

const earlyReturn = sample('early_return.c');
const leaving = 'pte_unmap_unlock(start_pte, ptl);\n\t\t\treturn -ENOENT';

/** A file of many functions, the last of which is at fault. */
function longFile(lines: number): string {
  const filler = 'static int quiet(int value)\n{\n\treturn value;\n}\n\n';
  const count = Math.ceil((lines - earlyReturn.split('\n').length) / 5);
  const fillers = Array.from({ length: count }, (_, index) => filler.replace('quiet', `quiet_${index}`));
  return fillers.join('') + earlyReturn;
}

describe('documents', function () {
  this.timeout(120_000);
  let editor: Editor;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: withoutHints, features: { regions: true } });
  });

  after(async () => assert.equal(await editor.quit(), 0));

  it('of a virtual workspace are analysed by themselves', async () => {
    const uri = 'vscode-vfs://github/torvalds/linux/mm/early_return.c';
    await editor.open(uri, earlyReturn);
    assert.deepEqual(
      (await editor.diagnostics(uri)).map(({ code }) => code),
      ['return-in-section'],
    );
    await editor.close(uri);
  });

  it('offer nothing that a C language server has for everyone: no completion, definition, formatting, rename or tokens', () => {
    const offered = Object.keys(editor.offered.capabilities).sort();
    assert.deepEqual(offered, [
      'codeActionProvider',
      'codeLensProvider',
      'diagnosticProvider',
      'documentHighlightProvider',
      'executeCommandProvider',
      'hoverProvider',
      'inlayHintProvider',
      'positionEncoding',
      'textDocumentSync',
    ]);
  });

  it('that are binary are answered with nothing, and the log says why', async () => {
    const uri = uriOf('samples/blob.c');
    await editor.open(uri, `\0\u0001${earlyReturn}\uffff`);
    assert.deepEqual(await editor.diagnostics(uri), []);
    const { type } = await editor.heard(
      'window/logMessage',
      ({ message }) => message === `${uri} is not analysed: it is binary, not C source`,
    );
    assert.equal(type, MessageType.Info);
    await editor.close(uri);
    assert.ok(!editor.told('lazyMmu/regions').some((told) => told.uri === uri));
  });

  it('that are too large are answered with nothing, and the log names the setting', async () => {
    const uri = uriOf('samples/large.c');
    await editor.open(uri, earlyReturn + '\n'.repeat(3 << 20));
    assert.deepEqual(await editor.diagnostics(uri), []);
    await editor.heard(
      'window/logMessage',
      ({ message }) => message.startsWith(uri) && message.includes('lazyMmu.maximumFileSize'),
    );
    await editor.close(uri);
  });

  it('of 30,000 lines are analysed', async () => {
    const uri = uriOf('samples/long.c');
    const text = longFile(30_000);
    await editor.open(uri, text);
    const [finding] = await editor.diagnostics(uri);
    assert.equal(finding.code, 'return-in-section');
    assert.equal(finding.range.start.line, rangeOfText(text, 'return -ENOENT').start.line);
    await editor.change(uri, 2, { range: rangeOfText(text, leaving), text: 'break' });
    assert.deepEqual(await editor.diagnostics(uri), []);
    await editor.close(uri);
  });

  it('that hold a syntax error where a section is are named in the log, not guessed at', async () => {
    const uri = uriOf('samples/broken.c');
    await editor.open(uri, earlyReturn.replace('young++;', 'young + + ) {'));
    assert.deepEqual(await editor.diagnostics(uri), []);
    const { type } = await editor.heard('window/logMessage', ({ message }) =>
      message.includes('sample_count_young() is not analysed'),
    );
    assert.equal(type, MessageType.Info);
    await editor.close(uri);
  });

  it('can be opened twice, closed twice, and changed after they were closed', async () => {
    const uri = await editor.openSample('early_return.c');
    await editor.openSample('early_return.c');
    await editor.close(uri);
    await editor.close(uri);
    await editor.change(uri, 9, { text: '' });
    assert.deepEqual(await editor.diagnostics(uri), []);
    await editor.openSample('early_return.c');
    assert.equal((await editor.diagnostics(uri)).length, 1);
    await editor.close(uri);
  });

  it('survive changes whose positions lie outside them', async () => {
    const uri = await editor.openSample('early_return.c');
    const far = { line: 90_000, character: 90_000 };
    await editor.change(uri, 2, { range: { start: far, end: far }, text: '/* end */' });
    await editor.change(uri, 3, { range: { start: { line: 0, character: 0 }, end: far }, text: earlyReturn });
    assert.equal((await editor.diagnostics(uri)).length, 1);
    await editor.close(uri);
  });

  it('hold the text of the editor after any edits', async () => {
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(bursts(0, 2000), async (changes) => {
        const uris = { typed: uriOf(`samples/typed-${++opened}.c`), fresh: uriOf(`samples/fresh-${opened}.c`) };
        await typeAndCompare(editor, uris, earlyReturn, changes);
      }),
      { numRuns: 100 },
    );
  });

  it('have brought no fault to light', () => {
    const faults = editor.told('window/logMessage').filter(({ type }) => type === MessageType.Error);
    assert.deepEqual(faults, []);
  });

  it('tell how long each analysis took while the client traces', async () => {
    const uri = await editor.openSample('right_walker.c');
    const { message } = await editor.heard('$/logTrace', (told) => told.message.includes(uri));
    assert.match(message, /version 1 in \d+(\.\d+)? ms/);
    await editor.close(uri);
  });
});
