import assert from 'node:assert/strict';
import { didYouMean, nearNames } from '../../server/cli/near.ts';

const names = ['change_pte_range', 'change_pmd_range', 'zap_pte_range', 'move_ptes', 'copy_pte_range'];

describe('near names', () => {
  it('are the ones a few typing errors away, nearest first', () => {
    assert.deepEqual(nearNames('chnage_pte_range', names)[0], 'change_pte_range');
    assert.deepEqual(nearNames('CHANGE_PTE_RANGE', names)[0], 'change_pte_range');
  });

  it('are the ones that hold what was typed', () => {
    assert.deepEqual(nearNames('zap', names), ['zap_pte_range']);
    assert.deepEqual(nearNames('mprotect', names), []);
  });

  it('make a question', () => {
    assert.equal(didYouMean('nothing_like_it_at_all', names), '');
    assert.equal(didYouMean('move_pte', names), '; did you mean move_ptes?');
    assert.equal(didYouMean('change_pxx_range', names), '; did you mean change_pmd_range or change_pte_range?');
    assert.equal(didYouMean('_pte_range', names), '; did you mean zap_pte_range, copy_pte_range or change_pte_range?');
  });
});
