import type { ForwardAnalysis } from '../flow/dataflow.ts';
import type { Effect, FlowGraph, FlowNode } from '../flow/graph.ts';
import { calleeName, visitExpression } from '../flow/walk.ts';
import { type TableMapping, tableMappings } from '../kernel/tables.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';

/** A call that maps a page table, as a function makes it. */
export interface MappedTable {
  readonly call: CallExpression;
  readonly mapping: TableMapping;
  /** The variable that the outermost assignment gives the pointer to: `start_pte` in `start_pte = pte = map(…)`. */
  readonly holder: string;
}

/** Variables that hold the entry some of these calls answered, not moved since and with its address unchanged. */
export type TablePointers = ReadonlyMap<string, ReadonlySet<MappedTable>>;

export function findMappedTables(graph: FlowGraph): readonly MappedTable[] {
  const holders = new Map<CallExpression, string>();
  for (const { effects } of graph.nodes) {
    for (const effect of effects) {
      const call = effect.kind === 'assign' && effect.value ? mappingCall(effect.value) : undefined;
      if (call && effect.kind === 'assign') holders.set(call, effect.name);
    }
  }
  return [...holders].map(([call, holder]) => ({
    call,
    holder,
    mapping: tableMappings.get(calleeName(call) ?? '') as TableMapping,
  }));
}

/** The mapping call whose value an expression has, through casts and chained assignments. */
function mappingCall(expression: Expression): CallExpression | undefined {
  if (expression.kind === 'cast') return mappingCall(expression.operand);
  if (expression.kind === 'assign' && expression.operator === '=') return mappingCall(expression.value);
  return expression.kind === 'call' && tableMappings.has(calleeName(expression) ?? '') ? expression : undefined;
}

/** Follows which variables still point to the entry that a mapping call answered. */
export function tablePointerAnalysis(tables: readonly MappedTable[]): ForwardAnalysis<TablePointers> {
  const byCall = new Map(tables.map((table) => [table.call, table]));
  const namesInAddress = new Map(tables.map((table) => [table, namesIn(addressOf(table))]));

  function apply(effect: Effect, pointers: Map<string, ReadonlySet<MappedTable>>): void {
    if (effect.kind === 'unknown') pointers.clear();
    if (effect.kind !== 'assign') return;
    const held = effect.value ? heldBy(effect.value, pointers) : undefined;
    for (const [name, sources] of pointers) {
      if ([...sources].some((table) => namesInAddress.get(table)?.has(effect.name))) pointers.delete(name);
    }
    if (held) pointers.set(effect.name, held);
    else pointers.delete(effect.name);
  }

  function heldBy(value: Expression, pointers: TablePointers): ReadonlySet<MappedTable> | undefined {
    const call = mappingCall(value);
    const table = call && byCall.get(call);
    if (table) return new Set([table]);
    if (value.kind === 'name') return pointers.get(value.name);
    if (value.kind === 'cast') return heldBy(value.operand, pointers);
    return value.kind === 'assign' ? heldBy(value.target, pointers) : undefined;
  }

  return {
    initial: new Map(),
    transfer(node: FlowNode, before: TablePointers): TablePointers {
      if (node.effects.length === 0) return before;
      const pointers = new Map(before);
      for (const effect of node.effects) apply(effect, pointers);
      return pointers;
    },
    join(one, other) {
      const joined = new Map<string, ReadonlySet<MappedTable>>();
      for (const [name, sources] of one) {
        const more = other.get(name);
        if (more) joined.set(name, new Set([...sources, ...more]));
      }
      return joined;
    },
    equal(one, other) {
      return one.size === other.size && [...one].every(([name, sources]) => other.get(name)?.size === sources.size);
    },
  };
}

export function addressOf(table: MappedTable): Expression {
  return table.call.arguments[table.mapping.address] ?? table.call;
}

function namesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  visitExpression(expression, (each) => {
    if (each.kind === 'name') names.add(each.name);
  });
  return names;
}
