import { guardedCall } from '../kernel/guards.ts';
import type {
  CallExpression,
  Expression,
  FunctionDefinition,
  GuardStatement,
  Statement,
  SwitchStatement,
} from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import { askedConstants } from './asked-constants.ts';
import { buildCondition, buildValue, type ExpressionContext } from './build-expression.ts';
import type { Edge, FlowGraph, FlowNode, FlowRefusal, NodeKind } from './graph.ts';
import { liveVariables } from './liveness.ts';
import { trackedVariables } from './variables.ts';
import { isDeclaration, visitExpression, visitStatement } from './walk.ts';

/** Where break and continue lead. */
interface Targets {
  readonly onBreak?: number;
  readonly onContinue?: number;
}

/** Thrown inside this file only, and turned into a refusal at its door. */
class Unreadable extends Error {
  readonly at: Range;

  constructor(at: Range, reason: string) {
    super(reason);
    this.at = at;
  }
}

/** The control-flow graph of a function, or why it has none: a computed goto, a label that is not there, unread C. */
export function buildGraph(definition: FunctionDefinition): FlowGraph | FlowRefusal {
  try {
    return new GraphBuilder(definition).graph();
  } catch (error) {
    if (error instanceof Unreadable) return { refused: error.message, start: error.at.start, end: error.at.end };
    throw error;
  }
}

type Building = { -readonly [Key in keyof FlowNode]: FlowNode[Key] };

/** Builds from the end of the function to its start: every node knows its successors when it is made. */
class GraphBuilder implements ExpressionContext {
  readonly #definition: FunctionDefinition;
  readonly #nodes: Building[] = [];
  readonly #labels = new Map<string, number>();
  readonly stop: number;
  readonly asked = new Set<string>();
  #targets: Targets = {};

  constructor(definition: FunctionDefinition) {
    this.#definition = definition;
    const { end } = definition.body;
    this.stop = this.add('stop', { start: end, end }, []);
  }

