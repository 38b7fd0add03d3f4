import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../bench/session.ts';
import { keystrokes, offsetBehind } from '../bench/typing.ts';
import { projectRoot } from './support/run-cli.ts';

describe('lazy-mmu server --stdio', () => {
  it('opens a document, follows its keys, and ends when it is told to', async () => {
    const path = join(projectRoot, 'samples/range_available.c');
    const text = readFileSync(path, 'utf8');
    const command = [process.execPath, `${projectRoot}dist/cli.cjs`, 'server', '--stdio'];
    const session = await openSession(command, path, text);
    for (const key of keystrokes(offsetBehind(text, 'sample_change_protection', 'lazy_mmu_mode_enable();')).slice(0, 3))
      await session.type(key);
    assert.equal(await session.close(), 0);
  });
});
