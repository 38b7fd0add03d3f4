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
      /\n- Mode before it: off\.\n- Ended by `lazy_mmu_mode_disable\(\)` on \[line (\d+)\]\(file:.*right_walker\.c#L\1\)\./,
    );
  });

  it('says what a page-table primitive does in a region', async () => {
    const hover = await hoverAt('ptep_set_wrprotect(mm');
    assert.ok(hover?.range && MarkupContent.is(hover.contents));
    assert.equal(textIn(walker, hover.range), 'ptep_set_wrprotect');
  });

  it('says which range the section has', async () => {
    const hover = await hoverAt('lazy_mmu_mode_disable');
    assert.ok(hover && MarkupContent.is(hover.contents));
    assert.match(hover.contents.value, /- Range before it: `mm, addr, end, pte`, told on \[line \d+\]/);
  });

  it('says what the walker costs at a call, and what the line does at a primitive, once it is counted', async () => {
    await hoverAt('lazy_mmu_mode_disable');
    await editor.heard('$/logTrace', ({ message }) => message.startsWith('predicted sample_protect_pte_range'));
    const [call, primitive] = [await hoverAt('lazy_mmu_mode_disable'), await hoverAt('ptep_set_wrprotect(mm')];
    assert.ok(call && MarkupContent.is(call.contents) && primitive && MarkupContent.is(primitive.contents));
    assert.match(call.contents.value, /\| s390 \| 1 IPTE \| 256 IPTE \|/);
    assert.match(primitive.contents.value, /\n\nPredicted for this line: Xen 256 traps$/);
  });

  it('tells the way to a finding, with a link to each step', async () => {
    const other = await editor.openSample('early_return.c');
    const position = rangeOfText(sample('early_return.c'), 'return -ENOENT').start;
    const hover = await editor.connection.sendRequest(HoverRequest.type, { textDocument: { uri: other }, position });
    assert.ok(hover && MarkupContent.is(hover.contents));
    assert.match(
      hover.contents.value,
      /^The way to `return-in-section`:\n\n1\. \[line (\d+)\]\(file:.*early_return\.c#L\1\): /,
    );
    assert.match(hover.contents.value, /, `lazy_mmu_mode_enable\(\);`\n/);
    const told = await Editor.start({ pull: true, features: { showsRelatedInformation: true } });
    await told.openSample('early_return.c');
    const params = { textDocument: { uri: other }, position };
    assert.equal(await told.connection.sendRequest(HoverRequest.type, params), null);
    assert.equal(await told.quit(), 0);
    await editor.close(other);
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
