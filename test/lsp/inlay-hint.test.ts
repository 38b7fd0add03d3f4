import assert from 'node:assert/strict';
import { type InlayHint, InlayHintRequest, InlayHintResolveRequest } from 'vscode-languageserver/node';
import { Editor, insertion, rangeOfText, sample, withoutHints } from './support/editor.ts';

const text = sample('range_available.c');
const switchedOn = { ...withoutHints, inlayHints: { enabled: true } };
const everything = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };

describe('inlay hints', function () {
  this.timeout(60_000);
  let editor: Editor;
  let uri: string;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: switchedOn });
    uri = await editor.openSample('range_available.c');
  });

  after(async () => assert.equal(await editor.quit(), 0));

  async function hints(range = everything): Promise<InlayHint[]> {
    return (await editor.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range })) ?? [];
  }

  it('say at an enable what the section costs, and at a disable what leaving it executes', async () => {
    assert.deepEqual(
      (await hints()).map(({ label, position }) => [label, position]),
      [
        ['s390 256 IPTE · Xen 9 hypercalls', rangeOfText(text, 'lazy_mmu_mode_enable();').end],
        ['Xen 1 hypercall', rangeOfText(text, 'lazy_mmu_mode_disable();').end],
      ],
    );
  });

  it('say under the mouse what they were counted for', async () => {
    const [hint] = await hints();
    const { tooltip } = await editor.connection.sendRequest(InlayHintResolveRequest.type, hint);
    assert.match(String(tooltip), /^Predicted by running sample_change_protection\(\): 256 entries/);
  });

  it('are those of the lines that are shown', async () => {
    const { start } = rangeOfText(text, '#include');
    assert.deepEqual(await hints({ start: everything.start, end: start }), []);
  });

  it('move with the text, and follow it', async () => {
    const before = await hints();
    await editor.change(uri, 2, insertion(text, 'int sample_change', '/* one line more */\n'));
    const moved = await hints();
    assert.deepEqual(
      moved.map(({ position }) => position.line),
      before.map(({ position }) => position.line + 1),
    );
    const call = rangeOfText(text, 'lazy_mmu_mode_enable()');
    const down = ({ line, character }: typeof call.start) => ({ line: line + 1, character });
    await editor.change(uri, 3, {
      range: { start: down(call.start), end: down(call.end) },
      text: 'lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte)',
    });
    assert.deepEqual(
      (await hints()).map(({ label }) => label),
      ['s390 1 IPTE · Xen 9 hypercalls', 's390 1 IPTE · Xen 1 hypercall'],
    );
  });

  it('are off unless they are switched on, and one switch asks for them anew', async () => {
    await editor.configure(withoutHints);
    await editor.heard('workspace/inlayHint/refresh', () => true);
    assert.deepEqual(await hints(), []);
  });
});
