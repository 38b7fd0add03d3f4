import assert from 'node:assert/strict';
import { functionAt, nearestFunctions } from '../../../client/commands/nearest-functions.ts';
import type { RegionsParams } from '../../../server/lsp/protocol.ts';

const region = (name: string, first: number, last: number): RegionsParams['regions'][number] => {
  const line = (number: number) => ({
    start: { line: number, character: 1 },
    end: { line: number, character: 20 },
  });
  return {
    function: name,
    ranges: [{ start: line(first).start, end: line(last).end }],
    paused: [],
    enable: line(first),
    disables: [line(last)],
  };
};

describe('functions near the cursor', () => {
  const regions = [region('zap', 10, 20), region('copy', 40, 60), region('zap', 24, 30)];

  it('come nearest first, each once', () => {
    assert.deepEqual(nearestFunctions(regions, 38), [
      { name: 'copy', line: 40, distance: 2 },
      { name: 'zap', line: 10, distance: 8 },
    ]);
  });

  it('stand in the order of the file when they are equally near', () => {
    const names = nearestFunctions([region('b', 30, 30), region('a', 10, 10)], 20).map(({ name }) => name);
    assert.deepEqual(names, ['a', 'b']);
  });

  it('hold the cursor or do not', () => {
    assert.equal(functionAt(regions, 45), 'copy');
    assert.equal(functionAt(regions, 24), 'zap');
    assert.equal(functionAt(regions, 22), undefined);
  });
});
