import assert from 'node:assert/strict';
import { messages, type ReplayParams, type ReplayResult } from '../../server/lsp/protocol.ts';
import { Editor, withoutHints } from './support/editor.ts';

const walker = 'sample_protect_pte_range';

describe('replay over the protocol', function () {
  this.timeout(60_000);
  let editor: Editor;
  let uri: string;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: withoutHints, features: { simulation: true } });
    uri = await editor.openSample('right_walker.c');
  });

  after(async () => assert.equal(await editor.quit(), 0));

  function replay(params: Partial<Record<keyof ReplayParams, unknown>>): Promise<ReplayResult> {
    return editor.connection.sendRequest(messages.replay, {
      uri,
      function: walker,
      machine: 's390-ipte-range',
      ...params,
    });
  }

  it('answers what happens, at which lines and to which entries', async () => {
    const result = await replay({ variant: 'as-written', scenario: { entries: 7 } });
    assert.ok('replay' in result, JSON.stringify(result));
    const { steps, places, sentences, scenario, before } = result.replay;
    assert.equal(scenario.entries, 7);
    assert.deepEqual(before, [{ first: 0, entries: 7, state: 'present' }]);
    assert.deepEqual(steps.at(-1)?.runs, [{ event: 'ipte', first: 0, entries: 7 }]);
    assert.ok(steps.every(({ place, sentence }) => places[place] !== undefined && sentences[sentence] !== undefined));
  });

  it('takes the walker as written when no variant is named', async () => {
    const result = await replay({ machine: 'xen-pv', scenario: { entries: 1 } });
    assert.ok('replay' in result, JSON.stringify(result));
    assert.equal(result.replay.variant, 'as-written');
  });

  for (const [what, params, says] of [
    ['an unknown machine', { machine: 'vax' }, /unknown machine vax/],
    ['no machine', { machine: undefined }, /name the machine as "machine"/],
    ['an unknown variant', { variant: 'faster' }, /unknown variant faster/],
    ['an unknown function', { function: 'gone' }, /no function gone/],
  ] as const)
    it(`says what to do about ${what}`, async () => {
      const result = await replay(params);
      assert.ok('error' in result, JSON.stringify(result));
      assert.match(result.error, says);
    });
});
