import assert from 'node:assert/strict';
import fc from 'fast-check';
import { paintedLines } from '../../../client/regions/region-lines.ts';
import type { ProtocolRange, RegionsParams } from '../../../server/lsp/protocol.ts';

type Region = RegionsParams['regions'][number];

const range = (startLine: number, endLine: number, endCharacter = 4): ProtocolRange => ({
  start: { line: startLine, character: 1 },
  end: { line: endLine, character: endCharacter },
});

const region = (
  enable: number,
  disable: number,
  ranges: readonly ProtocolRange[],
  paused: readonly ProtocolRange[] = [],
): Region => ({ function: 'walk', ranges, paused, enable: range(enable, enable), disables: [range(disable, disable)] });

const nothingSilent = () => false;

describe('lines that a region paints', () => {
  it('go from the enable to the disable', () => {
    assert.deepEqual(paintedLines([region(2, 7, [range(3, 6)])], nothingSilent).lazy, [{ first: 2, last: 7 }]);
  });

  it('run on over lines that say nothing', () => {
    const closingBrace = (line: number) => line === 7;
    const regions = [region(2, 8, [range(3, 6)])];
    assert.deepEqual(paintedLines(regions, closingBrace).bracket.length, 7);
    assert.deepEqual(paintedLines(regions, nothingSilent).lazy, [
      { first: 2, last: 6 },
      { first: 8, last: 8 },
    ]);
  });

  it('leave out the line whose first character a range ends before', () => {
    assert.deepEqual(paintedLines([region(3, 3, [range(3, 6, 0)])], nothingSilent).lazy, [{ first: 3, last: 5 }]);
  });

  it('are painted once where regions overlap', () => {
    const regions = [region(2, 6, [range(3, 5)]), region(4, 9, [range(5, 8)])];
    assert.deepEqual(paintedLines(regions, nothingSilent).lazy, [{ first: 2, last: 9 }]);
  });

  it('have a bracket for each of two regions in a row', () => {
    const regions = [region(2, 4, [range(3, 3)]), region(5, 7, [range(6, 6)])];
    assert.deepEqual(
      paintedLines(regions, nothingSilent).bracket.map(({ mark }) => mark),
      ['first', 'within', 'last', 'first', 'within', 'last'],
    );
  });

  it('differ where the region is paused, and are bracketed through it', () => {
    const { lazy, paused, bracket } = paintedLines([region(2, 7, [range(3, 6)], [range(4, 5)])], nothingSilent);
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

  it('have a bracket of their own where a run is one line', () => {
    assert.deepEqual(paintedLines([region(9, 9, [])], nothingSilent).bracket, [{ line: 9, mark: 'only' }]);
  });

  it('are never painted twice, and their brackets open and close, whatever the ranges', () => {
    const anyRange = fc
      .tuple(fc.nat(40), fc.nat(10), fc.nat(3))
      .map(([start, length, character]) => range(start, start + length, character));
    const anyRegion = fc
      .tuple(fc.nat(50), fc.nat(50), fc.array(anyRange), fc.array(anyRange))
      .map(([enable, disable, ranges, paused]) => region(enable, disable, ranges, paused));
    fc.assert(
      fc.property(fc.array(anyRegion), fc.uniqueArray(fc.nat(50)), (regions, silent) => {
        const { lazy, paused, bracket } = paintedLines(regions, (line) => silent.includes(line));
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
