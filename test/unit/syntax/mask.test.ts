import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { kernelLike } from './kernel-like.ts';

const parser = await loadKernelParser();

function lineEnds(text: string): number[] {
  return [...text.matchAll(/\n/g)].map((match) => match.index);
}

function assertShapeKept(text: string): void {
  const { masked } = parser.parse('a.c', text);
  assert.equal(masked.length, text.length);
  assert.deepEqual(lineEnds(masked), lineEnds(text));
}

describe('masking', () => {
  it('keeps the length and every line end of kernel C, whole or broken', () => {
    fc.assert(fc.property(kernelLike, assertShapeKept), { numRuns: 500 });
  });

  it('keeps the length and every line end of junk', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), assertShapeKept), { numRuns: 500 });
  });

  it('leaves comments and strings as they are', () => {
    const text =
      'void f(void)\n{\n\t/* __init for_each_x(a) { */\n\tputs("__init #if for_each_x(a) {"); // __must_check\n}\n';
    assert.equal(parser.parse('a.c', text).masked, text);
  });
});
