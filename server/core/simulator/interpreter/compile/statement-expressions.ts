import type { Expression, Statement, StatementExpression } from '../../../syntax/ast.ts';
import { type CType, decay, voidType } from '../types.ts';
import { type FunctionContext, Scope } from './context.ts';
import { declareLocals } from './declarations.ts';
import { isSimple, type Value } from './emitted.ts';
import { condition, expression } from './expressions.ts';
import { block, countedStatements } from './statements.ts';

/** `({ … })`: operands of a comma where its statements are simple enough, else a function that is called at once. */
export function statementExpression(f: FunctionContext, node: StatementExpression): Value {
  return statementsAsExpression(f, node.body.body, node);
}

export function statementsAsExpression(f: FunctionContext, statements: readonly Statement[], node: Expression): Value {
  return f.within(new Scope(f.scope), () => {
    if (statements.every(isPlain)) return commaExpression(f, statements);
    return enclosedExpression(f, statements, node);
  });
}

/** What `commaExpression` can take. */
function isPlain(statement: Statement): boolean {
  switch (statement.kind) {
    case 'declaration':
    case 'expression':
    case 'empty':
      return true;
    case 'if':
      return isPlain(statement.then) && (!statement.otherwise || isPlain(statement.otherwise));
    case 'compound':
      return statement.body.every(isPlain);
    case 'do-while':
      return statement.condition.kind === 'integer' && statement.condition.value === 0n && isPlain(statement.body);
    default:
      return false;
  }
}

function commaExpression(f: FunctionContext, statements: readonly Statement[]): Value {
  const effects: string[] = [];
  let last: Value | undefined;
  for (const statement of statements) {
    if (last && !isSimple(last.code)) effects.push(last.code);
    last = undefined;
    if (statement.kind === 'declaration') effects.push(...declareLocals(f, statement));
    else if (statement.kind === 'expression') last = expression(f, statement.expression);
    else if (statement.kind === 'if') effects.push(conditionalEffect(f, statement));
    else if (statement.kind === 'compound') last = nested(f, statement.body);
    else if (statement.kind === 'do-while') last = nested(f, [statement.body]);
  }
  const final = last ?? { code: '0', type: voidType };
  if (effects.length === 0) return final;
  return { code: `(${[...effects, final.code].join(', ')})`, type: decay(final.type) };
}

function nested(f: FunctionContext, statements: readonly Statement[]): Value {
  const inner = f.within(new Scope(f.scope), () => commaExpression(f, statements));
  return { code: inner.code, type: voidType };
}

function conditionalEffect(f: FunctionContext, statement: Extract<Statement, { kind: 'if' }>): string {
  const test = condition(f, statement.condition);
  if (test === 'false') return statement.otherwise ? nested(f, [statement.otherwise]).code : '0';
  const then = nested(f, [statement.then]).code;
  if (test === 'true') return then;
  const otherwise = statement.otherwise ? nested(f, [statement.otherwise]).code : '0';
  return `(${test} ? ${then} : ${otherwise})`;
}

/** Loops, switches and gotos inside: an arrow function, which `return` and outer jumps cannot leave. */
function enclosedExpression(f: FunctionContext, statements: readonly Statement[], node: Expression): Value {
  const { jumps, enclosed } = f;
  f.jumps = {};
  f.enclosed = true;
  try {
    const last = statements.at(-1);
    const before = last?.kind === 'expression' ? statements.slice(0, -1) : statements;
    const code = countedStatements(f, before, f.siteOf(node));
    const value: { readonly code: string; readonly type: CType } =
      last?.kind === 'expression' ? expression(f, last.expression) : { code: '0', type: voidType };
    return { code: `(() => ${block(`${code}return ${value.code};`)})()`, type: decay(value.type) };
  } finally {
    f.jumps = jumps;
    f.enclosed = enclosed;
  }
}
