import type { Expression } from '../../../syntax/ast.ts';
import { type CType, charType } from '../types.ts';
import type { FunctionContext } from './context.ts';
import type { Location, Value } from './emitted.ts';
import { initializedLength } from './initializers.ts';
import type { LinkedGlobal } from './linkage.ts';
import { fileContext, resolveType, unknownLength } from './resolve-type.ts';
import { utf8 } from './utf8.ts';

/** A variable of file scope, found by name. */
export function globalOf(f: FunctionContext, name: string, node: Expression): Location | undefined {
  const index = globalIndex(f, name);
  if (index === undefined) return undefined;
  const global = f.linkage.globals[index];
  if (!global.assumed) return { kind: 'memory', base: `E.global(${index})`, offset: 0, type: global.type };
  const assumption = f.linkage.assumptionIndex({
    kind: 'variable',
    name,
    place: f.placeOf(node),
    type: global.type,
    decisive: true,
  });
  return { kind: 'memory', base: `E.assumedGlobal(${index}, ${assumption})`, offset: 0, type: global.type };
}

export function globalIndex(f: FunctionContext, name: string): number | undefined {
  const { linkage } = f;
  const found = linkage.variable(name);
  if (!found) return undefined;
  return linkage.globalIndex(name, (): LinkedGlobal => {
    const { declarator, storage } = found.item;
    const declared = resolveType(fileContext(linkage, found.unit), declarator.type);
    const assumed = storage === 'extern' && !declarator.initializer;
    return {
      name,
      unit: found.unit,
      type: withLength(declared, declarator.initializer),
      initializer: declarator.initializer,
      assumed,
      place: { file: found.unit.path, line: found.unit.lineOf(declarator.start) },
    };
  });
}

/** `int a[] = { … }` has the length of its initialiser. */
export function withLength(type: CType, initializer: Expression | undefined): CType {
  if (type.kind !== 'array' || type.length !== undefined) return type;
  return { ...type, length: initializedLength(initializer) ?? unknownLength };
}

/** A string literal: its bytes in UTF-8 and a NUL, set up once per run. */
export function stringLiteral(f: FunctionContext, text: string, node: Expression): Value {
  const bytes = [...utf8(text), 0];
  const type: CType = { kind: 'array', element: charType, length: bytes.length };
  const index = f.linkage.globalIndex(`"${text}`, () => ({
    name: '(string)',
    unit: f.unit,
    type,
    initializer: undefined,
    assumed: false,
    place: f.placeOf(node),
    bytes,
  }));
  return { code: `E.global(${index})`, type };
}
