import assert from 'node:assert/strict';
import { type CodeLens, CodeLensRequest, CodeLensResolveRequest } from 'vscode-languageserver/node';
import { Editor, insertion, rangeOfText, sample, uriOf, withoutHints } from './support/editor.ts';

const text = sample('range_available.c');
const features = { simulation: true, showFinding: true };
const cost = 's390 256 IPTE → 1 with the range call · Xen 9 hypercalls';

describe('code lenses', function () {
  this.timeout(60_000);
  const editors: Editor[] = [];

  after(async () => {
    for (const editor of editors) assert.equal(await editor.quit(), 0);
  });

  async function start(options: Parameters<typeof Editor.start>[0] = {}): Promise<Editor> {
    const editor = await Editor.start({ pull: true, settings: withoutHints, features, ...options });
    editors.push(editor);
    return editor;
  }

  async function lensesOf(editor: Editor, uri: string): Promise<CodeLens[]> {
    return (await editor.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
  }

  function resolve(editor: Editor, lens: CodeLens): Promise<CodeLens> {
    return editor.connection.sendRequest(CodeLensResolveRequest.type, lens);
  }

  async function titles(editor: Editor, uri: string): Promise<(string | undefined)[]> {
    const lenses = await Promise.all((await lensesOf(editor, uri)).map((lens) => resolve(editor, lens)));
    return lenses.map(({ command }) => command?.title);
  }

  /** Resolves when the client is told to ask again once more than it was before `action`. */
  async function refreshed(editor: Editor, action: () => Promise<unknown>): Promise<void> {
    const before = editor.told('workspace/codeLens/refresh').length;
    await action();
    await editor.heard('workspace/codeLens/refresh', () => editor.told('workspace/codeLens/refresh').length > before);
  }

  it('stand over functions with a region, and say what they cost once that is counted', async () => {
    const editor = await start();
    const uri = await editor.openSample('range_available.c');
    const [lens, ...others] = await lensesOf(editor, uri);
    assert.equal(others.length, 1);
    assert.equal(lens.range.start.line, rangeOfText(text, 'sample_change_protection').start.line);
    assert.equal(lens.command, undefined);
    await refreshed(editor, async () => assert.deepEqual(await titles(editor, uri), ['counting…', 'Simulate']));
    assert.deepEqual(await titles(editor, uri), [cost, 'Simulate']);
    const { command } = await resolve(editor, lens);
    assert.deepEqual(command?.arguments, [{ uri, function: 'sample_change_protection' }]);
    assert.deepEqual(command?.tooltip?.split('\n'), [
      'Predicted by running sample_change_protection(): 256 entries from index 0 (all_present), 2 CPUs, preset mprotect',
      's390: 256 IPTE as written, 256 IPTE without lazy mode, 1 IPTE with the range call',
      'arm64: nothing as written, nothing without lazy mode',
      'Xen: 9 hypercalls as written, 256 hypercalls without lazy mode',
    ]);
    await editor.configure({ codeLens: { enabled: false } });
    assert.deepEqual(await lensesOf(editor, uri), []);
  });

  it('lead to the first finding where there are any', async () => {
    const editor = await start();
    const uri = await editor.openSample('early_return.c');
    const lenses = await lensesOf(editor, uri);
    const { command } = await resolve(editor, lenses[2]);
    const { start: at } = rangeOfText(sample('early_return.c'), 'return -ENOENT');
    assert.deepEqual(command, {
      title: '1 finding',
      command: 'lazyMmu.showFinding',
      arguments: [{ uri, line: at.line, character: at.character }],
    });
  });

  it('say why a walker is not counted', async () => {
    const editor = await start({ asksOnce: true });
    const uri = uriOf('samples/grant.c');
    const refused = 'void xen_flush_lazy_mmu(void)\n{\n\tlazy_mmu_mode_enable();\n\tlazy_mmu_mode_disable();\n}\n';
    await editor.open(uri, refused);
    const [{ command }] = await Promise.all((await lensesOf(editor, uri)).map((lens) => resolve(editor, lens)));
    assert.equal(command?.title, 'not counted');
    assert.match(command?.tooltip ?? '', /^xen_flush_lazy_mmu\(\): .*walks no page table/);
  });

  it('are plain text for a client with no commands of ours, and wait for one that cannot ask again', async () => {
    const editor = await start({ features: undefined, asksOnce: true });
    const uri = await editor.openSample('range_available.c');
    const lenses = await Promise.all((await lensesOf(editor, uri)).map((lens) => resolve(editor, lens)));
    assert.deepEqual(
      lenses.map(({ command }) => [command?.title, command?.command, command?.arguments]),
      [[cost, '', undefined]],
    );
    assert.deepEqual(editor.told('workspace/codeLens/refresh'), []);
  });

  it('are counted once for a text, wherever in the file it stands', async () => {
    const editor = await start();
    const uri = await editor.openSample('range_available.c');
    await refreshed(editor, () => titles(editor, uri));
    const runs = () => editor.told('$/logTrace').filter(({ message }) => message.startsWith('predicted ')).length;
    assert.deepEqual([runs(), await titles(editor, uri)], [1, [cost, 'Simulate']]);
    await editor.change(uri, 2, insertion(text, '// SPDX', 'static int other(void)\n{\n\treturn 1;\n}\n'));
    await titles(editor, uri);
    const counted = runs();
    await editor.change(uri, 3, insertion('static int other(void)\n{\n\treturn 1;', 'return', 'other2();\n\t'));
    assert.deepEqual([runs(), await titles(editor, uri)], [counted, [cost, 'Simulate']]);
  });
});
