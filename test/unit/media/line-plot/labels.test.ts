import assert from 'node:assert/strict';
import { placeLabels } from '../../../../media/line-plot/labels.ts';

const bounds = { left: 50, right: 580, top: 20, bottom: 220 };
const rising = [0, 0.25, 0.5, 0.75, 1].map((part) => ({ x: 50 + 530 * part, y: 220 - 200 * part }));
const flat = [0, 0.5, 1].map((part) => ({ x: 50 + 530 * part, y: 215 }));

describe('labels of lines', () => {
  it('stand beside their lines, inside of the plot, and on no other', () => {
    const lines = [
      { text: 'as written: by entry', places: rising },
      { text: 'with range: by page table', places: flat },
    ];
    const placed = placeLabels(lines, bounds);
    const boxes = placed.map(({ x, y, anchor }, index) => {
      const width = (lines[index]?.text.length ?? 0) * 6.3;
      const left = anchor === 'end' ? x - width : x;
      return { left, right: left + width, top: y - 11, bottom: y + 3 };
    });
    for (const { left, right, top, bottom } of boxes) {
      assert.ok(left >= bounds.left && right <= bounds.right && top >= bounds.top && bottom <= bounds.bottom);
      for (const { x, y } of [...rising, ...flat])
        assert.ok(!(x > left && x < right && y > top && y < bottom), `${x} ${y} lies under a label`);
    }
    const [one, other] = boxes;
    assert.ok(one && other && (one.bottom < other.top || other.bottom < one.top));
  });

  it('stand where their line is not among others', () => {
    const parting = [0, 0.5, 1].map((part) => ({ x: 50 + 530 * part, y: 220 - 100 * Math.min(part * 2, 1) }));
    const leaving = [0, 0.25, 0.5, 1].map((part) => ({ x: 50 + 530 * part, y: part < 0.5 ? 60 + 120 * part : 120 }));
    const [, label] = placeLabels(
      [
        { text: 'with range', places: parting },
        { text: 'as written', places: leaving },
      ],
      bounds,
    );
    assert.ok(label && label.x < 300, JSON.stringify(label));
  });

  it('are there for a line of a single value', () => {
    assert.equal(placeLabels([{ text: 'one', places: [{ x: 300, y: 100 }] }], bounds).length, 1);
  });
});
