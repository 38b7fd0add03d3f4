import { scopeOf, typeOf } from '../entries/scope.ts';
import { visitStatement } from '../flow/walk.ts';
import { entryAddressMembers } from '../kernel/entries.ts';
import type { Expression, FunctionDefinition } from '../syntax/ast.ts';
import type { Surroundings } from './evaluate.ts';

/** What of a function its expressions are evaluated with. */
export function surroundingsOf(definition: FunctionDefinition): Surroundings {
  const scope = scopeOf(definition);
  const changingMembers = new Set<string>();
  const changingObjects = new Set<string>();
  const noteTarget = (target: Expression) => {
    if (target.kind === 'member') changingMembers.add(target.field);
  };
  /** Whoever is given the address of a structure may change it; a walk goes on when it is called. */
  const noteArgument = (argument: Expression) => {
    const pointee = argument.kind === 'unary' && argument.operator === '&' ? argument.operand : argument;
    if (pointee.kind !== 'name') return;
    const type = typeOf(pointee, scope);
    const target = type?.kind === 'pointer' ? type.target : type;
    const isWalk = target?.kind === 'record' && entryAddressMembers.has(target.tag ?? '');
    if (pointee !== argument || isWalk) changingObjects.add(pointee.name);
  };
  visitStatement(definition.body, (expression) => {
    if (expression.kind === 'assign') noteTarget(expression.target);
    else if (expression.kind === 'update') noteTarget(expression.operand);
    else if (expression.kind === 'unary' && expression.operator === '&') noteTarget(expression.operand);
    else if (expression.kind === 'call') for (const argument of expression.arguments) noteArgument(argument);
  });
  return { scope, changingMembers, changingObjects };
}
