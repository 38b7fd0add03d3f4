import assert from 'node:assert/strict';
import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DidChangeWatchedFilesNotification, LSPErrorCodes } from 'vscode-languageserver/node';
import { scanRequest } from '../../server/lsp/walkers/walkers.ts';
import { describeKernel } from '../support/kernels.ts';
import { layOut } from '../support/lay-out.ts';
import { Editor, rangeOfText, sample } from './support/editor.ts';

const leaking = sample('early_return.c');
const right = sample('right_walker.c');

describe('walkers of folders', function () {
  this.timeout(60_000);
  let root: string;
  let folder: string;
  let editor: Editor;

  const uri = (path: string) => pathToFileURL(join(root, path)).href;
  const scan = () => editor.connection.sendRequest(scanRequest, { folders: [folder] });
  /** What was said last of each file, by path. */
  const shown = () => {
    const files = new Map(
      editor.told('lazyMmu/walkers').flatMap(({ files }) => files.map((file) => [file.uri, file] as const)),
    );
    return Object.fromEntries(
      [...files.values()]
        .map((file) => [
          file.uri.slice(folder.length + 1),
          file.walkers.flatMap(({ findings }) => findings.map(({ code }) => code)),
        ])
        .sort(),
    );
  };
  const told = (path: string, codes: readonly string[]) =>
    editor.heard('lazyMmu/walkers', ({ files }) =>
      files.some(
        (file) =>
          file.uri === uri(path) &&
          JSON.stringify(file.walkers.flatMap(({ findings }) => findings.map(({ code }) => code))) ===
            JSON.stringify(codes),
      ),
    );

  const changed = (...paths: readonly string[]) =>
    editor.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: paths.map((path) => ({ uri: uri(path), type: 2 as const })),
    });

  beforeEach(async () => {
    root = realpathSync(
      layOut({
        'include/linux/mm.h': '',
        'mm/leaking.c': leaking,
        'arch/s390/mm/right.c': right,
        'mm/quiet.c': 'int quiet(void) { return 0; }\n',
      }),
    );
    folder = pathToFileURL(root).href;
    editor = await Editor.start({
      pull: true,
      settings: { rules: { 'range-available': 'off' } },
      features: { walkers: true },
    });
  });
  afterEach(async () => {
    assert.equal(await editor.quit(), 0);
    rmSync(root, { recursive: true });
  });

  it('are found in files that nobody has opened', async () => {
    assert.deepEqual(await scan(), { files: 2, onlyOpen: false });
    assert.deepEqual(shown(), { 'arch/s390/mm/right.c': [], 'mm/leaking.c': ['return-in-section'] });
    const [file] = editor
      .told('lazyMmu/walkers')
      .flatMap(({ files }) => files.filter((each) => each.uri.endsWith('leaking.c')));
    const [walker] = file.walkers;
    assert.deepEqual(walker.range, rangeOfText(leaking, walker.function));
    const { start } = rangeOfText(leaking, 'lazy_mmu_mode_enable()');
    const { end } = rangeOfText(leaking, 'lazy_mmu_mode_disable()');
    assert.deepEqual(walker.sections, [{ enable: 'lazy_mmu_mode_enable', range: { start, end } }]);
  });

  /** Says when a walker of a file was said to cost this. */
  const costs = (path: string, wanted: string | undefined) =>
    editor.heard('lazyMmu/walkers', ({ files }) =>
      files.some((file) => file.uri === uri(path) && file.walkers.some(({ cost }) => cost === wanted)),
    );

  it('have their costs, also in files that nobody has opened, and others when the file or a header is another', async () => {
    const many = 's390 256 IPTE → 1 with the range call · Xen 256 traps';
    const counted = costs('mm/leaking.c', many);
    await scan();
    await counted;
    const ending = leaking.replace('pte_none(ptep_get(pte))', 'FIRST_ONLY && pte > start_pte');
    writeFileSync(join(root, 'mm/leaking.c'), ending);
    writeFileSync(join(root, 'include/linux/mm.h'), '#define FIRST_ONLY 1\n');
    await changed('mm/leaking.c', 'include/linux/mm.h');
    await costs('mm/leaking.c', 's390 1 IPTE → 0 with the range call · Xen 1 trap');
    writeFileSync(join(root, 'include/linux/mm.h'), '#define FIRST_ONLY 0\n');
    await changed('include/linux/mm.h');
    await costs('mm/leaking.c', many);
  });

  it('are looked at again where a file changes on disk, comes or goes', async () => {
    await scan();
    writeFileSync(join(root, 'mm/leaking.c'), right);
    writeFileSync(join(root, 'mm/new.c'), leaking);
    rmSync(join(root, 'arch/s390/mm/right.c'));
    const changes = [
      { uri: uri('mm/leaking.c'), type: 2 as const },
      { uri: uri('mm/new.c'), type: 1 as const },
      { uri: uri('arch/s390/mm/right.c'), type: 3 as const },
    ];
    await editor.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await told('mm/leaking.c', []);
    await told('mm/new.c', ['return-in-section']);
    await editor.heard('lazyMmu/walkers', ({ files }) =>
      files.some((file) => file.uri === uri('arch/s390/mm/right.c') && file.walkers.length === 0),
    );
  });

  it('follow what is typed in an open document, and the disk again once it is closed', async () => {
    await editor.open(uri('mm/leaking.c'), leaking);
    await scan();
    assert.deepEqual(shown()['mm/leaking.c'], ['return-in-section']);
    await editor.change(uri('mm/leaking.c'), 2, { text: right });
    await told('mm/leaking.c', []);
    await editor.close(uri('mm/leaking.c'));
    await told('mm/leaking.c', ['return-in-section']);
  });

  const resting = `void walk(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	lazy_mmu_mode_enable();
	rest_far_away();
	set_pte_at(mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	lazy_mmu_mode_disable();
}
`;
  const helper = (does: string) => `void rest_far_away(void)\n{\n\t${does};\n}\n`;

  it('are looked at again where a function that they call changes in another file, on disk or as it is typed', async () => {
    writeFileSync(join(root, 'mm/resting.c'), resting);
    writeFileSync(join(root, 'mm/far.c'), helper('udelay(1)'));
    await scan();
    assert.deepEqual(shown()['mm/resting.c'], []);
    writeFileSync(join(root, 'mm/far.c'), helper('msleep(1)'));
    await changed('mm/far.c');
    await told('mm/resting.c', ['sleep-in-section']);
    await editor.open(uri('mm/far.c'), helper('msleep(1)'));
    await editor.change(uri('mm/far.c'), 2, { text: helper('udelay(2)') });
    await told('mm/resting.c', []);
    await editor.close(uri('mm/far.c'));
    await told('mm/resting.c', ['sleep-in-section']);
  });

  it('are found in files that only call a helper, as soon as it is one', async () => {
    const calling = resting
      .replace('lazy_mmu_mode_enable()', 'enter_walk()')
      .replace('lazy_mmu_mode_disable()', 'leave_walk()')
      .replace('rest_far_away()', 'msleep(1)');
    const helpers = (enable: string, disable: string) =>
      `void enter_walk(void)\n{\n\t${enable};\n}\nvoid leave_walk(void)\n{\n\t${disable};\n}\n`;
    writeFileSync(join(root, 'include/linux/pgtable.h'), 'void lazy_mmu_mode_enable(void);\n');
    writeFileSync(join(root, 'mm/calling.c'), calling);
    writeFileSync(join(root, 'mm/far.c'), helpers('lock()', 'unlock()'));
    await scan();
    assert.equal('mm/calling.c' in shown(), false);
    writeFileSync(join(root, 'mm/far.c'), helpers('lazy_mmu_mode_enable()', 'lazy_mmu_mode_disable()'));
    await changed('mm/far.c');
    await told('mm/calling.c', ['sleep-in-section']);
  });

  it('have the severities of new settings', async () => {
    await scan();
    await editor.configure({ rules: { 'range-available': 'off', 'return-in-section': 'off' } });
    await told('mm/leaking.c', []);
  });

  it('are all found when files change meanwhile', async () => {
    const scanning = scan();
    for (let times = 0; times < 20; times++)
      await editor.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: [
          { uri: uri('mm/leaking.c'), type: 2 },
          { uri: uri('arch/s390/mm/right.c'), type: 2 },
        ],
      });
    assert.deepEqual(await scanning, { files: 2, onlyOpen: false });
  });

  it('are not looked for before someone asks', async () => {
    await editor.open(uri('mm/leaking.c'), leaking);
    assert.equal((await editor.diagnostics(uri('mm/leaking.c'))).length, 1);
    assert.deepEqual(editor.told('lazyMmu/walkers'), []);
  });

  it('can be left half found', async () => {
    await assert.rejects(editor.cancelled(scanRequest, { folders: [folder] }), {
      code: LSPErrorCodes.RequestCancelled,
    });
    assert.deepEqual(await scan(), { files: 2, onlyOpen: false });
  });

  it('say what to do about folders that are none', async () => {
    assert.deepEqual(await editor.connection.sendRequest('lazyMmu/scan', { folders: 'mm' }), {
      error: 'name the "folders" to look through, as URIs',
    });
  });
});

describeKernel('7.2', 'walkers of the whole tree, for the editor', (tree) => {
  it('are those that the command line checks, and the server answers meanwhile', async function () {
    this.timeout(120_000);
    const editor = await Editor.start({ pull: true, settings: {}, features: { walkers: true } });
    const folder = pathToFileURL(tree()).href;
    const scanning = editor.connection.sendRequest(scanRequest, { folders: [folder] });
    const opened = await editor.openSample('early_return.c');
    assert.ok((await editor.diagnostics(opened)).length > 0);
    assert.ok(!('error' in (await scanning)));
    const found = editor.told('lazyMmu/walkers').flatMap(({ files }) => files);
    const codes = found
      .flatMap((file) =>
        file.walkers.flatMap((walker) =>
          walker.findings.map(({ code, severity }) => ({ code, severity, file: file.uri.slice(folder.length + 1) })),
        ),
      )
      .filter(({ severity = 1 }) => severity < 3);
    assert.deepEqual(
      codes.filter(({ file }) => file.startsWith('mm/')),
      [{ code: 'direct-pte-deref', severity: 1, file: 'mm/mremap.c' }],
    );
    assert.equal(await editor.quit(), 0);
  });
});
