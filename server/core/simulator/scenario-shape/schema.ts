import { scenarioProperties } from './properties.ts';
import type { Choice, Properties, Property, Shape } from './shape.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Version of the scenario's shape, published in schemas/scenario.schema.json. */
const schemaId = 'urn:lazy-mmu-lens:scenario:1';

/**
 * The published schema of scenario files, JSON Schema draft 7 with `enumDescriptions`, which VS Code shows beside the values
 * that it offers.
 */
export function scenarioSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaId,
    title: 'Scenario of a simulated walker',
    description:
      'What a walker is simulated on. Every property may be left out; the preset, or the walker, then chooses.',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...propertySchemas(scenarioProperties) },
  };
}

function propertySchemas(properties: Properties): Schema {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, propertySchema(property)]));
}

function propertySchema({ description, shape, usual, examples }: Property): Schema {
  return {
    description,
    ...shapeSchema(shape),
    ...(usual === undefined ? {} : { default: usual }),
    ...(examples === undefined ? {} : { examples }),
  };
}

function shapeSchema(shape: Shape): Schema {
  switch (shape.kind) {
    case 'integer':
      return { type: 'integer', minimum: shape.least, maximum: shape.most };
    case 'boolean':
      return { type: 'boolean' };
    case 'text':
      return { type: 'string' };
    case 'name':
      return nameSchema(shape.of);
    case 'record':
      return { type: 'object', additionalProperties: shapeSchema(shape.of) };
    case 'object':
      return {
        type: 'object',
        additionalProperties: false,
        ...(shape.required.length === 0 ? {} : { required: shape.required }),
        ...(shape.oneOf === undefined
          ? {}
          : { oneOf: shape.oneOf.map((name) => ({ properties: { [name]: true }, required: [name] })) }),
        properties: propertySchemas(shape.properties),
      };
    case 'list':
      return { type: 'array', items: shapeSchema(shape.of) };
    case 'one-or-list':
      return {
        if: { type: 'array' },
        then: { type: 'array', minItems: 1, items: shapeSchema(shape.of) },
        else: shapeSchema(shape.of),
      };
    case 'name-or-list':
      // A message about both sides of an anyOf says nothing: what is written decides which side is meant.
      return {
        if: { type: 'array' },
        then: { type: 'array', minItems: 1, items: shapeSchema(shape.of) },
        else: nameSchema(shape.names),
      };
  }
}

function nameSchema(choices: readonly Choice[]): Schema {
  return {
    type: 'string',
    enum: choices.map(({ name }) => name),
    enumDescriptions: choices.map(({ title }) => title),
  };
}
