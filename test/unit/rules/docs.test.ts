import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('the pages of the rules', () => {
  it('are what the rules say', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/docs.ts', '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });
});
