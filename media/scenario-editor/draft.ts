/** Properties of a scenario as a user types them: half done, until they are read by their shapes. */
import type { Properties, Shape } from '../../server/lsp/protocol.ts';

/** A value as typed. Text that is empty, and what has no parts, stands for nothing. */
export type Draft =
  | string
  | { readonly kind: 'record'; readonly rows: readonly { readonly name: string; readonly value: Draft }[] }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Draft>> }
  | { readonly kind: 'list'; readonly items: readonly Draft[] };

export type ReadDraft = { readonly value: unknown } | { readonly problem: string };

/** What a new row or item begins with. */
export function emptyDraft(shape: Shape): Draft {
  if (isLine(shape)) return '';
  switch (shape.kind) {
    case 'record':
      return { kind: 'record', rows: [] };
    case 'object':
      return { kind: 'object', members: {} };
    case 'list':
    case 'name-or-list':
      return { kind: 'list', items: [] };
    default:
      return '';
  }
}

/** A list of simple values is typed in one field, with commas. */
export const isLine = (shape: Shape): boolean =>
  shape.kind === 'one-or-list' || (shape.kind === 'list' && shape.of.kind === 'name');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as it would be typed. A name in the place of a list is left to whoever offers the names. */
export function draftOf(shape: Shape, value: unknown): Draft {
  if (isLine(shape)) return value === undefined ? '' : [value].flat().join(', ');
  switch (shape.kind) {
    case 'record':
      return {
        kind: 'record',
        rows: Object.entries(isRecord(value) ? value : {}).map(([name, each]) => ({
          name,
          value: draftOf(shape.of, each),
        })),
      };
    case 'object': {
      const given = Object.entries(isRecord(value) ? value : {}).filter(
        ([name]) => shape.properties[name] !== undefined,
      );
      const members = given.map(([name, each]) => [
        name,
        draftOf(shape.properties[name]?.shape ?? { kind: 'text' }, each),
      ]);
      return { kind: 'object', members: Object.fromEntries(members) };
    }
    case 'list':
    case 'name-or-list':
      return { kind: 'list', items: (Array.isArray(value) ? value : []).map((each) => draftOf(shape.of, each)) };
    default:
      return value === undefined ? '' : String(value);
  }
}

const problem = (text: string): ReadDraft => ({ problem: text });

/** What a draft stands for; undefined for nothing, or what is wrong with it. */
export function readDraft(shape: Shape, draft: Draft): ReadDraft {
  if (typeof draft === 'string') return isLine(shape) ? readLine(shape, draft) : readText(shape, draft.trim());
  switch (draft.kind) {
    case 'record':
      return shape.kind === 'record' ? readRows(shape.of, draft.rows) : { value: undefined };
    case 'object':
      return shape.kind === 'object' ? readMembers(shape, draft.members) : { value: undefined };
    case 'list': {
      if (shape.kind !== 'list' && shape.kind !== 'name-or-list') return { value: undefined };
      const read = readAll(draft.items.map((item, index) => [`${index + 1}`, shape.of, item]));
      if ('problem' in read) return read;
      const items = read.values.filter((each) => each !== undefined);
      // A pattern stays where no run of entries takes its place.
      return { value: shape.kind === 'name-or-list' && items.length === 0 ? undefined : items };
    }
  }
}

function readText(shape: Shape, text: string): ReadDraft {
  if (text === '') return { value: undefined };
  switch (shape.kind) {
    case 'integer': {
      const value = /^-?(\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : Number.NaN;
      if (Number.isSafeInteger(value) && value >= shape.least && value <= shape.most) return { value };
      const isBounded = shape.most < Number.MAX_SAFE_INTEGER;
      return problem(isBounded ? `a whole number from ${shape.least} to ${shape.most}` : 'a whole number');
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : problem('true or false');
    case 'name':
      return shape.of.some(({ name }) => name === text)
        ? { value: text }
        : problem(`one of ${shape.of.map(({ name }) => name).join(', ')}`);
    default:
      return { value: text };
  }
}

function readLine(shape: Shape, text: string): ReadDraft {
  if ((shape.kind !== 'one-or-list' && shape.kind !== 'list') || text.trim() === '') return { value: undefined };
  const read = readAll(text.split(',').map((part) => ['', shape.of, part]));
  if ('problem' in read) return read;
  if (read.values.includes(undefined)) return problem(`${shape.items}, with a comma between two`);
  return { value: shape.kind === 'one-or-list' && read.values.length === 1 ? read.values[0] : read.values };
}

function readAll(
  parts: readonly (readonly [name: string, shape: Shape, draft: Draft])[],
): { readonly values: readonly unknown[] } | { readonly problem: string } {
  const values: unknown[] = [];
  for (const [name, shape, draft] of parts) {
    const read = readDraft(shape, draft);
    if ('problem' in read) return name === '' ? read : { problem: `${name}: ${read.problem}` };
    values.push(read.value);
  }
  return { values };
}

/** Rows without a name and without a value are not there yet. */
function readRows(shape: Shape, rows: readonly { readonly name: string; readonly value: Draft }[]): ReadDraft {
  const named = rows.map(({ name, value }) => ({ name: name.trim(), value }));
  const read = readAll(named.map(({ name, value }) => [name, shape, value]));
  if ('problem' in read) return read;
  const value: Record<string, unknown> = {};
  for (const [index, { name }] of named.entries()) {
    const each = read.values[index];
    if (name === '' && each === undefined) continue;
    if (name === '') return problem('a row has no name');
    if (each === undefined) return problem(`${name}: it has no value`);
    if (Object.hasOwn(value, name)) return problem(`${name} is there twice`);
    value[name] = each;
  }
  return { value };
}

function readMembers(
  { properties, required, oneOf }: Extract<Shape, { kind: 'object' }>,
  members: Readonly<Record<string, Draft>>,
): ReadDraft {
  const given = Object.entries(members);
  const read = readAll(given.map(([name, draft]) => [name, shapeOf(properties, name), draft]));
  if ('problem' in read) return read;
  const pairs = given.map(([name], index): [string, unknown] => [name, read.values[index]]);
  const value = Object.fromEntries(pairs.filter(([, each]) => each !== undefined));
  const missing = required.find((name) => value[name] === undefined);
  if (missing !== undefined) return problem(`it needs ${missing}`);
  if (oneOf && oneOf.filter((name) => value[name] !== undefined).length !== 1)
    return problem(`it needs either ${oneOf.join(' or ')}`);
  return { value };
}

const shapeOf = (properties: Properties, name: string): Shape => properties[name]?.shape ?? { kind: 'text' };
