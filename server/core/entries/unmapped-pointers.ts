import { forwardFactsOfPoints, type PointAnalysis } from '../flow/dataflow.ts';
import type { Effect } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { pointerPreservingCalls } from '../kernel/entries.ts';
import { tableMappings, tableUnmappings } from '../kernel/tables.ts';
import type { FunctionRegions, LazyPoint } from '../regions/function-regions.ts';
import type { LazyState } from '../regions/section.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';

/** Which tables the pointers of a function lead into, by the calls that mapped them, and which of these are unmapped. */
export interface MappedPointers {
  /** By variable: the calls that may have mapped the table it points into. */
  readonly tables: ReadonlyMap<string, ReadonlySet<CallExpression>>;
  /** By the call that mapped a table: the call that unmapped it, on every way here. */
  readonly unmapped: ReadonlyMap<CallExpression, CallExpression>;
}

const none: MappedPointers = { tables: new Map(), unmapped: new Map() };

/** Follows the pointers of a function; undefined when it maps or unmaps no table. */
export function mappedPointersOf({
  graph,
  solution,
}: FunctionRegions): ReadonlyMap<LazyPoint, MappedPointers> | undefined {
  const names = graph.nodes.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'call' ? (calleeName(effect.call) ?? []) : [])),
  );
  const unmaps = names.some((name) => tableUnmappings.has(name));
  if (!unmaps || !names.some((name) => tableMappings.has(name))) return undefined;
  return forwardFactsOfPoints(graph, solution, analysis);
}

const analysis: PointAnalysis<LazyState, MappedPointers> = {
  initial: none,
  transfer: ({ node }, before) => node.effects.reduce(afterEffect, before),
  join(one, other) {
    const tables = one.tables === other.tables ? one.tables : joinTables(one.tables, other.tables);
    const unmapped =
      one.unmapped === other.unmapped
        ? one.unmapped
        : new Map([...one.unmapped].filter(([table]) => other.unmapped.has(table)));
    return { tables, unmapped };
  },
  equal(one, other) {
    if (one.unmapped.size !== other.unmapped.size || one.tables.size !== other.tables.size) return false;
    return [...one.tables].every(([name, calls]) => other.tables.get(name)?.size === calls.size);
  },
};

function joinTables(one: MappedPointers['tables'], other: MappedPointers['tables']): MappedPointers['tables'] {
  const tables = new Map(one);
  for (const [name, calls] of other) tables.set(name, new Set([...(tables.get(name) ?? []), ...calls]));
  return tables;
}

/** What holds after one effect of a node. The same object when it changes nothing. */
export function afterEffect(before: MappedPointers, effect: Effect): MappedPointers {
  if (effect.kind === 'unknown') return none;
  if (effect.kind === 'assign') return afterAssignment(before, effect);
  const name = calleeName(effect.call) ?? '';
  if (!tableMappings.has(name) && !tableUnmappings.has(name)) return before;
  const unmapped = new Map(before.unmapped);
  if (tableMappings.has(name)) unmapped.delete(effect.call);
  if (tableUnmappings.has(name)) {
    for (const table of tablesOf(before, effect.call.arguments[0])) unmapped.set(table, effect.call);
  }
  return { tables: before.tables, unmapped };
}

function afterAssignment(
  before: MappedPointers,
  { name, value, by }: Extract<Effect, { kind: 'assign' }>,
): MappedPointers {
  if (!value && (by.kind === 'update' || by.kind === 'assign')) return before;
  const held = value ? tablesOf(before, value) : new Set<CallExpression>();
  if (held.size === 0 && !before.tables.has(name)) return before;
  const tables = new Map(before.tables);
  if (held.size > 0) tables.set(name, held);
  else tables.delete(name);
  return { tables, unmapped: before.unmapped };
}

/** The tables that a pointer may lead into, however it was stepped or cast. */
export function tablesOf(pointers: MappedPointers, pointer: Expression | undefined): ReadonlySet<CallExpression> {
  switch (pointer?.kind) {
    case 'name':
      return pointers.tables.get(pointer.name) ?? new Set();
    case 'cast':
    case 'update':
      return tablesOf(pointers, pointer.operand);
    case 'unary':
      return pointer.operator === '&' && pointer.operand.kind === 'index'
        ? tablesOf(pointers, pointer.operand.array)
        : new Set();
    case 'assign':
      return tablesOf(pointers, pointer.operator === '=' ? pointer.value : pointer.target);
    case 'binary':
      return pointer.operator === '+' || pointer.operator === '-' ? tablesOf(pointers, pointer.left) : new Set();
    case 'call': {
      const name = calleeName(pointer) ?? '';
      if (tableMappings.has(name)) return new Set([pointer]);
      return pointerPreservingCalls.has(name) ? tablesOf(pointers, pointer.arguments[0]) : new Set();
    }
    default:
      return new Set();
  }
}
