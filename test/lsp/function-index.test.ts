import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Diagnostic, DidChangeWatchedFilesNotification } from 'vscode-languageserver/node';
import { layOut } from '../support/lay-out.ts';
import { Editor, insertion, rangeOfText } from './support/editor.ts';

const walker = `void stamp_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		/* lazy-mmu: allow(sleep-in-section) nobody waits here */
		rest_far_away();
		rest_in_header();
		set_pte_at(mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	}
	lazy_mmu_mode_disable();
}

void stamp_other_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	lazy_mmu_mode_disable();
}
`;
const sleeping = '/* Waits. */\nvoid rest_far_away(void)\n{\n\tmsleep(1);\n}\n\nvoid other_work(void)\n{\n}\n';
const awake = sleeping.replace('msleep(1)', 'udelay(1)');
const header = 'static inline void rest_in_header(void)\n{\n\tmight_sleep();\n}\n';
const settings = { rules: { 'range-available': 'off' } };

describe("functions of a tree's other files", function () {
  this.timeout(60_000);
  let root: string;
  let editor: Editor;
  let uri: string;
  let other: string;
  /** How many diagnostics of the walker were looked at. */
  let seen: number;

  beforeEach(async () => {
    root = layOut({
      'include/linux/pgtable.h': 'void lazy_mmu_mode_enable(void);\n',
      'include/linux/rest.h': header,
      'mm/walker.c': walker,
      'mm/rest.c': sleeping,
      'mm/plain.c': 'void plain(void)\n{\n}\n',
    });
    uri = pathToFileURL(join(root, 'mm/walker.c')).href;
    other = pathToFileURL(join(root, 'mm/rest.c')).href;
    seen = 0;
  });
  afterEach(async () => {
    assert.equal(await editor.quit(), 0);
    rmSync(root, { recursive: true });
  });

  async function begin(pull = false): Promise<void> {
    editor = await Editor.start({ pull, settings });
    await editor.open(uri, walker);
  }

  /** The next diagnostics of the walker that fit. */
  async function published(fits: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    const method = 'textDocument/publishDiagnostics';
    const told = await editor.heard(
      method,
      (params) => params.uri === uri && editor.told(method).indexOf(params) >= seen && fits(params.diagnostics),
    );
    seen = editor.told(method).indexOf(told) + 1;
    return told.diagnostics;
  }

  const rules = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
  const sleepsInHeader = (diagnostics: readonly Diagnostic[]) => rules(diagnostics).includes('sleep-in-section');
  const isNeedless = (diagnostics: readonly Diagnostic[]) => rules(diagnostics).includes('stale-suppression');

  it('are known after a while, and what they do is told with the place', async () => {
    await begin();
    const [finding, ...others] = await published(sleepsInHeader);
    assert.deepEqual(others, []);
    assert.deepEqual(finding.range, rangeOfText(walker, 'rest_in_header()'));
    assert.deepEqual(finding.relatedInformation?.at(-1), {
      location: {
        uri: pathToFileURL(join(root, 'include/linux/rest.h')).href,
        range: rangeOfText(header, 'might_sleep()'),
      },
      message: 'might_sleep() may sleep',
    });
  });

  it('may enter the mode for a document that does not mention it', async () => {
    const helper = 'static inline void walk_begin(void)\n{\n\tlazy_mmu_mode_enable();\n}\n';
    const caller = `int clear_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	walk_begin();
	pte_clear(mm, addr, pte);
	return 0;
}
`;
    writeFileSync(join(root, 'mm/internal.h'), helper);
    uri = pathToFileURL(join(root, 'mm/caller.c')).href;
    editor = await Editor.start({ pull: false, settings });
    await editor.open(uri, caller);
    const [finding] = await published((diagnostics) => rules(diagnostics).includes('return-in-section'));
    assert.deepEqual(
      finding.relatedInformation?.map(({ location }) => location.uri),
      [uri, pathToFileURL(join(root, 'mm/internal.h')).href],
    );
    const changed = caller.replace('return 0;', 'lazy_mmu_mode_disable();\n\treturn 0;');
    await editor.change(uri, 2, { text: changed });
    assert.deepEqual(await published(() => true), []);
  });

  it('keep a suppression that may be for them from being called needless before', async () => {
    await begin();
    await published(sleepsInHeader);
    const all = editor.told('textDocument/publishDiagnostics');
    assert.deepEqual(
      all.filter(({ diagnostics }) => isNeedless(diagnostics)),
      [],
    );
  });

  it('are those of open documents first, and are followed while these are edited', async () => {
    await begin();
    await published(sleepsInHeader);
    await editor.open(other, sleeping);
    await editor.change(other, 2, { range: rangeOfText(sleeping, 'msleep'), text: 'udelay' });
    assert.deepEqual(rules(await published(isNeedless)), ['stale-suppression', 'sleep-in-section']);
    await editor.change(other, 3, { range: rangeOfText(awake, 'udelay'), text: 'msleep' });
    assert.deepEqual(rules(await published(() => true)), ['sleep-in-section']);
    await editor.change(other, 4, { text: awake });
    await published(isNeedless);
    await editor.close(other);
    assert.deepEqual(rules(await published(() => true)), ['sleep-in-section']);
  });

  it('are read again when their file changes on disk', async () => {
    await begin();
    await published(sleepsInHeader);
    const changed = async (path: string, text: string) => {
      writeFileSync(join(root, path), text);
      const changes = [{ uri: pathToFileURL(join(root, path)).href, type: 2 as const }];
      await editor.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    };
    await changed('mm/rest.c', awake);
    assert.deepEqual(rules(await published(() => true)), ['stale-suppression', 'sleep-in-section']);
    await changed('include/linux/rest.h', '');
    assert.deepEqual(rules(await published(() => true)), ['stale-suppression']);
    await changed('mm/new.c', 'void rest_in_header(void)\n{\n\tmsleep(1);\n}\n');
    assert.deepEqual(rules(await published(() => true)), ['stale-suppression', 'sleep-in-section']);
  });

  it('cause no function to be analysed again that does not depend on what has changed', async () => {
    await begin();
    await published(sleepsInHeader);
    const anew = async (version: number) => {
      const { message } = await editor.heard('$/logTrace', ({ message: text }) =>
        text.startsWith(`analysed ${uri} version ${version} `),
      );
      return message.slice(message.indexOf('anew'));
    };
    await editor.change(
      uri,
      2,
      insertion(walker, 'lazy_mmu_mode_enable();\n\tfor (; addr != end; pte++, addr += PAGE_SIZE)\n', '\n'),
    );
    assert.equal(await anew(2), 'anew: stamp_other_range');
    await editor.open(other, sleeping);
    await editor.change(other, 2, { range: rangeOfText(sleeping, '{\n}'), text: '{\n\tcalm();\n}' });
    await editor.change(uri, 3, insertion(walker, 'void stamp_pte_range', '/* Stamps. */\n'));
    assert.equal(await anew(3), 'anew: nothing');
  });

  it('are asked for again by a client that asks', async () => {
    await begin(true);
    await editor.heard('workspace/diagnostic/refresh', () => true);
    assert.deepEqual(rules(await editor.diagnostics(uri)), ['sleep-in-section']);
  });

  it('are watched only once they are looked for, and that is when lazy MMU code is open', async () => {
    editor = await Editor.start({ pull: true, settings });
    const plain = pathToFileURL(join(root, 'mm/plain.c')).href;
    const isIndexed = ({ message }: { message: string }) => message === `the functions of ${root} are known`;
    const isForIndex = (params: object) => JSON.stringify(params).includes('**/mm/**');
    await editor.open(plain, 'void plain(void)\n{\n}\n');
    assert.deepEqual(await editor.diagnostics(plain), []);
    await editor.diagnostics(plain);
    assert.ok(!editor.told('client/registerCapability').some(isForIndex));
    await editor.open(uri, walker);
    await editor.heard('$/logTrace', isIndexed);
    const { registrations } = await editor.heard('client/registerCapability', isForIndex);
    assert.equal(registrations[0].method, DidChangeWatchedFilesNotification.method);
  });
});
