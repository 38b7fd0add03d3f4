import type {
  CompoundStatement,
  DeclarationStatement,
  Expression,
  ForStatement,
  GotoStatement,
  IfStatement,
  LoopStatement,
  ReturnStatement,
  Statement,
} from '../../../syntax/ast.ts';
import { plainAssembly } from '../../../syntax/lower/expressions.ts';
import { ExecutionStop } from '../stop.ts';
import { voidType } from '../types.ts';
import { type FunctionContext, Scope } from './context.ts';
import { convert } from './convert.ts';
import { declareLocals } from './declarations.ts';
import { isSimple } from './emitted.ts';
import { condition, expression } from './expressions.ts';
import { guardStatement, iterateStatement, macroStatement } from './macro-statements.ts';
import { switchStatement } from './switches.ts';

/** Statements that do nothing themselves: a watched line is told of before those that they hold or mark. */
const unwatched: ReadonlySet<Statement['kind']> = new Set(['compound', 'label', 'case', 'empty']);

export function block(code: string): string {
  return `{ ${code} }`;
}

/** Compiles one statement to JavaScript statements. What cannot be compiled stops the run when it is reached. */
export function statement(f: FunctionContext, node: Statement): string {
  f.linkage.stopCheck.check();
  const watched = unwatched.has(node.kind) ? '' : f.tellOfLine(node);
  try {
    return watched + compile(f, node);
  } catch (error) {
    if (!(error instanceof ExecutionStop)) throw error;
    return `${f.linkage.stopCode(error.kind, error.reason, { file: error.file, line: error.line })};`;
  }
}

function compile(f: FunctionContext, node: Statement): string {
  switch (node.kind) {
    case 'compound':
      return compound(f, node);
    case 'declaration':
      return effects(declareLocals(f, node));
    case 'expression':
      return expressionStatement(f, node.expression);
    case 'if':
      return ifStatement(f, node);
    case 'while':
    case 'do-while':
      return loop(f, node);
    case 'for':
      return forLoop(f, node);
    case 'iterate':
      return iterateStatement(f, node);
    case 'guard':
      return guardStatement(f, node);
    case 'switch':
      return switchStatement(f, node);
    case 'case':
      return caseEntry(f, node);
    case 'label':
      return f.plan.states.has(node.name) ? 's = 0;' : '';
    case 'goto':
      return goto(f, node);
    case 'break':
      return jump(f, f.jumps.breakTo && `break ${f.jumps.breakTo};`, node);
    case 'continue':
      return jump(f, f.jumps.continueTo && `continue ${f.jumps.continueTo};`, node);
    case 'return':
      return returnStatement(f, node);
    case 'empty':
      return '';
    case 'unknown-statement':
      return `${f.stop('unsupported', `${node.reason}; give the simulator a model of what holds it`, node).code};`;
  }
}

function effects(codes: readonly string[]): string {
  return codes.map((code) => `${code};`).join(' ');
}

function expressionStatement(f: FunctionContext, node: Expression): string {
  const macro = macroStatement(f, node);
  if (macro !== undefined) return macro;
  if (node.kind === 'unknown' && node.reason === plainAssembly) return barrier(f, node);
  if (node.kind === 'sequence') return node.expressions.map((each) => expressionStatement(f, each)).join(' ');
  const before = f.discarded;
  f.discarded = node.kind === 'cast' && node.type.kind === 'named' && node.type.name === 'void' ? node.operand : node;
  const { code } = expression(f, node);
  f.discarded = before;
  return isSimple(code) ? '' : `${code};`;
}

/** An instruction without operands changes no variable; that it changes no page table is an assumption. */
function barrier(f: FunctionContext, node: Expression): string {
  const name = f.textOf(node).replace(/\s+/g, ' ');
  const type = voidType;
  const index = f.linkage.assumptionIndex({ kind: 'macro', name, place: f.placeOf(node), type, decisive: false });
  return `E.note(${index});`;
}

/** A compound with a scope of its own; one that a goto enters becomes a loop over its parts. */
export function compound(f: FunctionContext, node: CompoundStatement): string {
  return f.within(new Scope(f.scope), () => block(statementList(f, node)));
}

