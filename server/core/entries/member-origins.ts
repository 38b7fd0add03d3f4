import { visitExpression } from '../flow/walk.ts';
import type { Expression, InitializerList, MemberExpression } from '../syntax/ast.ts';
import type { Origin, Origins, PointerFacts } from './origins.ts';

/** A store to a member of a variable: `x.pte = …` or `x->pte = …`. */
interface MemberStore {
  readonly key: string;
  readonly value: Expression;
}

/** The stores to members that an expression makes. */
export function memberStores(expression: Expression): readonly MemberStore[] {
  const stores: MemberStore[] = [];
  visitExpression(expression, (each) => {
    if (each.kind !== 'assign' || each.operator !== '=' || each.target.kind !== 'member') return;
    const key = keyOf(each.target);
    if (key) stores.push({ key, value: each.value });
  });
  return stores;
}

/** Gives the members of a variable what an initializer, or another structure, holds. */
export function assignMembers(
  facts: Map<string, Origins>,
  name: string,
  value: Expression,
  originsOf: (value: Expression) => Origins,
): void {
  for (const key of facts.keys()) if (key.startsWith(`${name}.`) || key.startsWith(`${name}->`)) facts.delete(key);
  const list = initializerOf(value);
  for (const { designators, value: given } of list?.entries ?? []) {
    const [field] = designators;
    const origins = originsOf(given);
    if (typeof field === 'string' && designators.length === 1) facts.set(`${name}.${field}`, origins);
    else if (designators.length === 0 && origins.size > 0) facts.set(`${name}.${anyMember}`, origins);
  }
  if (value.kind !== 'name') return;
  for (const [key, origins] of [...facts]) {
    if (key.startsWith(`${value.name}.`)) facts.set(`${name}${key.slice(value.name.length)}`, origins);
  }
}

/** Stands for the members that an initializer gives a pointer without naming them. */
const anyMember = '*';

function initializerOf(value: Expression): InitializerList | undefined {
  return value.kind === 'compound-literal' ? value.initializer : value.kind === 'initializer-list' ? value : undefined;
}

function keyOf({ object, arrow, field }: MemberExpression): string | undefined {
  return object.kind === 'name' ? `${object.name}${arrow ? '->' : '.'}${field}` : undefined;
}

/** Where a member comes from that the function itself has given a value; `objects` is where that of the structure comes from. */
export function knownMember(member: MemberExpression, objects: Origins, facts: PointerFacts): Origins | undefined {
  const { object, arrow, field } = member;
  const stored = facts.get(keyOf(member) ?? '');
  if (stored) return stored;
  if (object.kind === 'name' && !arrow) return facts.get(`${object.name}.${anyMember}`);
  const own = new Set([...objects].filter((origin) => typeof origin !== 'number'));
  const members = membersOf(own, field, facts);
  return members.size > 0 ? members : undefined;
}

function parameterOrigin(parameter: number, field: string): Origin {
  return `${parameter}.${field}`;
}

/** Where a member of the structures comes from that a pointer leads to. */
export function membersOf(structures: Origins, field: string, facts: PointerFacts): Origins {
  const found = new Set<Origin>();
  for (const origin of structures) {
    if (typeof origin === 'number') found.add(parameterOrigin(origin, field));
    else if (origin.startsWith('&')) {
      const name = origin.slice(1);
      for (const each of facts.get(`${name}.${field}`) ?? facts.get(`${name}.${anyMember}`) ?? []) found.add(each);
    }
  }
  return found;
}
