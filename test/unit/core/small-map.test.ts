import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SmallMap } from '../../../server/core/small-map.ts';

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('with' as const), name: names, value: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('without' as const), name: names }),
  ),
  { maxLength: 12 },
);

type Steps = typeof steps extends fc.Arbitrary<infer Each> ? Each : never;

/** The same steps in a `Map`, and in a small one. */
function built(taken: Steps): { readonly map: Map<string, number>; readonly small: SmallMap<number> } {
  const map = new Map<string, number>();
  let small = new SmallMap<number>();
  for (const step of taken) {
    if (step.kind === 'with') {
      map.set(step.name, step.value);
      small = small.with(step.name, step.value);
    } else {
      map.delete(step.name);
      small = small.without(step.name);
    }
  }
  return { map, small };
}

function entriesOf(small: SmallMap<number>): readonly (readonly [string, number])[] {
  const entries: [string, number][] = [];
  small.forEach((key, value) => {
    entries.push([key, value]);
  });
  return entries;
}

describe('a small map', () => {
  it('holds what a Map holds, in the same order', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const { map, small } = built(taken);
        assert.deepEqual(entriesOf(small), [...map]);
        assert.equal(small.size, map.size);
        for (const name of ['a', 'b', 'c', 'd', 'e']) {
          assert.equal(small.get(name), map.get(name));
          assert.equal(small.has(name), map.has(name));
        }
      }),
    );
  });

  it('is equal to one with the same entries in any order, and to no other', () => {
    fc.assert(
      fc.property(steps, steps, (one, other) => {
        const [left, right] = [built(one), built(other)];
        const same =
          left.map.size === right.map.size && [...left.map].every(([key, each]) => right.map.get(key) === each);
        assert.equal(left.small.equals(right.small), same);
      }),
    );
  });

  it('keeps and changes entries as lists do', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 3 }), (taken, value) => {
        const { map, small } = built(taken);
        assert.deepEqual(
          entriesOf(small.filter((_, each) => each > value)),
          [...map].filter(([, each]) => each > value),
        );
        assert.deepEqual(
          entriesOf(small.map((each) => (each > value ? 0 : each))),
          [...map].map(([key, each]) => [key, each > value ? 0 : each]),
        );
      }),
    );
  });

  it('is the same object when nothing changes', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const { small } = built(taken);
        assert.equal(
          small.filter(() => true),
          small,
        );
        assert.equal(
          small.map((value) => value),
          small,
        );
        assert.equal(small.without('none'), small);
        for (const [key, value] of entriesOf(small)) assert.equal(small.with(key, value), small);
      }),
    );
  });
});