/** The statements of a compound, without braces; they are counted here unless whoever enters it has counted them. */
export function statementList(f: FunctionContext, node: CompoundStatement, isCounted = false): string {
  const entries = f.plan.entries.get(node);
  const count = isCounted ? '' : countCode(node);
  if (!entries) return count + node.body.map((child) => statement(f, child)).join('\n');
  const parts = node.body.map((child, index) => {
    const states = entries.get(index) ?? [];
    return states.map((state) => `case ${state}: `).join('') + statement(f, child);
  });
  const label = targetLabel(f, node);
  return `${label}: for (;;) { switch (s) { case 0: ${count}${parts.join('\n')} } break ${label}; }`;
}

function targetLabel(f: FunctionContext, node: CompoundStatement): string {
  return `g${[...f.plan.entries.keys()].indexOf(node)}`;
}

/** Statements count when the block that holds them is entered. */
function countCode(node: CompoundStatement): string {
  const count = countStatements(node);
  return count > 0 ? `K[0] -= ${count}; ` : '';
}

function countStatements({ body }: CompoundStatement): number {
  return body.filter((each) => each.kind !== 'empty' && each.kind !== 'label' && each.kind !== 'case').length;
}

/** A body that is called or run over and over, behind a look whether the run is to stop. `before` stands between them. */
export function polledBody(f: FunctionContext, node: CompoundStatement, site: number, before = ''): string {
  // A body that gotos enter is counted inside, each time that it is.
  const isCounted = !f.plan.entries.has(node);
  const look = poll(1 + (isCounted ? countStatements(node) : 0), site);
  return `${look} ${before}${statementList(f, node, isCounted)}`;
}

/** A list that is run over and over or called: it also looks whether the run is to stop. */
export function countedStatements(f: FunctionContext, statements: readonly Statement[], site: number): string {
  return `${poll(Math.max(1, statements.length), site)} ${statements.map((child) => statement(f, child)).join('\n')}`;
}

export function poll(count: number, site: number): string {
  return `if ((K[0] -= ${count}) < 0) E.poll(${site});`;
}

/** A test that also lets a goto's state in. */
export function guarded(f: FunctionContext, node: Statement, test: string): string {
  const states = f.plan.guards.get(node);
  if (!states) return test;
  return `(${states.map((state) => `s === ${state}`).join(' || ')} || ${test})`;
}

function branch(f: FunctionContext, node: Statement): string {
  if (node.kind === 'compound') return compound(f, node);
  return f.within(new Scope(f.scope), () => block(`K[0]--; ${statement(f, node)}`));
}

function ifStatement(f: FunctionContext, node: IfStatement): string {
  const states = f.plan.guards.get(node);
  const test = condition(f, node.condition);
  if (!states) {
    // A branch that the configuration rules out may name what this tree does not have.
    if (test === 'false') return node.otherwise ? branch(f, node.otherwise) : '';
    if (test === 'true') return branch(f, node.then);
    const otherwise = node.otherwise ? ` else ${branch(f, node.otherwise)}` : '';
    return `if (${test}) ${branch(f, node.then)}${otherwise}`;
  }
  const then = entersThen(f, node, states);
  const elseStates = states.filter((state) => !then.includes(state));
  const enter = then.map((state) => `s === ${state} || `).join('');
  const avoid = elseStates.map((state) => `s !== ${state} && `).join('');
  const otherwise = node.otherwise ? ` else ${branch(f, node.otherwise)}` : '';
  return `if (${avoid}(${enter}${test})) ${branch(f, node.then)}${otherwise}`;
}

/** Of the states that enter an `if`, those whose label stands in its first branch. */
function entersThen(f: FunctionContext, node: IfStatement, states: readonly number[]): number[] {
  const inThen = (state: number): boolean => holdsState(f, node.then, state);
  return states.filter(inThen);
}

function holdsState(f: FunctionContext, node: Statement, state: number): boolean {
  if (f.plan.guards.get(node)?.includes(state)) return true;
  if (node.kind !== 'compound') return false;
  const entries = f.plan.entries.get(node);
  return entries !== undefined && [...entries.values()].some((states) => states.includes(state));
}

