import { purePredicates } from '../kernel/control.ts';
import { sharedStructures } from '../kernel/shared-structures.ts';
import type { Expression, FunctionDefinition, TypeSyntax } from '../syntax/ast.ts';
import { pointersSetBy } from './effects.ts';
import type { FlowNode } from './graph.ts';
import { repeatedQuestions } from './repeated-questions.ts';
import { calleeName, operands, visitStatement } from './walk.ts';

/**
 * A mark beside the names that are followed: what a variable is or points to is known to this task alone. Members of it are
 * changed by nobody else.
 */
export function ownMark(variable: string): string {
  return `own ${variable}`;
}

/**
 * Locals and parameters worth following: their value can be told from the assignments that name them, and a branch or a
 * result depends on it, directly or through copies. Besides, the members and calculations that more than one branch asks
 * about, as `steadyText()` has them, which is no name of C.
 */
export function trackedVariables(definition: FunctionDefinition, nodes: readonly FlowNode[]): ReadonlySet<string> {
  const repeated = repeatedQuestions(definition, nodes);
  const asked = [...repeated].flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []);
  const deciding = decidingVariables(nodes, asked);
  const followed = [...followableVariables(definition)].filter((name) => deciding.has(name));
  return new Set([...followed, ...repeated, ...(repeated.size > 0 ? ownVariables(definition).map(ownMark) : [])]);
}

/** Variables that are or point to structures which no other task knows. */
function ownVariables({ parameters, body }: FunctionDefinition): readonly string[] {
  const own = parameters.flatMap(({ name, type }) => (name && isOwnStructure(type) ? name : []));
  visitStatement(
    body,
    () => {},
    (statement) => {
      if (statement.kind !== 'declaration') return;
      for (const { name, type } of statement.declarators) if (isOwnStructure(type)) own.push(name);
    },
  );
  return own;
}

function isOwnStructure(type: TypeSyntax): boolean {
  const target = type.kind === 'pointer' ? type.target : type;
  return target.kind === 'record' && !sharedStructures.has(target.tag ?? '');
}

/** Locals and parameters whose every new value stands in the function: declared once, not static, no address taken. */
export function followableVariables(definition: FunctionDefinition): ReadonlySet<string> {
  const declared = new Map<string, number>();
  const unfit = new Set<string>();
  const onlySet = new Set<Expression>();
  const declare = (name: string) => declared.set(name, (declared.get(name) ?? 0) + 1);
  for (const { name } of definition.parameters) if (name) declare(name);
  visitStatement(
    definition.body,
    (expression) => {
      if (expression.kind === 'call') for (const each of pointersSetBy(expression)) onlySet.add(each);
      noteAddress(expression, onlySet, unfit);
    },
    (statement) => {
      if (statement.kind !== 'declaration' || statement.storage === 'typedef') return;
      for (const { name, type } of statement.declarators) {
        declare(name);
        if (statement.storage === 'static' || statement.storage === 'extern' || type.kind === 'array') unfit.add(name);
      }
    },
  );
  return new Set([...declared].filter(([name, times]) => times === 1 && !unfit.has(name)).map(([name]) => name));
}

/** A variable whose address is taken may be set by anyone; `onlySet` are the names in calls that set it themselves. */
function noteAddress(expression: Expression, onlySet: ReadonlySet<Expression>, unfit: Set<string>): void {
  if (expression.kind !== 'unary' || expression.operator !== '&' || expression.operand.kind !== 'name') return;
  if (!onlySet.has(expression.operand)) unfit.add(expression.operand.name);
}

function decidingVariables(nodes: readonly FlowNode[], asked: readonly string[]): ReadonlySet<string> {
  const deciding = new Set<string>(asked);
  for (const { kind, expression } of nodes) {
    const decides = kind === 'branch' || kind === 'switch' || kind === 'return';
    if (decides && expression) addNames(expression, deciding);
  }
  for (let before = -1; before !== deciding.size; ) {
    before = deciding.size;
    for (const { effects } of nodes) {
      for (const effect of effects) {
        if (effect.kind === 'assign' && effect.value && deciding.has(effect.name)) addNames(effect.value, deciding);
      }
    }
  }
  return deciding;
}

/** Names whose value the value of an expression is told from; what is behind a call or a pointer is not. */
function addNames(expression: Expression, names: Set<string>): void {
  if (expression.kind === 'name') names.add(expression.name);
  if (purePredicates.has(calleeName(expression) ?? '')) for (const each of operands(expression)) addNames(each, names);
  if (!['binary', 'unary', 'cast', 'assign', 'update', 'sequence'].includes(expression.kind)) return;
  for (const operand of operands(expression)) addNames(operand, names);
}
