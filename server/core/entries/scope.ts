import { visitStatement } from '../flow/walk.ts';
import { entryPointerMembers, entryType, upperEntryTypes } from '../kernel/entries.ts';
import type { Expression, FunctionDefinition, TypeSyntax } from '../syntax/ast.ts';

/** Types of the names that a function declares. A name that blocks declare with different types has none. */
export type Scope = ReadonlyMap<string, TypeSyntax>;

export function scopeOf(definition: FunctionDefinition): Scope {
  const scope = new Map<string, TypeSyntax>();
  const differing = new Set<string>();
  const declare = (name: string, type: TypeSyntax) => {
    const known = scope.get(name);
    if (known && isEntryPointer(known) !== isEntryPointer(type)) differing.add(name);
    scope.set(name, type);
  };
  for (const { name, type } of definition.parameters) if (name) declare(name, type);
  visitStatement(
    definition.body,
    () => {},
    (statement) => {
      if (statement.kind !== 'declaration' || statement.storage === 'typedef') return;
      for (const { name, type } of statement.declarators) declare(name, type);
    },
  );
  for (const name of differing) scope.delete(name);
  return scope;
}

/** The type of an expression as far as declarations of the function tell it; enough to know pointers to entries. */
export function typeOf(expression: Expression, scope: Scope): TypeSyntax | undefined {
  switch (expression.kind) {
    case 'name':
      return scope.get(expression.name);
    case 'cast':
    case 'compound-literal':
      return expression.type;
    case 'unary':
      return typeOfUnary(expression, scope);
    case 'index':
      return targetOf(typeOf(expression.array, scope));
    case 'member': {
      const object = typeOf(expression.object, scope);
      const record = expression.arrow ? targetOf(object) : object;
      if (record?.kind !== 'record') return undefined;
      if (entryPointerMembers.get(record.tag ?? '')?.has(expression.field))
        return pointerTo({ kind: 'named', name: entryType });
      return record.members?.find(({ name }) => name === expression.field)?.type;
    }
    case 'assign':
      return typeOf(expression.target, scope);
    case 'update':
      return typeOf(expression.operand, scope);
    case 'binary':
      return expression.operator === '+' || expression.operator === '-'
        ? [typeOf(expression.left, scope), typeOf(expression.right, scope)].find((type) => type && targetOf(type))
        : undefined;
    default:
      return undefined;
  }
}

function typeOfUnary(
  { operator, operand }: Extract<Expression, { kind: 'unary' }>,
  scope: Scope,
): TypeSyntax | undefined {
  const type = typeOf(operand, scope);
  if (operator === '*') return targetOf(type);
  if (operator === '&') return type && pointerTo(type);
  return operator === '!' ? undefined : type;
}

function pointerTo(target: TypeSyntax): TypeSyntax {
  return { kind: 'pointer', target };
}

function targetOf(type: TypeSyntax | undefined): TypeSyntax | undefined {
  if (type?.kind === 'pointer') return type.target;
  return type?.kind === 'array' ? type.element : undefined;
}

/** `pte_t *`. */
export function isEntryPointer(type: TypeSyntax | undefined): boolean {
  return type?.kind === 'pointer' && type.target.kind === 'named' && type.target.name === entryType;
}

/** `pmd_t *` and the like. */
export function isUpperEntryPointer(type: TypeSyntax | undefined): boolean {
  return type?.kind === 'pointer' && type.target.kind === 'named' && upperEntryTypes.has(type.target.name);
}
