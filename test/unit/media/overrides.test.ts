import assert from 'node:assert/strict';
import { answerText, canOverride, readAnswers, withAnswer } from '../../../media/state/overrides.ts';
import { report, scenario } from '../../fixtures/report.ts';

describe('overrides of assumptions', () => {
  it('are whole numbers, one or several in turn', () => {
    assert.equal(readAnswers(' -12 '), -12);
    assert.equal(readAnswers('0x10'), 16);
    assert.deepEqual(readAnswers('0, 0,1'), [0, 0, 1]);
    for (const text of ['', 'one', '1.5', '1,', '1 2', '9007199254740993']) assert.equal(readAnswers(text), undefined);
  });

  it('go into the scenario and out of it again', () => {
    const answered = withAnswer(scenario, 'need_resched', [0, 1]);
    assert.equal(answerText(answered, 'need_resched'), '0, 1');
    assert.equal(answerText(answered, 'toString'), undefined);
    assert.deepEqual(withAnswer(answered, 'need_resched', undefined), scenario);
  });

  it('are for values that are numbers', () => {
    const [assumption] = report.assumptions;
    assert.ok(assumption);
    const can = (value: string) => canOverride({ ...assumption, value });
    assert.deepEqual(['0', '-1', '0, then 1', 'several values', 'a value of 64 bits'].map(can), [
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});
