import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from 'sarif';
import { allRules } from '../../server/core/analyse.ts';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu, projectRoot } from './support/run-cli.ts';
import { parseSarif } from './support/sarif.ts';

const broken = 'int walk(void)\n{\n\tlazy_mmu_mode_enable();\n\treturn work();\n}\n';
const unread = 'int walk(void)\n{\n\tlazy_mmu_mode_enable();\n\tif (x {\n\treturn 1;\n}\n';

describe('lazy-mmu check for programs', () => {
  let folder: string;

  before(() => {
    folder = layOut({ 'include/linux/mm.h': '', 'mm/broken.c': broken, 'mm/a b,c.c': broken, 'mm/unread.c': unread });
  });
  after(() => rmSync(folder, { recursive: true }));

  async function sarifOf(words: readonly string[], cwd = folder): Promise<{ code: number | null; log: Log }> {
    const { code, stdout } = await lazyMmu(['check', ...words, '--format', 'sarif'], { cwd });
    return { code, log: parseSarif(stdout) };
  }

  describe('in SARIF', () => {
    it('names the place, the path to it, the function and the rule', async () => {
      const { code, log } = await sarifOf(['mm/broken.c']);
      const [run] = log.runs;
      const [result, ...others] = run.results ?? [];
      assert.equal(code, 1);
      assert.deepEqual(others, []);
      assert.deepEqual([result.ruleId, result.level], ['return-in-section', 'error']);
      assert.equal(run.tool.driver.rules?.[result.ruleIndex ?? -1].id, 'return-in-section');
      const [place] = result.locations ?? [];
      assert.deepEqual(place.physicalLocation, {
        artifactLocation: { uri: 'mm/broken.c', uriBaseId: 'SRCROOT' },
        region: { startLine: 4, startColumn: 2, endLine: 4, endColumn: 16 },
      });
      assert.deepEqual(place.logicalLocations, [{ name: 'walk', kind: 'function' }]);
      assert.deepEqual(
        result.relatedLocations?.map(({ message, physicalLocation }) => [
          message?.text,
          physicalLocation?.region?.startLine,
        ]),
        [['lazy MMU mode is entered here', 3]],
      );
      const base = run.originalUriBaseIds?.['SRCROOT'].uri ?? '';
      assert.equal(fileURLToPath(base), `${folder}/`);
      assert.deepEqual(run.invocations, [{ executionSuccessful: true, exitCode: 1, toolExecutionNotifications: [] }]);
    });

    it('describes every rule, found or not', async () => {
      const { code, log } = await sarifOf(['include']);
      assert.equal(code, 0);
      assert.deepEqual(log.runs[0].results, []);
      assert.deepEqual(
        log.runs[0].tool.driver.rules?.map(({ id }) => id),
        allRules.map(({ slug }) => slug),
      );
    });

    it('has addresses of files, and hints, which programs leave out themselves', async () => {
      const { log } = await sarifOf(['mm/a b,c.c']);
      const [result] = log.runs[0].results ?? [];
      assert.equal(result.locations?.[0].physicalLocation?.artifactLocation?.uri, 'mm/a%20b%2Cc.c');
      const { code, log: hints } = await sarifOf(['samples/range_available.c'], projectRoot);
      assert.deepEqual(
        [code, hints.runs[0].results?.map(({ ruleId, level }) => [ruleId, level])],
        [
          0,
          [
            ['range-available', 'note'],
            ['per-pte-prot-transaction', 'note'],
          ],
        ],
      );
    });

    it('says what could not be analysed or read', async () => {
      const { code, log } = await sarifOf(['mm/unread.c', 'mm/gone.c']);
      assert.equal(code, 2);
      const [invocation] = log.runs[0].invocations ?? [];
      assert.equal(invocation.executionSuccessful, false);
      assert.deepEqual(
        invocation.toolExecutionNotifications?.map(({ level, message }) => [level, message.text?.split(':')[0]]),
        [
          ['error', 'mm/gone.c'],
          ['warning', 'walk() was not analysed'],
        ],
      );
    });

    it('has fingerprints that survive unrelated edits', async () => {
      const prints = async (text: string) => {
        const edited = layOut({ 'edited.c': text });
        try {
          const words = ['--tree', folder, '--as', 'mm/broken.c', join(edited, 'edited.c')];
          const { log } = await sarifOf(words);
          return log.runs[0].results?.map(({ partialFingerprints }) => partialFingerprints?.['lazyMmuFinding/v1']);
        } finally {
          rmSync(edited, { recursive: true });
        }
      };
      const [print] = (await prints(broken)) ?? [];
      assert.match(print ?? '', /^[0-9a-f]{16}:1$/);
      assert.deepEqual(
        await prints(`int other;\n\n${broken.replace('\treturn work', '\tmore();\n\n\t\treturn  work')}`),
        [print],
      );
      assert.notDeepEqual(await prints(broken.replace('work', 'other_work')), [print]);
    });
  });

  describe('as annotations of GitHub', () => {
    it('writes a command for each finding, escaped, with its path', async () => {
      const { code, stdout, stderr } = await lazyMmu(['check', 'mm/a b,c.c', '--format', 'github'], { cwd: folder });
      assert.equal(
        stdout,
        '::error file=mm/a b%2Cc.c,line=4,endLine=4,col=2,endColumn=15,title=lazy-mmu%3A return-in-section::' +
          'the function returns while lazy MMU mode is still on%0Amm/a b,c.c:3: lazy MMU mode is entered here\n',
      );
      assert.deepEqual([code, stderr], [1, '']);
    });

    it('spells files from the root of the repository, wherever the job runs', async () => {
      const environment = { GITHUB_WORKSPACE: join(folder, '..') };
      const words = ['check', 'broken.c', '--format', 'github'];
      const { stdout } = await lazyMmu(words, { cwd: join(folder, 'mm'), environment });
      assert.ok(stdout.startsWith(`::error file=${folder.split('/').at(-1)}/mm/broken.c,`), stdout);
    });

    it('leaves hints out unless asked', async () => {
      const words = ['check', 'samples/range_available.c', '--format', 'github'];
      assert.deepEqual(await lazyMmu(words), { code: 0, stdout: '', stderr: '' });
      const { code, stdout } = await lazyMmu([...words, '--hints']);
      assert.match(stdout, /^::notice file=samples\/range_available\.c,/);
      assert.equal(code, 0);
    });
  });
});
