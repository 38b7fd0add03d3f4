import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu, projectRoot } from './support/run-cli.ts';

const endless = `void never_done(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (;;)
		ptep_get(pte);
	lazy_mmu_mode_disable();
}
`;

/** Has the command line show its progress on a pipe. */
const watchedStream = 'data:text/javascript,process.stderr.isTTY = true;';

describe('a walker that never ends', () => {
  let folder: string;

  beforeEach(() => {
    folder = layOut({ 'endless.c': endless });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is ended by the interrupt key', async () => {
    const words = ['simulate', 'endless.c:never_done', '--limit', 'seconds=86400', '--limit', 'steps=1000000000000'];
    const child = spawn(process.execPath, ['--import', watchedStream, `${projectRoot}dist/cli.cjs`, ...words], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    child.stderr.setEncoding('utf8');
    for await (const said of child.stderr) if (said.includes('simulating never_done')) break;
    child.kill('SIGINT');
    assert.deepEqual(await exited, [null, 'SIGINT']);
  });

  for (const [limit, says] of [
    ['steps=5000', '5000 statements were executed; raise "limits.steps" of the scenario, or simulate less'],
    ['seconds=1', '1 seconds were used up; raise "limits.seconds" of the scenario, or simulate less'],
  ])
    it(`is ended by its limit: ${limit}`, async () => {
      const words = ['simulate', 'endless.c:never_done', '--machine', 's390', '--limit', 'steps=1000000000000'];
      const { code, stderr } = await lazyMmu([...words, '--limit', limit], { cwd: folder });
      assert.equal(stderr, `lazy-mmu: endless.c:5: s390, as-written: ${says}\n`);
      assert.equal(code, 2);
    });

  it('is refused with a limit that there is not', async () => {
    const { code, stderr } = await lazyMmu(['simulate', 'endless.c:never_done', '--limit', 'second=1'], {
      cwd: folder,
    });
    assert.equal(stderr, 'lazy-mmu: scenario: there is no property "limits.second"; did you mean seconds?\n');
    assert.equal(code, 2);
  });
});