function loop(f: FunctionContext, node: LoopStatement): string {
  const test = condition(f, node.condition);
  if (node.kind === 'while') {
    return loopLabel(f, (label) => `${label}: while (${guarded(f, node, test)}) ${loopBody(f, node.body)}`);
  }
  if (test === 'false' && !containsJump(node.body)) return compound(f, asCompound(node.body));
  return loopLabel(f, (label) => `${label}: do ${loopBody(f, node.body)} while (${test});`);
}

function asCompound(node: Statement): CompoundStatement {
  return node.kind === 'compound' ? node : { kind: 'compound', body: [node], start: node.start, end: node.end };
}

/** `break` and `continue` of the loop itself: `do { … } while (0)` with one is not just a block. */
function containsJump(node: Statement): boolean {
  switch (node.kind) {
    case 'break':
    case 'continue':
      return true;
    case 'compound':
      return node.body.some(containsJump);
    case 'if':
      return containsJump(node.then) || (node.otherwise !== undefined && containsJump(node.otherwise));
    case 'switch':
    case 'guard':
      return containsJump(node.body);
    default:
      return false;
  }
}

/** Runs `make` with a fresh label that `break` and `continue` mean. */
export function loopLabel(f: FunctionContext, make: (label: string) => string): string {
  const label = f.label('l');
  const before = f.jumps;
  f.jumps = { breakTo: label, continueTo: label };
  try {
    return make(label);
  } finally {
    f.jumps = before;
  }
}

export function loopBody(f: FunctionContext, node: Statement): string {
  const inner = asCompound(node);
  return f.within(new Scope(f.scope), () => block(polledBody(f, inner, f.siteOf(node))));
}

function forLoop(f: FunctionContext, node: ForStatement): string {
  return f.within(new Scope(f.scope), () => {
    const initial = node.initial ? initialCode(f, node.initial) : '';
    const skip = f.plan.guards
      .get(node)
      ?.map((state) => `s !== ${state}`)
      .join(' && ');
    const test = node.condition ? guarded(f, node, condition(f, node.condition)) : '';
    const update = node.update ? expression(f, node.update).code : '';
    const body = loopLabel(f, (label) => `${label}: for (; ${test}; ${update}) ${loopBody(f, node.body)}`);
    return skip === undefined || initial === '' ? `${initial} ${body}` : `if (${skip}) { ${initial} } ${body}`;
  });
}

function initialCode(f: FunctionContext, initial: DeclarationStatement | Expression): string {
  if (initial.kind === 'declaration') return effects(declareLocals(f, initial));
  return `${expression(f, initial).code};`;
}

function caseEntry(f: FunctionContext, node: Extract<Statement, { kind: 'case' }>): string {
  return f.plan.states.has(node) ? 's = 0;' : '';
}

function goto(f: FunctionContext, node: GotoStatement): string {
  const target = f.plan.targets.get(node);
  const state = node.label === undefined ? undefined : f.plan.states.get(node.label);
  if (!target || state === undefined || f.enclosed) {
    const reason =
      node.label === undefined ? 'a computed goto' : `a goto to ${node.label} that cannot be followed from here`;
    return `${f.stop('unsupported', `${reason}; give the simulator a model of the function`, node).code};`;
  }
  // A goto may be a loop: it looks whether the run is to stop, as loops do.
  return `${poll(1, f.siteOf(node))} s = ${state}; continue ${targetLabel(f, target)};`;
}

function jump(f: FunctionContext, code: string | undefined, node: Statement): string {
  if (code) return code;
  return `${f.stop('unsupported', `${node.kind} does not leave a statement expression here`, node).code};`;
}

function returnStatement(f: FunctionContext, node: ReturnStatement): string {
  if (f.enclosed) return `${f.stop('unsupported', 'return does not leave a statement expression here', node).code};`;
  if (!node.value) return 'break body;';
  const value = expression(f, node.value);
  if (f.returns.kind === 'void') return `${isSimple(value.code) ? '' : `${value.code}; `}break body;`;
  return `r = ${convert(value, f.returns).code}; break body;`;
}
