import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import published from '../../../schemas/scenario.schema.json' with { type: 'json' };
import { scenarioOf } from '../../../server/core/simulator/choices.ts';
import { allPresets } from '../../../server/core/simulator/presets/presets.ts';
import { defaultScenario, readScenario } from '../../../server/core/simulator/scenario-input.ts';
import { entryLimit, scenarioProperties } from '../../../server/core/simulator/scenario-shape/properties.ts';
import { scenarioSchema } from '../../../server/core/simulator/scenario-shape/schema.ts';
import type { Shape } from '../../../server/core/simulator/scenario-shape/shape.ts';
import { SimulationError } from '../../../server/core/simulator/simulation-error.ts';

const validate = new Ajv({ strict: true, keywords: ['enumDescriptions'] }).compile(published);

/** Values around what a shape takes, right and wrong. */
function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  const strange = fc.constantFrom<unknown>(null, true, -1, 0.5, 1e9, '', 'x', [], {});
  switch (shape.kind) {
    case 'integer':
      return fc.oneof(strange, fc.constantFrom(shape.least, shape.most, shape.most + 1), fc.nat(2 ** 18));
    case 'boolean':
      return fc.oneof(strange, fc.boolean());
    case 'text':
      return fc.oneof(strange, fc.string());
    case 'name':
      return fc.oneof(strange, namesOf(shape.of));
    case 'record':
      return fc.oneof(strange, fc.dictionary(fc.constantFrom('a', 'constructor', 'B_2'), valuesOf(shape.of)));
    case 'object': {
      const members = Object.entries(shape.properties).map(([name, property]) => [name, valuesOf(property.shape)]);
      return fc.oneof(strange, fc.record(Object.fromEntries(members), { requiredKeys: [] }));
    }
    case 'list':
      return fc.oneof(strange, fc.array(valuesOf(shape.of), { maxLength: 3 }));
    case 'one-or-list':
      return fc.oneof(valuesOf(shape.of), fc.array(valuesOf(shape.of), { maxLength: 3 }));
    case 'name-or-list':
      return fc.oneof(strange, namesOf(shape.names), fc.array(valuesOf(shape.of), { maxLength: 3 }));
  }
}

function namesOf(choices: readonly { readonly name: string }[]): fc.Arbitrary<string> {
  return fc.constantFrom(...choices.map(({ name }) => name));
}

/** What a property has to fit, out of its way. */
const companions: Readonly<Record<string, object>> = {
  maskCpus: { attachedCpus: 1 },
  interruptions: { entries: entryLimit },
};

/** Whether the reader takes a property, whatever it says about two that do not fit together. */
function isRead(name: string, value: unknown): boolean {
  try {
    readScenario({ [name]: value, ...companions[name] });
    return true;
  } catch (error) {
    if (error instanceof SimulationError) return false;
    throw error;
  }
}

describe('the shape of scenarios', () => {
  it('is published as it is', () => assert.deepEqual(published, scenarioSchema()));

  it('takes the scenario of every preset', () => {
    for (const preset of allPresets) assert.ok(validate(scenarioOf(preset)), JSON.stringify(validate.errors));
  });

  it('names what a property stands for when it is left out', () => {
    for (const [name, { usual }] of Object.entries(scenarioProperties))
      if (usual !== undefined) assert.equal(usual, defaultScenario[name as keyof typeof defaultScenario], name);
  });

  it('has examples that it takes', () => {
    for (const [name, { examples }] of Object.entries(scenarioProperties))
      for (const example of examples ?? []) {
        assert.ok(isRead(name, example), name);
        assert.ok(validate({ [name]: example }), name);
      }
  });

  for (const [name, { shape }] of Object.entries(scenarioProperties))
    it(`means the same in the schema and in the engine: ${name}`, () => {
      fc.assert(
        fc.property(valuesOf(shape), (value) => assert.equal(isRead(name, value), validate({ [name]: value }))),
      );
    });

  for (const [what, scenario, says] of [
    ['a property', { entires: 3 }, /no property "entires"; did you mean entries\?/],
    [
      'a property of a run',
      { population: [{ entries: 1, state: 'none', dirt: true }] },
      /"population\[0\]\.dirt"; did you mean dirty/,
    ],
    [
      'a state',
      { population: [{ entries: 1, state: 'presnt' }] },
      /"population\[0\]\.state" cannot be .*did you mean present/,
    ],
    ['a preset', { preset: 'mprotekt' }, /"preset" cannot be .*did you mean mprotect\?/],
    ['a pattern', { population: 'alternatin' }, /"population" cannot be "alternatin"; did you mean alternating/],
  ] as const)
    it(`says what was meant by ${what} that is mistyped`, () => {
      assert.throws(() => readScenario(scenario), says);
      assert.equal(validate(scenario), false);
    });
});
