import assert from 'node:assert/strict';
import fc from 'fast-check';
import { paintedLines } from '../../../client/regions/region-lines.ts';
import type { ProtocolRange, RegionsParams } from '../../../server/lsp/protocol.ts';

type Region = RegionsParams['regions'][number];

const range = (startLine: number, endLine: number, endCharacter = 4): ProtocolRange => ({
  start: { line: startLine, character: 1 },
  end: { line: endLine, character: endCharacter },
});

const region = (ranges: readonly ProtocolRange[], paused: readonly ProtocolRange[] = []): Region => ({
  function: 'walk',
  ranges,
  paused,
  enable: range(0, 0),
  disables: [],
});

describe('lines that a region paints', () => {
  it('takes every line that the range touches', () => {
    assert.deepEqual(paintedLines([region([range(3, 6)])]).lazy, [{ first: 3, last: 6 }]);
  });

  it('leaves out the line whose first character a range ends before', () => {
    assert.deepEqual(paintedLines([region([range(3, 6, 0)])]).lazy, [{ first: 3, last: 5 }]);
  });

  it('joins ranges of neighbouring lines and paints a shared line once', () => {
    assert.deepEqual(paintedLines([region([range(3, 4), range(4, 5)]), region([range(6, 7)])]).lazy, [
      { first: 3, last: 7 },
    ]);
  });

  it('paints a paused stretch differently, and brackets through it', () => {
    const { lazy, paused, bracket } = paintedLines([region([range(2, 7)], [range(4, 5)])]);
    assert.deepEqual(lazy, [
      { first: 2, last: 3 },
      { first: 6, last: 7 },
    ]);
    assert.deepEqual(paused, [{ first: 4, last: 5 }]);
    assert.deepEqual(
      bracket.map(({ mark }) => mark),
      ['first', 'within', 'within', 'within', 'within', 'last'],
    );
  });

  it('gives a run of one line a bracket of its own', () => {
    assert.deepEqual(paintedLines([region([range(9, 9)])]).bracket, [{ line: 9, mark: 'only' }]);
  });

  it('paints no line twice, and opens and closes every bracket, whatever the ranges', () => {
    const anyRange = fc
      .tuple(fc.nat(40), fc.nat(10), fc.nat(3))
      .map(([start, length, character]) => range(start, start + length, character));
    const anyRegion = fc
      .tuple(fc.array(anyRange), fc.array(anyRange))
      .map(([ranges, paused]) => region(ranges, paused));
    fc.assert(
      fc.property(fc.array(anyRegion), (regions) => {
        const { lazy, paused, bracket } = paintedLines(regions);
        const lines = [...lazy, ...paused].flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );
        assert.equal(new Set(lines).size, lines.length);
        assert.deepEqual(
          bracket.map(({ line }) => line),
          lines.sort((a, b) => a - b),
        );
        const ends = bracket.filter(({ mark }) => mark !== 'within' && mark !== 'only').map(({ mark }) => mark);
        assert.deepEqual(
          ends,
          ends.map((_, index) => (index % 2 === 0 ? 'first' : 'last')),
        );
      }),
    );
  });
});
