import assert from 'node:assert/strict';
import { EventRecorder, event } from '../../../server/core/simulator/machine/events.ts';

describe('EventRecorder', () => {
  it('keeps the first event and the first call of a place it has not seen, however far on it is', () => {
    for (const place of [0, 1, 62, 63, 64, 500, 100_000]) {
      const recorder = new EventRecorder();
      recorder.attach({ current: place });
      recorder.call();
      recorder.count(event.ipte);
      assert.equal(recorder.total().ipte, 1);
      assert.deepEqual(recorder.perPlace(), [{ place, calls: 1, counts: { ipte: 1 } }]);
    }
  });

  it('counts an event that no call of a primitive came before', () => {
    const recorder = new EventRecorder();
    recorder.attach({ current: 1000 });
    recorder.count(event.idte, 2);
    assert.equal(recorder.total().idte, 2);
  });
});
