import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Heap } from '../../../server/core/simulator/interpreter/memory.ts';

const mebibyte = 2 ** 20;

function newHeap(): Heap {
  const tables = { load: () => 0, store: () => undefined };
  const fault = (reason: string): never => assert.fail(reason);
  return new Heap(64 * mebibyte, tables, fault, () => undefined);
}

/** Ways to store something that is not zero within 16 bytes from an address. */
const stores: readonly ((heap: Heap, address: number) => unknown)[] = [
  (heap, address) => heap.store8(address, 3, 0x7f, 0),
  (heap, address) => heap.store16(address, 2, -2, 0),
  (heap, address) => heap.store32(address, 4, 0x1234_5678, 0),
  (heap, address) => heap.store64(address, 8, 2 ** 40, 0),
  (heap, address) => heap.store64(address, 8, -1n, 0),
  (heap, address) => heap.store64(address, 3, 2 ** 40 + 1, 0),
  (heap, address) => heap.fill(address, 0xff, 16, 0),
  (heap, address) => heap.copyIn(address, new Uint8Array(16).fill(1)),
];

describe('the heap of a run', () => {
  it('is all zero again after a reset, and between two addresses where it is made zero', () => {
    const store = fc.tuple(fc.nat({ max: (3 * mebibyte) / 16 - 2 }), fc.constantFrom(...stores));
    fc.assert(
      fc.property(fc.array(store, { minLength: 1, maxLength: 8 }), fc.boolean(), (stored, resets) => {
        const heap = newHeap();
        const start = heap.allocate(3 * mebibyte);
        for (const [slot, action] of stored) {
          action(heap, start + slot * 16);
          heap.copy(start + 3 * mebibyte - 16, start + slot * 16, 16, 0);
        }
        if (resets) heap.reset();
        else heap.zero(start, heap.end);
        const again = resets ? heap.allocate(3 * mebibyte) : start;
        assert.equal(again, start);
        assert.ok(heap.copyOut(start, start + 3 * mebibyte).every((byte) => byte === 0));
      }),
      { numRuns: 40 },
    );
  });

  it('makes nothing zero beyond two addresses', () => {
    const heap = newHeap();
    const start = heap.allocate(mebibyte);
    heap.fill(start, 1, mebibyte, 0);
    heap.zero(start + 100_000, start + 300_000);
    const bytes = heap.copyOut(start, start + mebibyte);
    assert.ok(bytes.every((byte, index) => byte === (index >= 100_000 && index < 300_000 ? 0 : 1)));
  });
});
