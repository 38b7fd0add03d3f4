import assert from 'node:assert/strict';
import { Background } from '../../server/lsp/background.ts';

/** Resolves in the turn after one in which work in the background may be done. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work in the background', () => {
  let done: string[];
  let faults: unknown[];
  let time: number;
  let background: Background<string>;

  beforeEach(() => {
    done = [];
    faults = [];
    time = 0;
    background = new Background(
      (error) => faults.push(error),
      () => time,
    );
  });

  function* steps(name: string, count: number): Generator<void> {
    for (let step = 1; step <= count; step++) {
      done.push(`${name}${step}`);
      yield;
    }
  }

  it('is done later, one piece after the other', async () => {
    background.begin('a', steps('a', 2));
    background.begin('b', steps('b', 1));
    assert.deepEqual(done, []);
    await turn();
    assert.deepEqual(done, ['a1', 'a2', 'b1']);
  });

  it('lets others work between steps that take long', async () => {
    function* long(): Generator<void> {
      for (let step = 1; step <= 2; step++) {
        done.push(`long${step}`);
        time += 5;
        yield;
      }
    }
    background.begin('long', long());
    await turn();
    assert.deepEqual(done, ['long1']);
    await turn();
    assert.deepEqual(done, ['long1', 'long2']);
  });

  it('is begun anew for a key, and called off', async () => {
    background.begin('a', steps('old', 1));
    background.begin('a', steps('new', 1));
    background.begin('b', steps('b', 1));
    background.callOff('b');
    await turn();
    assert.deepEqual(done, ['new1']);
  });

  it('goes on behind a piece that fails', async () => {
    background.begin('a', {
      next() {
        throw new Error('broken');
      },
    });
    background.begin('b', steps('b', 1));
    await turn();
    assert.deepEqual(done, ['b1']);
    assert.deepEqual(faults.map(String), ['Error: broken']);
  });
});
