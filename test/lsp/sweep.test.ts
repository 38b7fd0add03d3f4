import assert from 'node:assert/strict';
import { CancellationTokenSource, WorkDoneProgress } from 'vscode-languageserver/node';
import { messages, type SweepParams, type SweepResult } from '../../server/lsp/protocol.ts';
import { Editor, withoutHints } from './support/editor.ts';

const walker = 'sample_protect_pte_range';

describe('sweep over the protocol', function () {
  this.timeout(60_000);
  let editor: Editor;
  let uri: string;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: withoutHints, features: { simulation: true } });
    uri = await editor.openSample('right_walker.c');
  });

  after(async () => assert.equal(await editor.quit(), 0));

  const target = { function: walker, machines: ['s390', 's390-ipte-range'], variants: ['as-written'] } as const;

  function sweep(params: Partial<Record<keyof SweepParams, unknown>>): Promise<SweepResult> {
    return editor.connection.sendRequest(messages.sweep, { uri, ...target, ...params });
  }

  it('answers how each count grows', async () => {
    const result = await sweep({ sweep: { axis: 'entries', from: 1, to: 600 } });
    assert.ok('sweep' in result, JSON.stringify(result));
    const laws = result.sweep.curves.filter(({ event }) => event === 'ipte').map(({ law }) => law.formula);
    assert.deepEqual(laws, ['n', 'tables']);
    assert.deepEqual(result.sweep.failures, []);
  });

  it('takes the scenario that it is varied in', async () => {
    const result = await sweep({ sweep: { axis: 'cpus', from: 1, to: 3 }, scenario: { entries: 10 } });
    assert.ok('sweep' in result, JSON.stringify(result));
    assert.equal(result.sweep.scenario.entries, 10);
    assert.equal(result.sweep.curves[0].law.formula, '10 × [CPUs > 1]');
  });

  it('can be cancelled while it runs, and answers the next one', async () => {
    const source = new CancellationTokenSource();
    const listener = editor.connection.onProgress(WorkDoneProgress.type, 'sweep', ({ kind }) => {
      if (kind === 'report') source.cancel();
    });
    const params = { uri, ...target, sweep: { axis: 'entries', from: 1, to: 65_536 }, workDoneToken: 'sweep' };
    await assert.rejects(editor.connection.sendRequest(messages.sweep, params, source.token), { code: -32800 });
    listener.dispose();
    assert.ok('sweep' in (await sweep({ sweep: { axis: 'cpus', from: 1, to: 2 } })));
  });

  for (const [what, params, says] of [
    ['an unknown axis', { sweep: { axis: 'speed', from: 1, to: 2 } }, /unknown axis speed: choose from entries, /],
    ['no range', { sweep: undefined }, /unknown axis/],
    ['a range that is none', { sweep: { axis: 'holes', from: 'a', to: 1 } }, /holes goes over shares from 0 to 1/],
    ['an unknown function', { function: 'gone', sweep: { axis: 'cpus', from: 1, to: 2 } }, /no function gone/],
    ['an unknown machine', { machines: ['vax'], sweep: { axis: 'cpus', from: 1, to: 2 } }, /unknown machine vax/],
  ] as const)
    it(`says what to do about ${what}`, async () => {
      const result = await sweep(params);
      assert.ok('error' in result, JSON.stringify(result));
      assert.match(result.error, says);
    });
});
