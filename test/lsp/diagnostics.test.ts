import assert from 'node:assert/strict';
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentDiagnosticRequest,
} from 'vscode-languageserver/node';
import { applyChange, Editor, insertion, rangeOfText, sample, textIn, uriOf, withoutHints } from './support/editor.ts';

const earlyReturn = sample('early_return.c');
const leaving = 'pte_unmap_unlock(start_pte, ptl);\n\t\t\treturn -ENOENT';

function rulesOf(diagnostics: readonly Diagnostic[]) {
  return diagnostics.map(({ code }) => code);
}

describe('diagnostics that are asked for', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: withoutHints });
  });

  after(async () => assert.equal(await editor.quit(), 0));

  it('are what the server offers, and nothing that clangd does', () => {
    const { capabilities } = editor.offered;
    assert.equal(capabilities.positionEncoding, 'utf-16');
    assert.deepEqual(capabilities.diagnosticProvider, {
      identifier: 'lazy-mmu',
      interFileDependencies: true,
      workspaceDiagnostics: false,
    });
    for (const other of ['completion', 'definition', 'documentFormatting', 'rename', 'semanticTokens'])
      assert.ok(!(`${other}Provider` in capabilities), other);
  });

  it('have a minimal range, a page, and the other end of the path', async () => {
    const uri = await editor.openSample('early_return.c');
    const [finding, ...others] = await editor.diagnostics(uri);
    assert.deepEqual(others, []);
    assert.equal(finding.code, 'return-in-section');
    assert.equal(finding.source, 'lazy-mmu');
    assert.equal(finding.codeDescription?.href.startsWith('https://'), true);
    assert.match(textIn(earlyReturn, finding.range), /^return\b/);
    assert.equal(finding.range.start.line, finding.range.end.line);
    assert.equal(finding.range.start.line, rangeOfText(earlyReturn, 'return -ENOENT').start.line);
    const [enable] = finding.relatedInformation ?? [];
    assert.equal(enable.location.uri, uri);
    assert.match(textIn(earlyReturn, enable.location.range), /^lazy_mmu_mode_enable/);
    await editor.close(uri);
  });

  it('mark names on their way out as deprecated', async () => {
    const uri = await editor.openSample('legacy_api.c');
    const diagnostics = await editor.diagnostics(uri);
    assert.deepEqual(rulesOf(diagnostics), ['legacy-api', 'legacy-api']);
    for (const { tags } of diagnostics) assert.deepEqual(tags, [DiagnosticTag.Deprecated]);
    await editor.close(uri);
  });

  it('are not sent again while they are the same', async () => {
    const uri = await editor.openSample('early_return.c');
    const ask = (previousResultId?: string) =>
      editor.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri }, previousResultId });
    const first = await ask();
    assert.equal(first.kind, 'full');
    assert.deepEqual(await ask(first.resultId), { kind: 'unchanged', resultId: first.resultId });
    await editor.change(uri, 2, insertion(earlyReturn, 'if (pte_none', '\n\n'));
    const moved = await ask(first.resultId);
    assert.equal(moved.kind, 'full');
    assert.notEqual(moved.resultId, first.resultId);
    await editor.close(uri);
  });

  it('follow the text while it is typed, half-typed functions too', async () => {
    const uri = await editor.openSample('early_return.c');
    assert.deepEqual(rulesOf(await editor.diagnostics(uri)), ['return-in-section']);
    let text = earlyReturn;
    let version = 1;
    for (const key of 'if (') {
      const change = insertion(text, '\t\tif (ptep_test', key);
      text = applyChange(text, change.range, change.text);
      await editor.change(uri, ++version, change);
      await editor.diagnostics(uri);
    }
    const change = { range: rangeOfText(text, 'if (\t\tif ('), text: '\t\tif (' };
    text = applyChange(text, change.range, change.text);
    await editor.change(uri, ++version, change);
    assert.equal(text, earlyReturn);
    assert.deepEqual(rulesOf(await editor.diagnostics(uri)), ['return-in-section']);
    const closing = insertion(text, '\t\tif (ptep_test', '}\n');
    const opening = insertion(text, 'return -ENOENT', '{ lazy_mmu_mode_disable(); ');
    await editor.change(uri, ++version, closing, opening);
    assert.deepEqual(rulesOf(await editor.diagnostics(uri)), ['section-outside-lock']);
    await editor.close(uri);
  });

  it('are never pushed as well', () => {
    assert.deepEqual(editor.told('textDocument/publishDiagnostics'), []);
  });

  it('are empty for a document that is not open', async () => {
    assert.deepEqual(await editor.diagnostics(uriOf('samples/not-there.c')), []);
  });

  it('answer a cancelled request as cancelled, and the next one as ever', async () => {
    const uri = await editor.openSample('early_return.c');
    await assert.rejects(editor.cancelled(DocumentDiagnosticRequest.type, { textDocument: { uri } }), { code: -32800 });
    assert.equal((await editor.diagnostics(uri)).length, 1);
    await editor.close(uri);
  });
});

describe('diagnostics that are pushed', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async () => {
    editor = await Editor.start({ settings: withoutHints });
  });

  after(async () => assert.equal(await editor.quit(), 0));

  it('come with the version of the text, and go when the document is closed', async () => {
    assert.equal(editor.offered.capabilities.diagnosticProvider, undefined);
    const uri = await editor.openSample('early_return.c');
    const found = await editor.heard(
      'textDocument/publishDiagnostics',
      (told) => told.uri === uri && told.version === 1,
    );
    assert.deepEqual(rulesOf(found.diagnostics), ['return-in-section']);
    assert.equal(found.diagnostics[0].severity, DiagnosticSeverity.Error);
    await editor.change(uri, 2, { range: rangeOfText(earlyReturn, leaving), text: 'break' });
    const fixed = await editor.heard('textDocument/publishDiagnostics', ({ version }) => version === 2);
    assert.deepEqual(fixed.diagnostics, []);
    await editor.change(uri, 3, { text: earlyReturn });
    await editor.heard('textDocument/publishDiagnostics', ({ version }) => version === 3);
    const before = editor.told('textDocument/publishDiagnostics').length;
    await editor.close(uri);
    await editor.heard('textDocument/publishDiagnostics', () => {
      const last = editor.told('textDocument/publishDiagnostics').slice(before).at(-1);
      return last?.uri === uri && last.diagnostics.length === 0;
    });
  });

  it('keep two documents apart', async () => {
    const early = await editor.openSample('early_return.c');
    const legacy = await editor.openSample('legacy_api.c');
    const next = (uri: string, rule: string) =>
      editor.heard('textDocument/publishDiagnostics', (told) => told.uri === uri && told.diagnostics[0]?.code === rule);
    await next(early, 'return-in-section');
    await next(legacy, 'legacy-api');
    await editor.close(early);
    await editor.change(legacy, 2, { range: rangeOfText(sample('legacy_api.c'), 'arch_enter'), text: 'arch_leave' });
    await editor.heard('textDocument/publishDiagnostics', ({ uri, version }) => uri === legacy && version === 2);
    await editor.close(legacy);
  });
});
