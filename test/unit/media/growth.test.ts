import assert from 'node:assert/strict';
import { controlsFor, firstControls, readRange } from '../../../media/growth/controls.ts';
import {
  drawnEvent,
  eventsOf,
  growthLines,
  growthPlot,
  lawWords,
  valueWords,
} from '../../../media/growth/growth-plot.ts';
import { drawingOf } from '../../../media/line-plot/drawing.ts';
import { sweep } from '../../fixtures/studies.ts';

const size = { width: 600, height: 260 };

describe('growth', () => {
  it('draws ways to run the walker that cost the same as one line', () => {
    const lines = growthLines(sweep, 'ipte', 'entries');
    assert.deepEqual(
      lines.map(({ names, points }) => [names, points.length]),
      [
        ['as written and no lazy mode', 12],
        ['with range', 12],
      ],
    );
    const plot = growthPlot(lines, 'ipte', 'entries', firstControls.spacing);
    assert.deepEqual(
      plot.lines.map(({ label }) => label),
      ['as written and no lazy mode: by entry', 'with range: by page table'],
    );
    assert.deepEqual([plot.x.title, plot.y.title], ['Entries', 'IPTE']);
  });

  it('has a line at 0 for a variant in which the event does not happen', () => {
    const lines = growthLines(sweep, 'ipte_local', 'entries');
    assert.deepEqual(
      lines.map(({ names, points }) => [names, points.at(-1)?.y]),
      [
        ['as written', 1024],
        ['no lazy mode and with range', 0],
      ],
    );
    const none = lines[1]?.curve;
    assert.ok(none);
    assert.equal(lawWords(none, 'ipte_local'), 'no IPTE, local; exact at all 12 values (2 kept aside as a check)');
  });

  it('says the law, and how far it can be trusted', () => {
    const [, range] = growthLines(sweep, 'ipte', 'entries');
    assert.ok(range);
    assert.equal(lawWords(range.curve, 'ipte'), '1 per table of 256; exact at all 12 values (2 kept aside as a check)');
    const law = { ...range.curve.law, exact: false, residual: { maximum: 2, rootMeanSquare: 1 } };
    assert.equal(
      lawWords({ ...range.curve, law }, 'ipte'),
      'about 1 per table of 256; an approximation, off by up to 2',
    );
  });

  it('runs over present entries as they were counted', () => {
    const [line] = growthLines(sweep, 'ipte', 'present');
    assert.equal(line?.points.at(-1)?.x, 512);
  });

  it('says the values under the cursor', () => {
    const lines = growthLines(sweep, 'ipte', 'entries');
    assert.equal(
      valueWords(lines, 'ipte', 'entries', 1024),
      '1,024 entries: as written and no lazy mode 1,024, with range 4 IPTE',
    );
  });

  it('offers the events that happen, those that matter first, and draws the first unless another is chosen', () => {
    assert.deepEqual(eventsOf(sweep, 's390-ipte-range'), ['ipte', 'ipte_local']);
    assert.equal(drawnEvent(sweep, firstControls), 'ipte');
    assert.equal(drawnEvent(sweep, { ...firstControls, event: 'ipte_local' }), 'ipte_local');
    assert.equal(drawnEvent(sweep, { ...firstControls, event: 'hypercalls' }), 'ipte');
    assert.equal(drawnEvent({ ...sweep, curves: [] }, firstControls), undefined);
  });

  it('draws every value once, from left to right', () => {
    const drawing = drawingOf(
      growthPlot(growthLines(sweep, 'ipte', 'entries'), 'ipte', 'entries', firstControls.spacing),
      size,
    );
    assert.ok(drawing);
    assert.deepEqual(drawing.values, [1, 2, 3, 4, 16, 64, 255, 256, 257, 300, 512, 1024]);
    for (const { places } of drawing.lines)
      for (const { x, y } of places) assert.ok(x >= 0 && x <= size.width && y >= 0 && y <= size.height);
    assert.equal(drawingOf({ ...growthPlot([], 'ipte', 'entries', firstControls.spacing) }, size), undefined);
  });

  describe('its range', () => {
    it('is read as typed', () => {
      assert.deepEqual(readRange(firstControls), { axis: 'entries', from: 1, to: 4096 });
      assert.deepEqual(readRange({ ...controlsFor('present', firstControls.spacing), to: ' 64 ' }), {
        axis: 'entries',
        from: 1,
        to: 64,
      });
      assert.deepEqual(readRange(controlsFor('holes', firstControls.spacing)), { axis: 'holes', from: 0, to: 1 });
    });

    for (const [from, to, says] of [
      ['', '5', /Whole numbers from 1 to 34,359,738,368/],
      ['1.5', '5', /Whole numbers/],
      ['5', '5', /must begin below its end/],
      ['1', 'many', /Whole numbers/],
    ] as const)
      it(`is refused from "${from}" to "${to}"`, () => {
        const read = readRange({ ...firstControls, from, to });
        assert.ok('problem' in read);
        assert.match(read.problem, says);
      });
  });
});
