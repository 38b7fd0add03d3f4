import assert from 'node:assert/strict';
import { ByAddress } from '../../../server/core/simulator/machine/by-address.ts';

describe('what stands for records of C', () => {
  it('is found by their addresses, whichever was asked for last', () => {
    const records = new ByAddress<string>();
    records.set(16, 'one');
    records.set(32, 'other');
    assert.deepEqual(
      [16, 32, 32, 16, 48].map((address) => records.get(address)),
      ['one', 'other', 'other', 'one', undefined],
    );
    assert.deepEqual([...records.values()], ['one', 'other']);
  });

  it('is what was set last, and nothing once it is cleared', () => {
    const records = new ByAddress<string>();
    records.set(16, 'old');
    assert.equal(records.get(16), 'old');
    records.set(16, 'new');
    assert.equal(records.get(16), 'new');
    records.clear();
    assert.equal(records.get(16), undefined);
  });
});
