import assert from 'node:assert/strict';
import type { CodeAction, Range } from 'vscode-languageserver/node';
import { applyWorkspaceEdit, Editor, rangeOfText, sample, uriOf, withoutHints } from './support/editor.ts';

const earlyReturn = sample('early_return.c');
const legacy = sample('legacy_api.c');
const everything: Range = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };

function titles(actions: readonly CodeAction[]): string[] {
  return actions.map(({ title }) => title);
}

describe('code actions', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: withoutHints });
  });

  after(async () => assert.equal(await editor.quit(), 0));

  /** Applies an action to a text, and gives the rules that are found in what comes out. */
  async function rulesAfter(action: CodeAction, uri: string, text: string): Promise<unknown[]> {
    const fixed = applyWorkspaceEdit(text, uri, 1, action.edit);
    const other = uriOf('samples/fixed.c');
    await editor.open(other, fixed);
    const found = await editor.diagnostics(other);
    await editor.close(other);
    return found.map(({ code }) => code);
  }

  it('fix a finding, and name the diagnostic that they fix', async () => {
    const uri = await editor.openSample('early_return.c');
    const diagnostics = await editor.diagnostics(uri);
    const actions = await editor.codeActions(uri, diagnostics[0].range, undefined, diagnostics);
    const fix = actions[0];
    assert.equal(fix.kind, 'quickfix');
    assert.deepEqual(fix.diagnostics, diagnostics);
    assert.deepEqual(await rulesAfter(fix, uri, earlyReturn), []);
    await editor.close(uri);
  });

  it('suppress a finding with a comment, and a second one in the same comment', async () => {
    const uri = await editor.openSample('early_return.c');
    const suppress = (actions: CodeAction[]) => actions.find(({ title }) => title.startsWith('Suppress'));
    const action = suppress(await editor.codeActions(uri, rangeOfText(earlyReturn, 'return -ENOENT')));
    assert.ok(action);
    assert.deepEqual(await rulesAfter(action, uri, earlyReturn), []);
    await editor.close(uri);

    const commented = legacy.replace('\tarch_enter', '\t/* lazy-mmu: allow(range-available) known */\n\tarch_enter');
    const other = uriOf('samples/commented.c');
    await editor.open(other, commented);
    const second = suppress(await editor.codeActions(other, rangeOfText(commented, 'arch_enter_lazy')));
    assert.ok(second);
    const text = applyWorkspaceEdit(commented, other, 1, second.edit);
    assert.ok(text.includes('/* lazy-mmu: allow(range-available, legacy-api) known */'));
    assert.deepEqual(await rulesAfter(second, other, commented), ['legacy-api']);
    await editor.close(other);
  });

  it('suppress in a comment of several lines, and ask for the reason that another one lacks', async () => {
    const careful = await Editor.start({ pull: true, settings: withoutHints, editsWithCare: true });
    const commented = (comment: string) => earlyReturn.replace(/(\t+)return -ENOENT/, `$1${comment}\n$1return -ENOENT`);
    for (const [comment, expected] of [
      ['/* lazy-mmu: allow(legacy-api) known,\n\t\t\t * and right */', /^, return-in-section$/],
      ['/* lazy-mmu: allow(return-in-section) */', /^\) \$\{1:[\w ]+\}$/],
      ['/* lazy-mmu: allow(legacy-api) */', /^, return-in-section\) \$\{1:[\w ]+\}$/],
    ] as const) {
      const uri = uriOf('samples/commented.c');
      await careful.open(uri, commented(comment));
      const actions = await careful.codeActions(uri, rangeOfText(commented(comment), 'return -ENOENT'));
      const [change] = actions.find(({ title }) => title.startsWith('Suppress'))?.edit?.documentChanges ?? [];
      assert.ok(change && 'edits' in change, comment);
      const [edit] = change.edits;
      assert.match('snippet' in edit ? edit.snippet.value : edit.newText, expected);
      await careful.close(uri);
    }
    assert.equal(await careful.quit(), 0);
  });

  it('take a stale suppression away, and do not offer to suppress that', async () => {
    const text = 'int walk(void)\n{\n\t/* lazy-mmu: allow(return-in-section) long gone */\n\treturn 1;\n}\n';
    const uri = uriOf('samples/stale.c');
    await editor.open(uri, text);
    const [action, ...others] = await editor.codeActions(uri, rangeOfText(text, 'return-in-section'));
    assert.deepEqual([action.title, others], ['Remove this suppression', []]);
    assert.equal(applyWorkspaceEdit(text, uri, 1, action.edit), 'int walk(void)\n{\n\treturn 1;\n}\n');
    await editor.close(uri);
  });

  it('prefer a fix only when it is the one safe fix', async () => {
    const uri = await editor.openSample('legacy_api.c');
    const actions = await editor.codeActions(uri, rangeOfText(legacy, 'arch_enter_lazy_mmu_mode'));
    assert.deepEqual(
      actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title),
      [actions[0].title],
    );
    await editor.close(uri);
  });

  it('are not offered away from findings', async () => {
    const uri = await editor.openSample('legacy_api.c');
    assert.deepEqual(titles(await editor.codeActions(uri, rangeOfText(legacy, 'pte_offset_kernel'))), []);
    await editor.close(uri);
  });

  it('honour the kinds that are asked for', async () => {
    const uri = await editor.openSample('legacy_api.c');
    const kinds = async (only?: string[]) => {
      const actions = await editor.codeActions(uri, everything, only);
      return [...new Set(actions.map(({ kind }) => kind))];
    };
    assert.deepEqual(await kinds(), ['quickfix']);
    assert.deepEqual(await kinds(['quickfix']), ['quickfix']);
    assert.deepEqual(await kinds(['refactor']), []);
    assert.deepEqual(await kinds(['source.organizeImports']), []);
    for (const kind of ['source', 'source.fixAll', 'source.fixAll.lazyMmu'])
      assert.deepEqual(await kinds([kind]), ['source.fixAll.lazyMmu'], kind);
    assert.deepEqual(await kinds(['source.fixAll.eslint']), []);
    await editor.close(uri);
  });

  it('fix everything that is safe at once, and then find nothing more to do', async () => {
    const uri = await editor.openSample('legacy_api.c');
    const [action, ...others] = await editor.codeActions(uri, everything, ['source.fixAll']);
    assert.deepEqual(others, []);
    const fixed = applyWorkspaceEdit(legacy, uri, 1, action.edit);
    assert.ok(!fixed.includes('arch_'));
    await editor.change(uri, 2, { text: fixed });
    const left = await editor.diagnostics(uri);
    assert.ok(!left.some(({ code }) => code === 'legacy-api'));
    assert.deepEqual(await editor.codeActions(uri, everything, ['source.fixAll']), []);
    await editor.close(uri);
  });

  it('leave what is not safe to people', async () => {
    const uri = await editor.openSample('right_walker.c');
    assert.deepEqual(await editor.codeActions(uri, everything, ['source.fixAll']), []);
    await editor.close(uri);
  });

  it('open the page of a rule for a client that can, and for no other', async () => {
    const opens = (action: CodeAction) => action.command?.command === 'lazyMmu.openRule';
    const uri = await editor.openSample('legacy_api.c');
    const range = rangeOfText(legacy, 'arch_enter_lazy_mmu_mode');
    assert.ok(!(await editor.codeActions(uri, range)).some(opens));
    await editor.close(uri);

    const able = await Editor.start({ pull: true, features: { openRule: true } });
    await able.openSample('legacy_api.c');
    const action = (await able.codeActions(uri, range)).find(opens);
    assert.deepEqual(action?.command?.arguments, ['legacy-api']);
    assert.equal(await able.quit(), 0);
  });

  it('let the reason of a suppression be filled in, where the client can', async () => {
    const careful = await Editor.start({ pull: true, settings: withoutHints, editsWithCare: true });
    const uri = await careful.openSample('early_return.c');
    const actions = await careful.codeActions(uri, rangeOfText(earlyReturn, 'return -ENOENT'));
    const [change] = actions.find(({ title }) => title.startsWith('Suppress'))?.edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.deepEqual(change.textDocument, { uri, version: 1 });
    const [edit] = change.edits;
    assert.ok('snippet' in edit);
    assert.match(edit.snippet.value, /^\t+\/\* lazy-mmu: allow\(return-in-section\) \$\{1:[\w ]+\} \*\/\n$/);
    assert.equal(await careful.quit(), 0);
  });
});
