import { type DocumentNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../schemas/scenario.schema.json' with { type: 'json' };
import type { Scenario } from '../core/simulator/scenario.ts';
import { suggestion } from '../core/simulator/simulation-error.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { CannotRun } from './exit.ts';

const validate = new Ajv({ allErrors: true, strict: true, verbose: true }).compile(schema);

/** The node that a JSON pointer leads to; the name of the member instead of its value when `member` is given. */
function nodeAt(document: DocumentNode, pointer: string, member?: string): { line: number; column: number } {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let node: ValueNode = document.body;
  for (const step of steps) {
    if (node.type === 'Array') node = node.elements[Number(step)].value;
    else if (node.type === 'Object') node = node.members.find((each) => nameOf(each.name) === step)?.value ?? node;
  }
  if (member !== undefined && node.type === 'Object')
    return (node.members.find((each) => nameOf(each.name) === member)?.name ?? node).loc.start;
  return node.loc.start;
}

function nameOf(name: { type: 'String'; value: string } | { type: 'Identifier'; name: string }): string {
  return name.type === 'String' ? name.value : name.name;
}

function listed(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

const typeNames: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'a string',
  object: 'an object in braces',
  array: 'a list in brackets',
};

/** What is wrong with a value and what it must be, for the keywords that the schema uses. */
function describe({ keyword, params, parentSchema }: ErrorObject): string {
  const names = Object.keys(parentSchema?.['properties'] ?? {});
  switch (keyword) {
    case 'additionalProperties': {
      const typed = String(params['additionalProperty']);
      return `there is no property "${typed}"${suggestion(typed, names)}`;
    }
    case 'required':
      return `"${params['missingProperty']}" is missing`;
    case 'type':
      return `must be ${typeNames[String(params['type'])] ?? params['type']}`;
    case 'enum':
      return `must be one of ${listed(params['allowedValues'])}`;
    case 'minimum':
      return `must be ${params['limit']} or more`;
    case 'maximum':
      return `must be ${params['limit']} or less`;
    case 'minItems':
      return `must hold at least ${params['limit']} run`;
    default:
      return `is not valid (${keyword})`;
  }
}

function locateSyntaxError(path: string, error: unknown): CannotRun {
  const { line, column, message } = error as { line?: number; column?: number; message: string };
  const what = message.replace(/\.? \(\d+:\d+\)$|\.$/, '');
  const where = line === undefined ? '' : `:${line}:${column}`;
  return new CannotRun(`${path}${where}: not JSON: ${what}`);
}

/** Reads a scenario from a JSON file. Throws `CannotRun` that names file, line, property and remedy, one line for each error. */
export function readScenarioFile(path: string): Partial<Scenario> {
  let text: string;
  try {
    text = readSourceText(path);
  } catch (error) {
    if (error instanceof UnreadableSource)
      throw new CannotRun(`${path}: ${error.message}; --scenario takes a JSON file`);
    throw error;
  }
  let document: DocumentNode;
  try {
    document = parse(text, { mode: 'json' });
  } catch (error) {
    throw locateSyntaxError(path, error);
  }
  const scenario: unknown = JSON.parse(text);
  if (!validate(scenario)) {
    const lines = (validate.errors ?? [])
      .filter(({ keyword }) => keyword !== 'if')
      .map((error) => {
        const member = error.keyword === 'additionalProperties' ? error.params['additionalProperty'] : undefined;
        const { line, column } = nodeAt(document, error.instancePath, member);
        const property = error.instancePath
          .slice(1)
          .replace(/\/(\d+)/g, '[$1]')
          .replaceAll('/', '.');
        return `${path}:${line}:${column}: ${property === '' ? '' : `${property}: `}${describe(error)}`;
      });
    throw new CannotRun(lines.join('\n'));
  }
  const { $schema: _, ...rest } = scenario as Partial<Scenario> & { $schema?: string };
  return rest;
}
