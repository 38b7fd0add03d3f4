import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CompareParams,
  type CompareResult,
  type LocksParams,
  type LocksResult,
  messages,
} from '../../server/lsp/protocol.ts';
import { improved, newWalkerRepository } from '../support/improved-walker.ts';
import type { Repository } from '../support/repository.ts';
import { Editor, withoutHints } from './support/editor.ts';

const walker = 'sample_change_protection';

describe('studies over the protocol', function () {
  this.timeout(60_000);
  let editor: Editor;
  let repository: Repository;
  let uri: string;

  before(async () => {
    repository = newWalkerRepository();
    uri = pathToFileURL(join(repository.folder, 'mm/walker.c')).href;
    editor = await Editor.start({ pull: true, settings: withoutHints, features: { simulation: true } });
    await editor.open(uri, improved);
  });

  after(async () => {
    assert.equal(await editor.quit(), 0);
    repository.remove();
  });

  const target = { function: walker, machines: ['s390-ipte-range'], variants: ['as-written'] } as const;

  const compare = (params: Partial<Record<keyof CompareParams, unknown>> = {}): Promise<CompareResult> =>
    editor.connection.sendRequest(messages.compare, { uri, ...target, revision: 'HEAD', ...params });

  const locks = (params: Partial<Record<keyof LocksParams, unknown>> = {}): Promise<LocksResult> =>
    editor.connection.sendRequest(messages.locks, { uri, ...target, cpus: 8, ...params });

  it('compares what the editor holds with a revision', async () => {
    const result = await compare();
    assert.ok('comparison' in result, JSON.stringify(result));
    const { comparison, commit } = result;
    assert.equal(commit, repository.git('rev-parse', 'HEAD').trim());
    assert.deepEqual([comparison.before.label, comparison.after.label], ['HEAD', 'now']);
    const [run] = comparison.runs;
    assert.deepEqual(
      run?.changes.filter(({ event }) => event === 'ipte').map(({ before, after, words }) => [before, after, words]),
      [[256, 1, '256 times fewer']],
    );
  });

  it('says how one lock limits the CPUs', async () => {
    const result = await locks({ costs: { ipte_global: 1000 } });
    assert.ok('locks' in result, JSON.stringify(result));
    const [curve] = result.locks.curves;
    assert.equal(curve?.points.at(-1)?.cpus, 8);
    assert.ok(curve.points[7].withLock < curve.points[7].withoutLock);
    const given = result.locks.costs.find(({ name }) => name === 'ipte_global');
    assert.deepEqual(given?.nanoseconds, 1000);
    assert.match(given.source, /^given in the place of 500, assumed: all CPUs/);
  });

  for (const [what, ask, says] of [
    ['an unknown revision', () => compare({ revision: 'gone' }), /^gone: no such revision in .*name a commit/],
    ['no revision', () => compare({ revision: ' ' }), /name a "revision" of git/],
    ['a function that was not there', () => compare({ function: 'gone' }), /no function gone/],
    ['no number of CPUs', () => locks({ cpus: 'many' }), /whole number from 1 to 1024, not many/],
    ['a cost that is none', () => locks({ costs: { ipte: -1 } }), /"ipte" must be nanoseconds/],
  ] as const)
    it(`says what to do about ${what}`, async () => {
      const result = await ask();
      assert.ok('error' in result, JSON.stringify(result));
      assert.match(result.error, says);
    });
});
