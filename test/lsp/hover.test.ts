import assert from 'node:assert/strict';
import { HoverRequest, MarkupContent } from 'vscode-languageserver/node';
import { Editor, rangeOfText, sample, textIn } from './support/editor.ts';

const walker = sample('right_walker.c');

describe('hover', function () {
  this.timeout(60_000);
  let editor: Editor;
  let uri: string;

  before(async () => {
    editor = await Editor.start({ pull: true });
    uri = await editor.openSample('right_walker.c');
  });

  after(async () => assert.equal(await editor.quit(), 0));

  function hoverAt(part: string) {
    const position = rangeOfText(walker, part).start;
    return editor.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  }

  it('says what a call of the API does here', async () => {
    const hover = await hoverAt('lazy_mmu_mode_enable_for_pte_range(mm');
    assert.ok(hover?.range && MarkupContent.is(hover.contents));
    assert.equal(hover.contents.kind, 'markdown');
    assert.equal(textIn(walker, hover.range), 'lazy_mmu_mode_enable_for_pte_range');
    assert.match(
      hover.contents.value,
      /\n- Mode before it: off\.\n- Ended by `lazy_mmu_mode_disable\(\)` in line \d+\./,
    );
  });

  it('says what a page-table primitive does in a region', async () => {
    const hover = await hoverAt('ptep_set_wrprotect(mm');
    assert.ok(hover?.range && MarkupContent.is(hover.contents));
    assert.equal(textIn(walker, hover.range), 'ptep_set_wrprotect');
  });

  it('offers to simulate to a client that can, and to no other', async () => {
    const able = await Editor.start({ pull: true, features: { simulation: true } });
    await able.openSample('right_walker.c');
    const position = rangeOfText(walker, 'lazy_mmu_mode_disable').start;
    const hover = await able.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    assert.ok(hover && MarkupContent.is(hover.contents));
    const [, argument] = /\(command:lazyMmu\.simulate\?([^)]*)\)/.exec(hover.contents.value) ?? [];
    assert.deepEqual(JSON.parse(decodeURIComponent(argument)), [{ uri, function: 'sample_protect_pte_range' }]);
    assert.equal(await able.quit(), 0);

    const other = await hoverAt('lazy_mmu_mode_disable');
    assert.ok(other && MarkupContent.is(other.contents) && !other.contents.value.includes('command:'));
  });

  it('is silent everywhere else', async () => {
    for (const word of ['int sample_protect', 'struct mm_struct', 'addr != end', 'pte_unmap_unlock'])
      assert.equal(await hoverAt(word), null, word);
  });

  it('is plain text for a client that shows no markdown', async () => {
    const plain = await Editor.start({ pull: true, plainHover: true });
    await plain.openSample('right_walker.c');
    const position = rangeOfText(walker, 'lazy_mmu_mode_disable').start;
    const hover = await plain.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    assert.ok(hover && MarkupContent.is(hover.contents));
    assert.equal(hover.contents.kind, 'plaintext');
    assert.ok(!/[`*]/.test(hover.contents.value), hover.contents.value);
    assert.equal(await plain.quit(), 0);
  });
});
