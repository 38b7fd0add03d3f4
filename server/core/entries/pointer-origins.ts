import { type ForwardAnalysis, forwardFacts } from '../flow/dataflow.ts';
import type { Effect, FlowGraph } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { entryPointerCalls, entryType, opaqueMembers, pointerPreservingCalls } from '../kernel/entries.ts';
import { tableMappings } from '../kernel/tables.ts';
import type { BinaryExpression, Expression, FunctionDefinition, MemberExpression } from '../syntax/ast.ts';
import { assignMembers, knownMember, memberStores, membersOf } from './member-origins.ts';
import { mayCarryPointer, type Origins, type PointerFacts } from './origins.ts';
import { isEntryPointer, isUpperEntryPointer, type Scope, scopeOf, typeOf } from './scope.ts';

const none: Origins = new Set();
const table: Origins = new Set(['table']);
const object: Origins = new Set(['object']);

const known = new WeakMap<FlowGraph, PointerOrigins>();

/** The pointers of a function, followed once. */
export function pointerOriginsOf({ definition, graph }: FollowedFunction): PointerOrigins {
  const pointers = known.get(graph) ?? new PointerOrigins(definition, graph);
  known.set(graph, pointers);
  return pointers;
}

interface FollowedFunction {
  readonly definition: FunctionDefinition;
  readonly graph: FlowGraph;
}

/** Follows pointers to page-table entries through the copies, casts and steps of one function. */
export class PointerOrigins {
  readonly #scope: Scope;
  readonly #facts: readonly (PointerFacts | undefined)[];

  constructor(definition: FunctionDefinition, graph: FlowGraph) {
    this.#scope = scopeOf(definition);
    const parameters = definition.parameters.flatMap(({ name, type }, position) =>
      name && (isEntryPointer(type) || mayCarryPointer(type)) ? [[name, new Set([position])] as const] : [],
    );
    this.#facts = forwardFacts(graph, this.#analysis(new Map(parameters)));
  }

  /** Where the value of an expression comes from before a node; empty for what is no such pointer. */
  before(node: number, expression: Expression): Origins {
    const facts = this.#facts[node];
    return facts ? this.#originsOf(expression, facts) : none;
  }

  /** The same for a member that is used as a pointer to an entry, whatever the function knows of its type. */
  ofEntryMember(node: number, member: MemberExpression): Origins {
    const facts = this.#facts[node];
    return facts ? this.#originsOfEntryMember(member, facts) : none;
  }

  /** The same for such a member of the structure that an argument is, or points to. */
  ofMemberBehind(node: number, argument: Expression, field: string): Origins {
    const { start, end } = argument;
    const arrow = argument.kind !== 'name' || this.#scope.get(argument.name)?.kind !== 'record';
    return this.ofEntryMember(node, {
      kind: 'member',
      object: argument,
      arrow,
      field,
      fieldRange: argument,
      start,
      end,
    });
  }

