import { type DocumentNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import { Ajv, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv';
import { suggestion } from '../core/simulator/simulation-error.ts';

/** What a JSON file holds, or what is wrong with it: a line for each error, with place, property and remedy. */
export type ReadJson<Value> = { readonly value: Value } | { readonly problems: readonly string[] };

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

/** What is wrong with a value and what it must be, for the keywords that the schemas use. */
function describe({ keyword, params, parentSchema, data }: ErrorObject): string {
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
    case 'enum': {
      const near = typeof data === 'string' ? suggestion(data, params['allowedValues']) : '';
      return near === '' ? `must be one of ${listed(params['allowedValues'])}` : `cannot be "${data}"${near}`;
    }
    case 'pattern':
      return `cannot be ${JSON.stringify(data)}; ${parentSchema?.['patternErrorMessage'] ?? `it must match ${params['pattern']}`}`;
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

function syntaxProblem(name: string, error: unknown): string {
  const { line, column, message } = error as { line?: number; column?: number; message: string };
  const what = message.replace(/\.? \(\d+:\d+\)$|\.$/, '');
  const where = line === undefined ? '' : `:${line}:${column}`;
  return `${name}${where}: not JSON: ${what}`;
}

/** What the schemas say to editors, which are no conditions. */
const annotations = ['enumDescriptions', 'patternErrorMessage'];

/**
 * Reads JSON and holds it against a schema; `name` is what the file is called in the problems. The schema is compiled at
 * the first text, which takes longer than all that a command does without such a file.
 */
export function jsonReader<Value>(schema: AnySchema): (name: string, text: string) => ReadJson<Value> {
  let validate: ValidateFunction<Value> | undefined;
  return (name, text) => {
    validate ??= new Ajv({ allErrors: true, strict: true, verbose: true, keywords: annotations }).compile<Value>(
      schema,
    );
    return readJsonText(name, text, validate);
  };
}

function readJsonText<Value>(name: string, text: string, validate: ValidateFunction<Value>): ReadJson<Value> {
  let document: DocumentNode;
  try {
    document = parse(text, { mode: 'json' });
  } catch (error) {
    return { problems: [syntaxProblem(name, error)] };
  }
  const value: unknown = JSON.parse(text);
  if (validate(value)) return { value };
  const problems = (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map((error) => {
      const member = error.keyword === 'additionalProperties' ? error.params['additionalProperty'] : undefined;
      const { line, column } = nodeAt(document, error.instancePath, member);
      const property = error.instancePath
        .slice(1)
        .replace(/\/(\d+)/g, '[$1]')
        .replaceAll('/', '.');
      return `${name}:${line}:${column}: ${property === '' ? '' : `${property}: `}${describe(error)}`;
    });
  return { problems };
}
