import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Draft, draftOf, readDraft } from '../../../../media/scenario-editor/draft.ts';
import { scenarioFile } from '../../../../media/scenario-editor/scenario-file.ts';
import { defaultScenario, readScenario } from '../../../../server/core/simulator/scenario-input.ts';
import { scenarioProperties } from '../../../../server/core/simulator/scenario-shape/properties.ts';
import { readShape } from '../../../../server/core/simulator/scenario-shape/read.ts';
import type { Shape } from '../../../../server/core/simulator/scenario-shape/shape.ts';
import type { Scenario } from '../../../../server/lsp/protocol.ts';
import { scenario } from '../../../fixtures/report.ts';

const word = fc.stringMatching(/^[a-z_]{1,8}$/);

/** Values of a shape as a scenario may hold them. */
function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'integer':
      return fc.integer({ min: Math.max(shape.least, -(2 ** 31)), max: Math.min(shape.most, 2 ** 31 - 1) });
    case 'boolean':
      return fc.boolean();
    case 'text':
      return word;
    case 'name':
      return fc.constantFrom(...shape.of.map(({ name }) => name));
    case 'record':
      return fc.dictionary(word, valuesOf(shape.of), { maxKeys: 3, noNullPrototype: true });
    case 'object': {
      const [, ...left] = shape.oneOf ?? [];
      const parts = Object.entries(shape.properties)
        .filter(([name]) => !left.includes(name))
        .map(([name, { shape: each }]): [string, fc.Arbitrary<unknown>] => [name, valuesOf(each)]);
      const first = shape.oneOf?.slice(0, 1) ?? [];
      return fc.record(Object.fromEntries(parts), {
        requiredKeys: [...shape.required, ...first],
        noNullPrototype: true,
      });
    }
    case 'list':
    case 'name-or-list':
      return fc.array(valuesOf(shape.of), { minLength: 1, maxLength: 3 });
    case 'one-or-list':
      return fc.oneof(valuesOf(shape.of), fc.array(valuesOf(shape.of), { minLength: 2, maxLength: 3 }));
  }
}

describe('drafts of properties', () => {
  for (const [name, { shape }] of Object.entries(scenarioProperties))
    it(`give ${name} back as it was, and as the simulator takes it`, () => {
      fc.assert(
        fc.property(valuesOf(shape), (value) => {
          const read = readDraft(shape, draftOf(shape, value));
          assert.deepEqual(read, { value });
          assert.doesNotThrow(() => readShape(shape, value, name));
        }),
        { numRuns: 40 },
      );
    });

  const { interruptions, assume, machine, population, limits, otherPages } = scenarioProperties;
  const wrong: readonly [shape: Shape, draft: Draft, says: RegExp][] = [
    [otherPages.shape, 'many', /^a whole number from 0 to /],
    [machine.shape, { kind: 'object', members: { series: 'v9' } }, /^series: one of v2, v5, v6$/],
    [limits.shape, { kind: 'object', members: { depth: '0' } }, /^depth: a whole number from 1 to 1000$/],
    [
      assume.shape,
      { kind: 'record', rows: [{ name: 'need_resched', value: '0,,1' }] },
      /^need_resched: whole numbers, with/,
    ],
    [assume.shape, { kind: 'record', rows: [{ name: ' ', value: '1' }] }, /^a row has no name$/],
    [assume.shape, { kind: 'record', rows: [{ name: 'f', value: '' }] }, /^f: it has no value$/],
    [
      assume.shape,
      {
        kind: 'record',
        rows: [
          { name: 'f', value: '1' },
          { name: 'f', value: '2' },
        ],
      },
      /^f is there twice$/,
    ],
    [population.shape, { kind: 'list', items: [{ kind: 'object', members: { entries: '4' } }] }, /^1: it needs state$/],
    [
      interruptions.shape,
      { kind: 'list', items: [{ kind: 'object', members: { kind: 'sleep' } }] },
      /^1: it needs either line or function$/,
    ],
  ];
  for (const [shape, draft, says] of wrong)
    it(`say what is wrong with ${JSON.stringify(draft)}`, () => {
      const read = readDraft(shape, draft);
      assert.ok('problem' in read, JSON.stringify(read));
      assert.match(read.problem, says);
    });

  it('stand for nothing where nothing was typed', () => {
    assert.deepEqual(readDraft(otherPages.shape, ' '), { value: undefined });
    assert.deepEqual(readDraft(machine.shape, { kind: 'object', members: { rdp: '' } }), { value: {} });
    assert.deepEqual(readDraft(assume.shape, { kind: 'record', rows: [{ name: '', value: '' }] }), { value: {} });
    assert.deepEqual(readDraft(population.shape, draftOf(population.shape, 'half')), { value: undefined });
  });
});

describe('a scenario as a file', () => {
  const preset: Scenario = { ...scenario, fullmm: true };

  it('has what its preset has not', () => {
    const chosen: Scenario = { ...preset, machine: { rdp: false }, entries: 31, fullmm: false, attachedCpus: 1 };
    assert.deepEqual(scenarioFile(chosen, preset), {
      entries: 31,
      attachedCpus: 1,
      maskCpus: 2,
      fullmm: false,
      machine: { rdp: false },
      preset: 'mprotect',
    });
  });

  it('says that something is empty which is not in its preset', () => {
    assert.deepEqual(scenarioFile({ ...preset, arguments: {} }, preset), { arguments: {}, preset: 'mprotect' });
  });

  it('is the same scenario again over its preset', () => {
    const chosen: Scenario = { ...preset, entries: 31, attachedCpus: 1, assume: { f: [0, 1] } };
    assert.deepEqual(readScenario(scenarioFile(chosen, preset), preset), chosen);
    assert.deepEqual(readScenario(scenarioFile(chosen, undefined), defaultScenario), chosen);
  });
});
