import assert from 'node:assert/strict';
import type { RegionsParams } from '../../server/lsp/protocol.ts';
import { Editor, insertion, rangeOfText, sample, textIn } from './support/editor.ts';

const walker = sample('right_walker.c');

describe('regions', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: null, features: { regions: true } });
  });

  after(async () => assert.equal(await editor.quit(), 0));

  function heard(uri: string, fits: (told: RegionsParams) => boolean): Promise<RegionsParams> {
    return editor.heard('lazyMmu/regions', (told) => told.uri === uri && fits(told));
  }

  it('come with the version they are true for, from the enable to the disable', async () => {
    const uri = await editor.openSample('right_walker.c');
    const { regions } = await heard(uri, ({ version }) => version === 1);
    assert.equal(regions.length, 1);
    const [region] = regions;
    assert.equal(region.function, 'sample_protect_pte_range');
    assert.deepEqual(region.paused, []);
    assert.match(textIn(walker, region.enable), /^lazy_mmu_mode_enable_for_pte_range\(/);
    assert.deepEqual(
      region.disables.map((range) => textIn(walker, range)),
      ['lazy_mmu_mode_disable()'],
    );
    const tinted = region.ranges.map((range) => textIn(walker, range)).join('');
    assert.ok(tinted.includes('ptep_set_wrprotect(mm, addr, pte);'));
    assert.ok(!tinted.includes('pte_unmap_unlock'));
    await editor.close(uri);
  });

  it('stay, like the findings, while a statement is typed that cannot be read yet', async () => {
    const uri = await editor.openSample('early_return.c');
    const first = await heard(uri, ({ version }) => version === 1);
    const rules = async () => (await editor.diagnostics(uri)).map(({ code }) => code);
    const before = await rules();
    assert.ok(before.includes('return-in-section'));
    const statement = '\n\tint answer = 42;';
    const call = '\n\tlazy_mmu_mode_enable';
    let text = sample('early_return.c');
    for (const [index, key] of [...statement].entries()) {
      await editor.change(uri, index + 2, insertion(text, call, key));
      const { version, regions } = await heard(uri, (told) => told.version === index + 2);
      assert.deepEqual([version, regions.length], [index + 2, first.regions.length], statement.slice(0, index + 1));
      assert.deepEqual(await rules(), before);
      text = text.replace(call, `${key}${call}`);
    }
    await editor.close(uri);
  });

  it('follow each version in its order, and are taken back when the document is closed', async () => {
    const uri = await editor.openSample('right_walker.c');
    await heard(uri, ({ version }) => version === 1);
    await editor.change(uri, 5, insertion(walker, 'int sample_protect', '\n\n\n'));
    const moved = await heard(uri, ({ version }) => version === 5);
    assert.equal(moved.regions[0].enable.start.line, rangeOfText(walker, 'lazy_mmu_mode_enable_for').start.line + 3);
    const told = editor.told('lazyMmu/regions').length;
    await editor.close(uri);
    await heard(uri, () => editor.told('lazyMmu/regions').length > told);
    assert.deepEqual(editor.told('lazyMmu/regions').at(-1), { uri, version: 5, regions: [] });
  });

  it('are analysed once for a burst of changes that is read at once', async () => {
    const uri = await editor.openSample('right_walker.c');
    await heard(uri, ({ version }) => version === 1);
    const before = editor.told('lazyMmu/regions').length;
    const sent = Array.from({ length: 40 }, (_, key) =>
      editor.change(uri, 101 + key, insertion(walker, 'int sample', ' ')),
    );
    await Promise.all(sent);
    await heard(uri, ({ version }) => version === 140);
    const versions = editor
      .told('lazyMmu/regions')
      .slice(before)
      .map(({ version }) => version);
    assert.ok(versions.length < 40, `${versions}`);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    await editor.close(uri);
  });

  it('are not sent to a client that does not declare them', async () => {
    const plain = await Editor.start({ pull: true });
    const uri = await plain.openSample('right_walker.c');
    assert.deepEqual(await plain.diagnostics(uri), []);
    assert.equal(await plain.quit(), 0);
    assert.deepEqual(plain.told('lazyMmu/regions'), []);
  });
});