  graph(): FlowGraph {
    const { body, parameters } = this.#definition;
    visitStatement(body, ignore, (statement) => {
      if (statement.kind === 'label') this.#labels.set(statement.name, this.add('join', statement, []));
      if ('condition' in statement && statement.condition) this.#noteAsked(statement.condition);
    });
    const end = this.add('end', { start: body.end - 1, end: body.end }, []);
    const entry = this.statements(body.body, end);
    const tracked = trackedVariables(this.#definition, this.#nodes);
    return {
      entry,
      nodes: this.#nodes,
      tracked,
      live: liveVariables(this.#nodes, tracked),
      constants: askedConstants(this.#nodes),
      parameters: parameters.flatMap(({ name }) => name ?? []),
    };
  }

  #noteAsked(condition: Expression): void {
    visitExpression(condition, (expression) => {
      if (expression.kind === 'name') this.asked.add(expression.name);
    });
  }

  add(kind: NodeKind, range: Range, edges: readonly Edge[], parts: Partial<FlowNode> = {}): number {
    const id = this.#nodes.length;
    this.#nodes.push({ effects: [], ...parts, id, kind, start: range.start, end: range.end, edges });
    return id;
  }

  statements(body: readonly Statement[], next: number): number {
    return body.reduceRight((after, statement) => this.#statement(statement, after), next);
  }

  #statement(statement: Statement, next: number): number {
    switch (statement.kind) {
      case 'compound':
        return this.statements(statement.body, next);
      case 'declaration':
        return this.#declaration(statement, next);
      case 'expression':
        return buildValue(this, statement.expression, next, statement, statement);
      case 'if': {
        const then = this.#statement(statement.then, next);
        const otherwise = statement.otherwise ? this.#statement(statement.otherwise, next) : next;
        return buildCondition(this, statement.condition, then, otherwise, statement);
      }
      case 'while': {
        const head = this.add('join', at(statement.start), []);
        const body = this.#inside({ onBreak: next, onContinue: head }, statement.body, head);
        return this.#close(head, buildCondition(this, statement.condition, body, next, statement));
      }
      case 'do-while': {
        const head = this.add('join', at(statement.start), []);
        const condition = buildCondition(this, statement.condition, head, next, statement);
        return this.#close(head, this.#inside({ onBreak: next, onContinue: condition }, statement.body, condition));
      }
      case 'for': {
        const head = this.add('join', at(statement.start), []);
        const update = statement.update ? buildValue(this, statement.update, head, statement) : head;
        const body = this.#inside({ onBreak: next, onContinue: update }, statement.body, update);
        this.#close(
          head,
          statement.condition ? buildCondition(this, statement.condition, body, next, statement) : body,
        );
        const { initial } = statement;
        if (!initial) return head;
        return isDeclaration(initial) ? this.#declaration(initial, head) : buildValue(this, initial, head, statement);
      }
      case 'iterate':
        return this.#iterate(statement, next);
      case 'guard': {
        const body = this.#inside({ ...this.#targets, onBreak: next }, statement.body, next);
        const taken = sleepingGuard(statement);
        const values = taken ? [taken] : statement.arguments;
        return values.reduceRight((after, each) => buildValue(this, each, after, statement), body);
      }
      case 'switch':
        return this.#switch(statement, next);
      case 'label':
        return this.#close(this.#label(statement.name, statement), next);
      case 'goto': {
        if (!statement.label) throw new Unreadable(statement, 'a computed goto leads to places that cannot be told');
        return this.add('jump', statement, [{ target: this.#label(statement.label, statement) }], { statement });
      }
      case 'break':
      case 'continue': {
        const target = statement.kind === 'break' ? this.#targets.onBreak : this.#targets.onContinue;
        if (target === undefined) throw new Unreadable(statement, `a ${statement.kind} stands outside of any loop`);
        return this.add('jump', statement, [{ target }], { statement });
      }
      case 'return': {
        const leave = this.add('return', statement, [], { expression: statement.value, statement });
        return statement.value ? buildValue(this, statement.value, leave, statement) : leave;
      }
      case 'case':
        throw new Unreadable(statement, 'a case label stands inside a block of its switch');
      case 'empty':
        return next;
      case 'unknown-statement':
        throw new Unreadable(statement, statement.reason);
    }
  }

  #declaration(statement: Extract<Statement, { kind: 'declaration' }>, next: number): number {
    return statement.declarators.reduceRight((after, { initializer, name, nameRange, start, end }) => {
      if (!initializer) return after;
      const target = { kind: 'name', name, ...nameRange } as const;
      const assignment: Expression = { kind: 'assign', operator: '=', target, value: initializer, start, end };
      return buildValue(this, assignment, after, statement);
    }, next);
  }

  /** The macro may run its body any number of times, and sets the variables it is given before each. */
  #iterate(statement: Extract<Statement, { kind: 'iterate' }>, next: number): number {
    const head = this.add('join', at(statement.start), []);
    const body = this.#inside({ onBreak: next, onContinue: head }, statement.body, head);
    const { arguments: given } = statement;
    const effects = given.flatMap((each) =>
      each.kind === 'name' ? { kind: 'assign' as const, name: each.name, by: each } : [],
    );
    const range = { start: statement.start, end: given.at(-1)?.end ?? statement.start + statement.macro.length };
    const choice = this.add('choice', range, [{ target: body }, { target: next }], { statement, effects });
    return given
      .filter((each) => each.kind !== 'name')
      .reduceRight((after, each) => buildValue(this, each, after, statement), this.#close(head, choice));
  }

  #switch(statement: SwitchStatement, next: number): number {
    const edges: Edge[] = [];
    const body = statement.body.kind === 'compound' ? statement.body.body : [statement.body];
    const outer = this.#targets;
    this.#targets = { ...outer, onBreak: next };
    body.reduceRight((after, each) => {
      if (each.kind !== 'case') return this.#statement(each, after);
      const exact = each.value && !each.upper ? { equals: each.value } : {};
      edges.unshift({ target: after, ...exact });
      return after;
    }, next);
    this.#targets = outer;
    const hasDefault = body.some((each) => each.kind === 'case' && !each.value);
    if (!hasDefault) edges.push({ target: next });
    const choose = this.add('switch', statement.value, edges, { expression: statement.value, statement });
    return buildValue(this, statement.value, choose, statement);
  }

  #inside(targets: Targets, body: Statement, next: number): number {
    const outer = this.#targets;
    this.#targets = targets;
    const entry = this.#statement(body, next);
    this.#targets = outer;
    return entry;
  }

  #close(join: number, target: number): number {
    this.#nodes[join].edges = [{ target }];
    return join;
  }

  #label(name: string, at: Range): number {
    const label = this.#labels.get(name);
    if (label === undefined) throw new Unreadable(at, `the label ${name} is not in this function`);
    return label;
  }
}

function at(start: number): Range {
  return { start, end: start };
}

function ignore(): void {}

/** `guard(mutex)(lock)` for `scoped_guard(mutex, lock)`, where entering the scope may sleep. */
function sleepingGuard({
  macro,
  arguments: [guardClass, ...rest],
  start,
  end,
}: GuardStatement): CallExpression | undefined {
  if (guardClass?.kind !== 'name' || !guardedCall(macro, [guardClass.name])) return undefined;
  const place = { start, end: rest.at(-1)?.end ?? end };
  const guard = {
    kind: 'call',
    callee: { kind: 'name', name: macro, ...place },
    arguments: [guardClass],
    ...place,
  } as const;
  return { kind: 'call', callee: guard, arguments: rest, ...place };
}
