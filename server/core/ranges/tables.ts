import { calleeName, visitExpression } from '../flow/walk.ts';
import { type TableMapping, tableMappings } from '../kernel/tables.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { CallExpression } from '../syntax/ast.ts';
import { mmOfTable, pmdOfTable } from './assignments.ts';
import type { Environment, Value } from './environment.ts';
import { tableKey } from './evaluate.ts';

/** A page table as a call maps it. */
export interface Table {
  readonly key: string;
  readonly call: CallExpression;
  readonly mapping: TableMapping;
}

/** Every page table that a function maps. */
export function tablesOf({ graph }: FunctionRegions): readonly Table[] {
  const tables = new Map<string, Table>();
  for (const { expression } of graph.nodes) {
    if (!expression) continue;
    visitExpression(expression, (call) => {
      const mapping = call.kind === 'call' ? tableMappings.get(calleeName(call) ?? '') : undefined;
      if (mapping && call.kind === 'call') tables.set(tableKey(call), { key: tableKey(call), call, mapping });
    });
  }
  return [...tables.values()].sort((one, other) => one.call.start - other.call.start);
}

/** The page tables that a pointer may point into. */
export function mappedTables(regions: FunctionRegions, pointer: Value | undefined): readonly Table[] {
  return tablesOf(regions).filter(({ key }) => pointer?.tables?.has(key));
}

/** The mm that a table was mapped with; absent for a kernel table, or where it is not known. */
export function mmOf(table: Table, environment: Environment): Value | undefined {
  return environment.get(mmOfTable(table.key));
}

/** The pmd entry that a table was mapped through. */
export function pmdOf(table: Table, environment: Environment): Value | undefined {
  return environment.get(pmdOfTable(table.key));
}
