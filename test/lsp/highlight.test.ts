import assert from 'node:assert/strict';
import { DocumentHighlightRequest } from 'vscode-languageserver/node';
import { Editor, rangeOfText, textIn, uriOf } from './support/editor.ts';

const walker = `static void two_sections(struct mm_struct *mm, pte_t *pte, bool first)
{
	lazy_mmu_mode_enable();
	if (first) {
		pte_clear(mm, 0, pte);
		lazy_mmu_mode_disable();
		return;
	}
	lazy_mmu_mode_disable();

	lazy_mmu_mode_enable();
	pte_clear(mm, 0, pte);
	lazy_mmu_mode_disable();
}
`;

const first = walker.indexOf('lazy_mmu_mode_enable');
const second = walker.indexOf('lazy_mmu_mode_enable', first + 1);

describe('document highlights', function () {
  this.timeout(60_000);
  const uri = uriOf('samples/two-sections.c');
  let editor: Editor;

  before(async () => {
    editor = await Editor.start({ pull: true });
    await editor.open(uri, walker);
  });

  after(async () => assert.equal(await editor.quit(), 0));

  async function linesAt(part: string, after = 0): Promise<number[]> {
    const position = rangeOfText(walker, part, after).start;
    const found = await editor.connection.sendRequest(DocumentHighlightRequest.type, {
      textDocument: { uri },
      position,
    });
    for (const { range } of found ?? []) assert.match(textIn(walker, range), /^lazy_mmu_mode_(enable|disable)$/);
    return (found ?? []).map(({ range }) => range.start.line);
  }

  it('lead from an enable to all its disables', async () => {
    assert.deepEqual(await linesAt('lazy_mmu_mode_enable'), [2, 5, 8]);
    assert.deepEqual(await linesAt('lazy_mmu_mode_enable', second), [10, 12]);
  });

  it('lead from a disable back to its enable', async () => {
    assert.deepEqual(await linesAt('lazy_mmu_mode_disable'), [2, 5, 8]);
    assert.deepEqual(await linesAt('lazy_mmu_mode_disable', second), [10, 12]);
  });

  it('leave every other word to the servers that know C', async () => {
    for (const word of ['pte_clear', 'two_sections']) {
      const position = rangeOfText(walker, word).start;
      const asked = { textDocument: { uri }, position };
      assert.equal(await editor.connection.sendRequest(DocumentHighlightRequest.type, asked), null, word);
    }
  });
});