  /** True for a variable that holds an entry itself. */
  isEntry(expression: Expression): boolean {
    const type = typeOf(expression, this.#scope);
    return type?.kind === 'named' && type.name === entryType;
  }

  #analysis(initial: PointerFacts): ForwardAnalysis<PointerFacts> {
    return {
      initial,
      transfer: (node, before) => {
        const stores = node.expression ? memberStores(node.expression) : [];
        if (stores.length === 0 && !node.effects.some(({ kind }) => kind === 'assign')) return before;
        const facts = new Map(before);
        for (const effect of node.effects) this.#apply(effect, facts);
        for (const { key, value } of stores) facts.set(key, this.#originsOf(value, facts));
        return facts;
      },
      join(one, other) {
        let joined: Map<string, Origins> | undefined;
        for (const [name, origins] of other) {
          const known = one.get(name);
          if (known === origins || isWithin(origins, known)) continue;
          joined ??= new Map(one);
          joined.set(name, union(known ?? none, origins));
        }
        return joined ?? one;
      },
      equal(one, other) {
        return (
          one === other ||
          (one.size === other.size && [...one].every(([name, origins]) => other.get(name)?.size === origins.size))
        );
      },
    };
  }

  #apply(effect: Effect, facts: Map<string, Origins>): void {
    if (effect.kind !== 'assign') return;
    const { name, value, by } = effect;
    if (!value) {
      const steps = by.kind === 'update' || by.kind === 'assign';
      if (!steps) facts.delete(name);
      return;
    }
    assignMembers(facts, name, value, (each) => this.#originsOf(each, facts));
    const origins = this.#originsOf(value, facts);
    const answered = origins.size === 0 && isEntryPointer(this.#scope.get(name)) && answersEntry(value);
    if (origins.size > 0) facts.set(name, origins);
    else if (answered) facts.set(name, value.kind === 'member' ? this.#originsOfEntryMember(value, facts) : table);
    else facts.delete(name);
  }

  #originsOf(expression: Expression, facts: PointerFacts): Origins {
    const of = (each: Expression) => this.#originsOf(each, facts);
    switch (expression.kind) {
      case 'name': {
        const held = facts.get(expression.name);
        return held ?? (this.#scope.get(expression.name)?.kind === 'array' ? object : none);
      }
      case 'cast': {
        const origins = of(expression.operand);
        if (origins.size > 0 || !isEntryPointer(expression.type)) return origins;
        const isUpper = isUpperEntryPointer(typeOf(expression.operand, this.#scope));
        return !isUpper && answersEntry(expression.operand) ? table : none;
      }
      case 'unary':
        if (expression.operator === '&') return this.#originsOfAddress(expression.operand, facts);
        return this.#originsByType(expression);
      case 'index':
        return this.#originsByType(expression);
      case 'member':
        return isEntryPointer(typeOf(expression, this.#scope))
          ? this.#originsOfEntryMember(expression, facts)
          : (knownMember(expression, of(expression.object), facts) ?? none);
      case 'binary':
        return this.#originsOfSum(expression, facts);
      case 'conditional':
        return union(of(expression.then ?? expression.condition), of(expression.otherwise));
      case 'assign':
        return expression.operator === '=' ? of(expression.value) : of(expression.target);
      case 'update':
        return of(expression.operand);
      case 'sequence': {
        const last = expression.expressions.at(-1);
        return last ? of(last) : none;
      }
      case 'statement-expression': {
        const last = expression.body.body.at(-1);
        return last?.kind === 'expression' ? of(last.expression) : none;
      }
      case 'call': {
        const name = calleeName(expression) ?? '';
        if (tableMappings.has(name) || entryPointerCalls.has(name)) return table;
        const [first] = expression.arguments;
        return first && pointerPreservingCalls.has(name) ? of(first) : none;
      }
      default:
        return none;
    }
  }

  /** `&p[i]`, `&*p` and `&p->pte` point into what p points to; `&x` to a variable. */
  #originsOfAddress(operand: Expression, facts: PointerFacts): Origins {
    if (operand.kind === 'index') return this.#originsOf(operand.array, facts);
    if (operand.kind === 'unary' && operand.operator === '*') return this.#originsOf(operand.operand, facts);
    if (operand.kind === 'member' && operand.arrow) {
      const origins = this.#originsOf(operand.object, facts);
      return origins.size > 0 ? origins : object;
    }
    return operand.kind === 'name' ? new Set([`&${operand.name}` as const]) : object;
  }

  /** A pointer that is moved; the distance between two points nowhere. */
  #originsOfSum({ left, operator, right }: BinaryExpression, facts: PointerFacts): Origins {
    if (!movingOperators.has(operator)) return none;
    const [one, other] = [this.#originsOf(left, facts), this.#originsOf(right, facts)];
    if (isEntryPointer(typeOf(left, this.#scope))) return isEntryPointer(typeOf(right, this.#scope)) ? none : one;
    if (operator === '-') return other.size > 0 ? none : one;
    return isEntryPointer(typeOf(right, this.#scope)) ? other : union(one, other);
  }

  #originsOfEntryMember(member: MemberExpression, facts: PointerFacts): Origins {
    const objects = this.#originsOf(member.object, facts);
    const known = knownMember(member, objects, facts);
    if (known) return known;
    const members = membersOf(objects, member.field, facts);
    return members.size > 0 ? members : table;
  }

  #originsByType(expression: Expression): Origins {
    return isEntryPointer(typeOf(expression, this.#scope)) ? table : none;
  }
}

/** Whether a value that goes into a `pte_t *` is one: what a call or a member answers, but not a null or opaque data. */
function answersEntry(value: Expression): boolean {
  if (value.kind === 'member') return !opaqueMembers.has(value.field);
  return value.kind === 'call';
}

/** Operators whose value still points to where an operand does. */
const movingOperators: ReadonlySet<string> = new Set(['+', '-', '&', '|']);

function isWithin(origins: Origins, known: Origins | undefined): boolean {
  for (const each of origins) if (!known?.has(each)) return false;
  return known !== undefined;
}

function union(one: Origins, other: Origins): Origins {
  if (one.size === 0) return other;
  return other.size === 0 ? one : new Set([...one, ...other]);
}
