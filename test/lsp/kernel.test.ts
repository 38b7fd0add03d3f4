import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { DocumentHighlightRequest, MessageType } from 'vscode-languageserver/node';
import { messages, type SimulateResult } from '../../server/lsp/protocol.ts';
import { describeKernel } from '../support/kernels.ts';
import { applyWorkspaceEdit, Editor, rangeOfText, textIn } from './support/editor.ts';
import { bursts, typeAndCompare } from './support/typing.ts';

describeKernel('7.2', 'a session in mm/mprotect.c', (tree) => {
  let editor: Editor;
  let uri: string;
  let text: string;

  before(async () => {
    const path = join(tree(), 'mm/mprotect.c');
    text = readFileSync(path, 'utf8');
    uri = pathToFileURL(path).href;
    editor = await Editor.start({ pull: true, settings: null, features: { regions: true, simulation: true } });
  });

  beforeEach(() => editor.open(uri, text));

  afterEach(() => editor.close(uri));

  after(async () => assert.equal(await editor.quit(), 0));

  it('finds the region, leads from its enable to its disable, and finds nothing wrong', async () => {
    const severe = (await editor.diagnostics(uri)).filter(({ severity }) => severity !== 4);
    assert.deepEqual(severe, []);
    const regions = editor.told('lazyMmu/regions').findLast((told) => told.uri === uri)?.regions ?? [];
    assert.deepEqual(
      regions.map((region) => region.function),
      ['change_pte_range'],
    );
    const position = regions[0].enable.start;
    const ends = await editor.connection.sendRequest(DocumentHighlightRequest.type, {
      textDocument: { uri },
      position,
    });
    assert.deepEqual(
      ends?.map(({ range }) => textIn(text, range)),
      ['lazy_mmu_mode_enable', 'lazy_mmu_mode_disable'],
    );
  });

  it('replaces the enable by the range call, after which the simulator counts one IPTE', async () => {
    const counts = async () => {
      const params = { uri, function: 'change_pte_range', variants: ['as-written'] };
      const result: SimulateResult = await editor.connection.sendRequest(messages.simulate, params);
      assert.ok('report' in result, JSON.stringify(result));
      assert.deepEqual(result.report.failures, []);
      return Object.fromEntries(result.report.results.map((each) => [each.machine, each.counts]));
    };
    const before = await counts();
    assert.deepEqual([before['s390'].ipte, before['s390-ipte-range'].ipte], [256, 256]);
    assert.equal(before['xen-pv'].hypercalls, Math.ceil(256 / 31));

    const actions = await editor.codeActions(uri, rangeOfText(text, 'lazy_mmu_mode_enable()'));
    const fixed = applyWorkspaceEdit(text, uri, 1, actions[0].edit);
    assert.ok(fixed.includes('lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte);'));
    await editor.change(uri, 2, { text: fixed });
    const after = await counts();
    assert.deepEqual([after['s390'].ipte, after['s390-ipte-range'].ipte], [256, 1]);
  });

  it('holds the text of the editor after any edits around the walker', async () => {
    const walker = text.indexOf('change_pte_range(');
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(bursts(walker - 500, walker + 4000), async (changes) => {
        const beside = (name: string) => uri.replace(/[^/]*$/, `${name}-${opened}.c`);
        opened++;
        await typeAndCompare(editor, { typed: beside('typed'), fresh: beside('fresh') }, text, changes);
      }),
      { numRuns: 30 },
    );
    const faults = editor.told('window/logMessage').filter(({ type }) => type === MessageType.Error);
    assert.deepEqual(faults, []);
  });
});
