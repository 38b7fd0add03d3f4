import assert from 'node:assert/strict';
import { EventRecorder, event } from '../../../server/core/simulator/machine/events.ts';

describe('recorded events', () => {
  it('are all counted, also the first of a place far beyond those seen before', () => {
    for (const site of [0, 62, 63, 64, 500, 100_000]) {
      const events = new EventRecorder();
      events.attach({ current: site });
      events.count(event.ipte, 3);
      assert.deepEqual(events.perSite(), [{ site, calls: 0, counts: { ipte: 3 } }]);
    }
    const events = new EventRecorder();
    events.attach({ current: 4000 });
    events.call();
    events.count(event.isb);
    assert.deepEqual(events.perSite(), [{ site: 4000, calls: 1, counts: { isb: 1 } }]);
  });
});
