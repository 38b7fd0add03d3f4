import assert from 'node:assert/strict';
import { EventRecorder, event } from '../../../server/core/simulator/machine/events.ts';

describe('EventRecorder', () => {
  it('keeps the first event and the first call of a place it has not seen, however far on it is', () => {
    for (const place of [0, 1, 62, 63, 64, 500, 100_000]) {
      const recorder = new EventRecorder();
      const calls = new Float64Array(place + 1);
      recorder.attach({ current: place, calls });
      calls[place]++;
      recorder.count(event.ipte);
      assert.equal(recorder.total().ipte, 1);
      assert.deepEqual(recorder.perPlace(), [{ place, calls: 1, counts: { ipte: 1 } }]);
    }
  });

  it('counts an event that no call of a primitive came before', () => {
    const recorder = new EventRecorder();
    recorder.attach({ current: 1000, calls: new Float64Array(0) });
    recorder.count(event.idte, 2);
    assert.equal(recorder.total().idte, 2);
  });

  it('forgets what happens while it is paused, and nothing else', () => {
    const recorder = new EventRecorder();
    const site = { current: 3, calls: new Float64Array(4) };
    recorder.attach(site);
    site.calls[3]++;
    recorder.count(event.ipte);
    recorder.pause();
    // Code that is compiled meanwhile brings places of its own.
    site.calls = Float64Array.from([...site.calls, 0, 0]);
    site.calls[3]++;
    site.calls[5]++;
    recorder.count(event.ipte);
    recorder.resume();
    assert.deepEqual(recorder.perPlace(), [{ place: 3, calls: 1, counts: { ipte: 1 } }]);
  });
});
