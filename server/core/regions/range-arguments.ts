import { buildGraph } from '../flow/build-graph.ts';
import { forwardFacts } from '../flow/dataflow.ts';
import type { FlowGraph, FlowNode } from '../flow/graph.ts';
import { calleeName, visitStatement } from '../flow/walk.ts';
import { warningConditions } from '../kernel/control.ts';
import type { Expression, FunctionDefinition } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import { kernelMmIsNamed, mmOfTables } from './range-mm.ts';
import { type SteppedRange, sectionHazard, steppedRange } from './range-steps.ts';
import { nodesOfSection } from './section-nodes.ts';
import {
  addressOf,
  findMappedTables,
  type MappedTable,
  type TablePointers,
  tablePointerAnalysis,
} from './table-pointers.ts';

/** Argument texts for the range-carrying enable. */
export interface RangeArguments {
  readonly mm: string;
  readonly addr: string;
  readonly end: string;
  readonly pte: string;
}

/** Why no range can be told, as a sentence that follows "No range is offered: ". */
export interface RangeRefusal {
  readonly refused: string;
}

/** A page table that is mapped at the enable, with the range of it that the section walks. */
interface Candidate extends SteppedRange {
  readonly tables: ReadonlySet<MappedTable>;
  readonly pointer: string;
}

/**
 * Which entries the section opened by an enable call walks, told from the function's own code: the call that mapped the
 * page table, the loop that moves the pointer and its address on together, and the end that this loop compares with.
 * The pointer must still be the entry of the address at the enable. `enable` is the range of the call.
 */
export function inferRangeArguments(
  definition: FunctionDefinition,
  enable: Range,
  knownGraph?: FlowGraph,
): RangeArguments | RangeRefusal {
  const graph = knownGraph ?? buildGraph(definition);
  if ('refused' in graph) return { refused: graph.refused };
  const node = graph.nodes.find((each) => callsAt(each, enable));
  if (!node) return { refused: 'the enable cannot be found in the function' };

  const tables = findMappedTables(graph);
  const pointers = forwardFacts(graph, tablePointerAnalysis(tables))[node.id];
  if (!pointers || pointers.size === 0) {
    return {
      refused:
        tables.length > 0
          ? 'no pointer is the entry of a known address where the section is entered'
          : 'the function maps no page table itself',
    };
  }
  const section = nodesOfSection(graph, node);
  const hazard = sectionHazard(section);
  if (hazard) return { refused: hazard };

  const warned = warningBlocks(definition);
  const candidates: Candidate[] = [];
  const reasons: string[] = [];
  for (const [pointer, aliases] of groupByTable(pointers)) {
    const tablesOfPointer = pointers.get(pointer) as ReadonlySet<MappedTable>;
    const addresses = new Set([...tablesOfPointer].map((table) => nameOf(addressOf(table))));
    const [address] = addresses;
    if (addresses.size !== 1 || !address) {
      reasons.push(`${pointer} is not mapped at the first address of a range`);
      continue;
    }
    const stepped = steppedRange({ graph, section, aliases, address, warned });
    if ('refused' in stepped) reasons.push(stepped.refused);
    else candidates.push({ ...stepped, tables: tablesOfPointer, pointer });
  }
  const chosen = choose(candidates);
  if (!chosen) {
    return { refused: candidates.length > 1 ? 'the section walks two page tables alike' : reasons[0] };
  }
  const mm = mmOfTables(chosen.tables, tables, kernelMmIsNamed(definition));
  if ('refused' in mm) return mm;
  const [{ holder }] = chosen.tables;
  const pte =
    [...chosen.tables].every((table) => table.holder === holder) && pointers.has(holder) ? holder : chosen.pointer;
  return { mm: mm.text, addr: chosen.addr, end: chosen.end, pte };
}

function callsAt(node: FlowNode, range: Range): boolean {
  return node.effects.some(
    (effect) => effect.kind === 'call' && effect.call.start === range.start && effect.call.end === range.end,
  );
}

/** One variable for each mapped table, with all variables that point to the same entry. */
function groupByTable(pointers: TablePointers): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [name, tables] of pointers) {
    const first = [...groups.keys()].find((each) => {
      const known = pointers.get(each);
      return known?.size === tables.size && [...tables].every((table) => known.has(table));
    });
    if (first) groups.get(first)?.add(name);
    else groups.set(name, new Set([name]));
  }
  return groups;
}

/** The only one; of several, the only one whose entries were there before: a new table holds nothing to invalidate. */
function choose(candidates: readonly Candidate[]): Candidate | undefined {
  if (candidates.length <= 1) return candidates[0];
  const old = candidates.filter(({ tables }) => [...tables].every(({ mapping }) => !mapping.allocates));
  return old.length === 1 ? old[0] : undefined;
}

function nameOf(expression: Expression): string | undefined {
  return expression.kind === 'name' ? expression.name : undefined;
}

/** Blocks that run only after a kernel warning: what they do is not how the walker walks. */
function warningBlocks(definition: FunctionDefinition): readonly Range[] {
  const blocks: Range[] = [];
  visitStatement(
    definition.body,
    () => {},
    (statement) => {
      if (statement.kind === 'if' && isWarning(statement.condition)) blocks.push(statement.then);
    },
  );
  return blocks;
}

function isWarning(condition: Expression): boolean {
  return warningConditions.has(calleeName(condition) ?? '');
}
