import { SimulationError, suggestion } from '../simulation-error.ts';
import { type Choice, type Properties, type Shape, wholeNumber } from './shape.ts';

/**
 * Checks a value against its shape and gives it back without what stands for nothing: members that are undefined. Throws a
 * SimulationError that names the property which is wrong, what it must be, and what was meant where that can be guessed.
 */
export function readShape(shape: Shape, value: unknown, property: string): unknown {
  switch (shape.kind) {
    case 'integer': {
      const { least, most } = shape;
      if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return value;
      return wrong(property, `a whole number${shape === wholeNumber ? '' : ` from ${least} to ${most}`}`, value);
    }
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(property, 'true or false', value);
    case 'text':
      return typeof value === 'string' ? value : wrong(property, 'text', value);
    case 'name':
      return readName(shape.of, value, property, '');
    case 'record':
      if (!isRecord(value)) return wrong(property, 'an object', value);
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, readShape(shape.of, each, `${property}.${name}`)]),
      );
    case 'object': {
      if (!isRecord(value)) return wrong(property, 'an object', value);
      const read = readProperties(shape.properties, value, `${property}.`);
      const missing = shape.required.find((name) => read[name] === undefined);
      if (missing === undefined) return readChoice(shape.oneOf, read, property);
      return readShape(shape.properties[missing].shape, undefined, `${property}.${missing}`);
    }
    case 'list':
      if (!Array.isArray(value)) return wrong(property, `a list of ${shape.items}`, value);
      return value.map((each, index) => readShape(shape.of, each, `${property}[${index}]`));
    case 'one-or-list':
      if (!Array.isArray(value)) return readShape(shape.of, value, property);
      if (value.length === 0) return wrong(property, `a list of at least one of ${shape.items}`, value);
      return value.map((each, index) => readShape(shape.of, each, `${property}[${index}]`));
    case 'name-or-list':
      if (Array.isArray(value) && value.length > 0)
        return value.map((each, index) => readShape(shape.of, each, `${property}[${index}]`));
      return readName(shape.names, value, property, `, or a list of ${shape.items}`);
  }
}

/** The members of an object whose properties are known by name; `prefix` is what their names stand behind in messages. */
export function readProperties(
  properties: Properties,
  value: Readonly<Record<string, unknown>>,
  prefix = '',
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    if (each === undefined) continue;
    if (!Object.hasOwn(properties, name)) {
      const near = suggestion(name, Object.keys(properties));
      throw new SimulationError(`scenario: there is no property "${prefix}${name}"${near}`);
    }
    read[name] = readShape(properties[name].shape, each, `${prefix}${name}`);
  }
  return read;
}

/** An object that has one of some properties. */
function readChoice(
  names: readonly string[] | undefined,
  value: Readonly<Record<string, unknown>>,
  property: string,
): unknown {
  if (names === undefined || names.filter((name) => value[name] !== undefined).length === 1) return value;
  const quoted = names.map((name) => `"${name}"`).join(' or ');
  throw new SimulationError(`scenario: "${property}" must have either ${quoted}`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readName(choices: readonly Choice[], value: unknown, property: string, otherwise: string): string {
  const names = choices.map(({ name }) => name);
  const known = names.find((name) => name === value);
  if (known !== undefined) return known;
  const near = typeof value === 'string' ? suggestion(value, names) : '';
  if (near !== '') throw new SimulationError(`scenario: "${property}" cannot be ${JSON.stringify(value)}${near}`);
  return wrong(property, `one of ${names.join(', ')}${otherwise}`, value);
}

function wrong(property: string, wanted: string, value: unknown): never {
  const shown = JSON.stringify(value) ?? String(value);
  throw new SimulationError(`scenario: "${property}" must be ${wanted}, not ${shown}`);
}
