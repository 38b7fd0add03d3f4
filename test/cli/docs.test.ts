import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScenario } from '../../server/core/simulator/scenario-input.ts';
import { lazyMmu, projectRoot } from './support/run-cli.ts';
import { parseCheck } from './support/schemas.ts';

const guide = readFileSync(join(projectRoot, 'docs/command-line.md'), 'utf8');

/** Fenced blocks of a language, without the fences. */
function blocks(language: string): readonly string[] {
  return [...guide.matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter(([, of]) => of === language).map(([, , text]) => text);
}

describe('guide to the command line', () => {
  const sessions = blocks('').filter((text) => text.startsWith('$ lazy-mmu '));

  it('shows sessions', () => assert.equal(sessions.length, 4));

  for (const session of sessions) {
    const [command, ...shown] = session.trimEnd().split('\n');
    it(`shows what is printed: ${command.slice(2)}`, async () => {
      const { stdout } = await lazyMmu(command.split(' ').slice(2));
      const cut = shown.at(-1) === '…';
      const lines = stdout.trimEnd().split('\n');
      assert.deepEqual(cut ? lines.slice(0, shown.length - 1) : lines, cut ? shown.slice(0, -1) : shown);
    });
  }

  it('shows JSON as it is', async () => {
    const [result, scenario] = blocks('json');
    const words = ['check', 'samples/early_return.c', '--severity', 'warning', '--format', 'json'];
    const { stdout } = await lazyMmu(words);
    assert.deepEqual(parseCheck(result), JSON.parse(stdout));
    assert.equal(readScenario(JSON.parse(scenario)).attachedCpus, 1);
  });
});
