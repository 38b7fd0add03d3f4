import assert from 'node:assert/strict';
import { CancellationToken, CancellationTokenSource } from 'vscode-languageserver/node';
import { AnalysisQueue, type Clock, systemClock } from '../../server/lsp/analysis-queue.ts';

/** A clock that stands still until it is told to go on. */
class ManualClock implements Clock {
  #now = 0;
  readonly #alarms = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const alarm = { at: this.#now + delay, run };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  soon(run: () => void): () => void {
    return this.after(0, run);
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#alarms.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = Math.max(this.#now, end);
  }
}

describe('analysis queue', () => {
  const document = { version: 0 };
  let clock: ManualClock;
  let analysed: number[];
  let queue: AnalysisQueue<typeof document>;
  let cost: number;

  beforeEach(() => {
    clock = new ManualClock();
    analysed = [];
    cost = 0;
    document.version = 0;
    queue = new AnalysisQueue((key) => {
      analysed.push(key.version);
      clock.pass(cost);
    }, clock);
  });

  function change(): void {
    document.version++;
    queue.changed(document);
  }

  function type(keys: number, gap: number): void {
    for (let key = 0; key < keys; key++) {
      change();
      clock.pass(gap);
    }
  }

  it('analyses changes that have come together once, in their newest version', () => {
    for (let key = 0; key < 20; key++) change();
    clock.pass(1000);
    assert.deepEqual(analysed, [20]);
  });

  it('waits for no pause', () => {
    change();
    clock.pass(0);
    assert.deepEqual(analysed, [1]);
  });

  it('analyses between keys when that is cheap', () => {
    type(3, 100);
    assert.deepEqual(analysed, [1, 2, 3]);
  });

  it('rests after an expensive analysis as long as it took, but not before a key that comes later', () => {
    cost = 90;
    type(1, 10);
    type(3, 20);
    assert.deepEqual(analysed, [1]);
    clock.pass(30);
    assert.deepEqual(analysed, [1, 4]);
    clock.pass(200);
    type(1, 10);
    assert.deepEqual(analysed, [1, 4, 5]);
  });

  it('does not wait for ever for changes to end', () => {
    const endless = new ManualClock();
    // Of what is planned nothing is due as long as changes come one behind the other.
    endless.soon = (run) => endless.after(2, run);
    queue = new AnalysisQueue((key) => analysed.push(key.version), endless);
    clock = endless;
    type(2000, 1);
    assert.ok(analysed.length > 1 && analysed.length < 10, `${analysed}`);
  });

  it('plans an analysis behind messages that are handled one in each turn of the event loop', async () => {
    await new Promise<void>((resolve) => {
      queue = new AnalysisQueue((key) => {
        analysed.push(key.version);
        resolve();
      }, systemClock);
      const handle = (left: number): void => {
        change();
        if (left > 1) setImmediate(handle, left - 1);
      };
      handle(20);
    });
    assert.deepEqual(analysed, [20]);
  });

  it('lets requests go on in the turn of the analysis, and at once when there is nothing to wait for', async () => {
    await queue.settled(document, CancellationToken.None);
    document.version = 7;
    queue.changed(document);
    const settled = queue.settled(document, CancellationToken.None).then(() => analysed.at(-1));
    clock.pass(1000);
    assert.equal(await settled, 7);
  });

  it('lets a request go when it is cancelled or its document is closed', async () => {
    queue.changed(document);
    const source = new CancellationTokenSource();
    const cancelled = queue.settled(document, source.token);
    const closed = queue.settled(document, CancellationToken.None);
    source.cancel();
    await cancelled;
    queue.forget(document);
    await closed;
    clock.pass(1000);
    assert.deepEqual(analysed, []);
  });
});
