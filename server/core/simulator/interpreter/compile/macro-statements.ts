import type { Expression, GuardStatement, IterateStatement } from '../../../syntax/ast.ts';
import { ignoredStatements } from './builtins.ts';
import { type FunctionContext, Scope } from './context.ts';
import { expandedStatements, expandText, isMacro } from './names.ts';
import { loopBody, loopLabel, statement } from './statements.ts';

/** Stands in an expanded iterator for the body that the walker wrote. */
const bodyCall = 'body_of_this_iterator';

/** A macro call that is statements rather than an expression; undefined when it is none. */
export function macroStatement(f: FunctionContext, node: Expression): string | undefined {
  const name = node.kind === 'name' ? node.name : calledName(node);
  if (name === undefined) return undefined;
  if (name === bodyCall && f.foreignBody) return foreignBody(f);
  if (ignoredStatements.has(name)) return '';
  if (!isMacro(f, name)) return undefined;
  const expansion = expandText(f, node);
  if (expansion.text.trim() === '') return '';
  if (f.linkage.parseExpression(expansion.text)) return undefined;
  const parsed = expandedStatements(f, expansion);
  return parsed?.run(() => parsed.statements.map((each) => statement(f, each)).join('\n'));
}

/** The name a call is made by; of `guard(rcu)()` that is `guard`. */
function calledName(node: Expression): string | undefined {
  if (node.kind !== 'call') return undefined;
  return node.callee.kind === 'name' ? node.callee.name : calledName(node.callee);
}

function foreignBody(f: FunctionContext): string {
  const { foreignBody: body } = f;
  if (!body) return '';
  f.foreignBody = body.outer;
  try {
    return f.inUnit(body.unit, () => f.within(new Scope(f.scope), () => statement(f, body.statement)));
  } finally {
    f.foreignBody = body;
  }
}

/** An iterator macro, expanded from its definition around the body. Without a definition the body never runs. */
export function iterateStatement(f: FunctionContext, node: IterateStatement): string {
  if (f.plan.guards.has(node)) {
    return `${f.stop('unsupported', `a goto into the body of ${node.macro}`, node).code};`;
  }
  if (!isMacro(f, node.macro)) return unknownIterator(f, node);
  const expansion = expandText(f, { start: node.start, end: node.body.start });
  const text = `${expansion.text} ${bodyCall}()`;
  const parsed = expandedStatements(f, { ...expansion, text });
  if (!parsed) {
    const reason = `the expansion of ${node.macro} cannot be read; give the simulator a model of it`;
    return `${f.stop('macro', reason, node).code};`;
  }
  const outer = f.foreignBody;
  f.foreignBody = { statement: node.body, unit: f.unit, outer };
  try {
    return parsed.run(() => parsed.statements.map((each) => statement(f, each)).join('\n'));
  } finally {
    f.foreignBody = outer;
  }
}

function unknownIterator(f: FunctionContext, node: IterateStatement): string {
  const index = f.linkage.assumptionIndex({
    kind: 'macro',
    name: node.macro,
    place: f.placeOf(node),
    type: { kind: 'void' },
    decisive: true,
  });
  return `E.note(${index});`;
}

/** `scoped_guard(…) body`: the body once; the lock that it takes is not simulated. */
export function guardStatement(f: FunctionContext, node: GuardStatement): string {
  return loopLabel(f, (label) => `${label}: do ${loopBody(f, node.body)} while (false);`);
}
