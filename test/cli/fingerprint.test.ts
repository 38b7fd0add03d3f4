import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fingerprintsOf, type Recognised } from '../../server/cli/fingerprint.ts';

const finding: Recognised = { rule: 'return-in-section', file: 'mm/walker.c', function: 'walk', code: 'return 1;' };
const word = fc.constantFrom('a', 'b');
const findings = fc.array(fc.record({ rule: word, file: word, function: word, code: word }));

describe('fingerprints', () => {
  it('change with each of what they are made of, and not with spacing', () => {
    const [print] = fingerprintsOf([finding]);
    for (const key of ['rule', 'file', 'function', 'code'] as const)
      assert.notDeepEqual(fingerprintsOf([{ ...finding, [key]: 'other' }]), [print], key);
    assert.deepEqual(fingerprintsOf([{ ...finding, code: 'return\n\t\t1;' }]), [print]);
  });

  it('never change from one release to the next, or every baseline would be void', () => {
    assert.deepEqual(fingerprintsOf([finding, finding]), ['c8d23a618be6e10d:1', 'c8d23a618be6e10d:2']);
  });

  it('are all different, and those that are left keep theirs when the last of their kind goes', () => {
    fc.assert(
      fc.property(findings, (all) => {
        const prints = fingerprintsOf(all);
        assert.equal(new Set(prints).size, all.length);
        assert.deepEqual(fingerprintsOf(all.slice(0, -1)), prints.slice(0, -1));
      }),
    );
  });
});
