import assert from 'node:assert/strict';
import { CancellationToken, CancellationTokenSource, ResponseError } from 'vscode-languageserver/node';
import { answer, attempt, Refusal } from '../../server/lsp/answer.ts';

describe('answers', () => {
  let errors: string[];
  const log = { error: (text: string) => errors.push(text), info: () => {}, trace: () => {} };

  beforeEach(() => {
    errors = [];
  });

  function ask(handle: () => string | Promise<string>, token = CancellationToken.None) {
    return answer(log, 'test/request', () => 'empty', handle)({}, token);
  }

  it('are what the handler gives', async () => {
    assert.equal(await ask(() => 'found'), 'found');
    assert.deepEqual(errors, []);
  });

  for (const [when, handle] of [
    ['at once', () => assert.fail('broken rule')],
    ['later', () => Promise.reject(new Error('broken rule'))],
  ] as const)
    it(`are empty when the handler fails ${when}, and the log has the stack`, async () => {
      assert.equal(await ask(handle), 'empty');
      assert.equal(errors.length, 1);
      assert.match(errors[0], /^test\/request failed: .*broken rule\n\s+at /);
    });

  it('carry the words of a refusal, which is no fault', async () => {
    const refused = await ask(() => Promise.reject(new Refusal('no such function')));
    assert.ok(refused instanceof ResponseError);
    assert.equal(refused.message, 'no such function');
    assert.deepEqual(errors, []);
  });

  it('do not wait for the handler of a request that is cancelled', async () => {
    const source = new CancellationTokenSource();
    const asked = ask(() => new Promise(() => {}), source.token);
    source.cancel();
    const cancelled = await asked;
    assert.ok(cancelled instanceof ResponseError);
    assert.equal(cancelled.code, -32800);
  });

  it('to nobody are logged when they fail', () => {
    attempt(log, 'closing', () => assert.fail('broken tree'));
    assert.match(errors[0], /^closing failed: .*broken tree\n\s+at /);
  });
});
