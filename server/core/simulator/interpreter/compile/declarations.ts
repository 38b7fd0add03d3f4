import type { DeclarationStatement, Declarator } from '../../../syntax/ast.ts';
import { type CType, isWord, sizeOf } from '../types.ts';
import type { FunctionContext, Local } from './context.ts';
import { initializeDeclared } from './declaring-macros.ts';
import { isSimple } from './emitted.ts';
import { expression } from './expressions.ts';
import { withLength } from './globals.ts';
import { resolveType } from './resolve-type.ts';

/** Declares the names of a block and gives the code of their initial values, as operands of a comma expression. */
export function declareLocals(f: FunctionContext, statement: DeclarationStatement): string[] {
  if (statement.base.kind === 'record' || statement.base.kind === 'enum') resolveType(f, statement.base);
  return statement.declarators.flatMap((declarator) => declareOne(f, statement, declarator));
}

function declareOne(f: FunctionContext, statement: DeclarationStatement, declarator: Declarator): string[] {
  const { name, initializer } = declarator;
  if (statement.storage === 'extern' || declarator.type.kind === 'function') return [];
  if (statement.storage !== 'typedef' && statement.storage !== 'static') {
    const variable = variableLength(f, declarator);
    if (variable) return variable;
  }
  const declared = resolveType(f, declarator.type);
  if (statement.storage === 'typedef') {
    f.scope.declare(name, { kind: 'typedef', type: declared });
    return [];
  }
  const type = withLength(declared, initializer);
  if (statement.storage === 'static') {
    declareStatic(f, declarator, type);
    return [];
  }
  const local = f.local(type);
  f.scope.declare(name, local);
  const location = locationOf(local);
  return initializer && location ? initializeDeclared(f, name, location, initializer) : [];
}

function locationOf(local: Local) {
  if (local.kind === 'register') return local;
  if (local.kind === 'frame') return { kind: 'memory', base: 'fp', offset: local.offset, type: local.type } as const;
  return undefined;
}

function declareStatic(f: FunctionContext, declarator: Declarator, type: CType): void {
  const { unit } = f;
  const place = f.placeOf(declarator);
  const index = f.linkage.globalIndex(`${unit.path} ${unit.expanded ? unit.text : ''} ${declarator.start}`, () => ({
    name: declarator.name,
    unit,
    type,
    initializer: declarator.initializer,
    assumed: false,
    place,
  }));
  f.scope.declare(declarator.name, { kind: 'global', index, type });
}

/** `type a[n]` with a length that is known only when it runs: memory of its own, from the heap of the run. */
function variableLength(f: FunctionContext, declarator: Declarator): string[] | undefined {
  const { type } = declarator;
  if (type.kind !== 'array' || !type.length) return undefined;
  const length = expression(f, type.length);
  if (length.constant !== undefined) return undefined;
  const element = resolveType(f, type.element);
  const pointer: CType = { kind: 'pointer', target: element };
  const local = f.local(pointer);
  if (local.kind !== 'register' || !(isWord(element) || element.kind === 'record')) return undefined;
  f.scope.declare(declarator.name, local);
  const size = isSimple(length.code) ? length.code : `(${length.code})`;
  return [`${local.name} = M.allocate(Number(${size}) * ${sizeOf(element)}, ${f.siteOf(declarator)})`];
}
