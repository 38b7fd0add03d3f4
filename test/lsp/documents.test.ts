import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MessageType } from 'vscode-languageserver/node';
import { applyChange, Editor, positionAt, rangeOfText, sample, uriOf, withoutHints } from './support/editor.ts';

const earlyReturn = sample('early_return.c');

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
    await editor.change(uri, 2, { range: rangeOfText(text, 'return -ENOENT'), text: 'break' });
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
    const piece = fc.oneof(
      fc.constantFrom('lazy_mmu_mode_disable();', 'lazy_mmu_mode_enable();', 'return 0;', '{', '}', '\n', '\r\n', '\r'),
      fc.constantFrom('/*', '*/', '"', '#if 0\n', '#endif\n', 'goto out;\n', 'out:\n', '\u{1f427}', 'if (x)'),
      fc.string({ maxLength: 4 }),
    );
    const edit = fc.record({ at: fc.nat(2000), length: fc.oneof(fc.constant(0), fc.nat(80)), text: piece });
    const session = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(session, async (changes) => {
        const typed = uriOf(`samples/typed-${++opened}.c`);
        const fresh = uriOf(`samples/fresh-${opened}.c`);
        let text = earlyReturn;
        let version = 1;
        await editor.open(typed, text);
        for (const burst of changes) {
          const sent = burst.map((each) => {
            const start = Math.min(each.at, text.length);
            const end = Math.min(start + each.length, text.length);
            const range = { start: positionAt(text, start), end: positionAt(text, end) };
            text = applyChange(text, range, each.text);
            return { range, text: each.text };
          });
          await editor.change(typed, ++version, ...sent);
          await editor.diagnostics(typed);
        }
        await editor.open(fresh, text);
        const found = await editor.diagnostics(fresh);
        assert.deepEqual(await editor.diagnostics(typed), JSON.parse(JSON.stringify(found).replaceAll(fresh, typed)));
        const regions = (uri: string) => editor.told('lazyMmu/regions').findLast((told) => told.uri === uri)?.regions;
        assert.deepEqual(regions(typed), regions(fresh));
        await editor.close(typed);
        await editor.close(fresh);
      }),
      { numRuns: 150 },
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
