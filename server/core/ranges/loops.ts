import type { FlowGraph, FlowNode } from '../flow/graph.ts';
import { apiEffects, reachable } from '../regions/section-nodes.ts';
import type { Expression } from '../syntax/ast.ts';

/** The loop around a branch. */
interface Loop {
  /** Variables that it assigns to. */
  readonly assigned: ReadonlySet<string>;
  /** Nodes of it; empty for a branch that is in no loop. */
  readonly nodes: ReadonlySet<number>;
}

const loopStatements: ReadonlySet<string> = new Set(['for', 'while', 'do-while']);

/** The loops around the branches of a function. A walk that begins anew with another section is none of the section before. */
export class Loops {
  readonly #graph: FlowGraph;
  readonly #loops = new Map<number, Loop>();

  constructor(graph: FlowGraph) {
    this.#graph = graph;
  }

  /** True for a branch that leaves a loop which moves a variable on, and leaves alone what it is compared with. */
  stopsAt(branch: FlowNode, variable: string, limit: Expression): boolean {
    const { assigned, nodes } = this.#around(branch);
    const leaving = branch.edges.filter(({ target }) => !nodes.has(target));
    if (nodes.size === 0 || leaving.length !== 1) return false;
    return assigned.has(variable) && !(limit.kind === 'name' && assigned.has(limit.name));
  }

  /** True for a way out of the loop whose condition a branch is, or else out of any loop around it. */
  leaves(branch: FlowNode, { id, start }: FlowNode): boolean {
    const { statement } = branch;
    if (statement && loopStatements.has(statement.kind)) return start < statement.start || start >= statement.end;
    const { nodes } = this.#around(branch);
    return nodes.size > 0 && !nodes.has(id);
  }

  #around(branch: FlowNode): Loop {
    const known = this.#loops.get(branch.id) ?? this.#find(branch);
    this.#loops.set(branch.id, known);
    return known;
  }

  #find(branch: FlowNode): Loop {
    const later = reachable(this.#graph, branch, staysInSection);
    const earlier = this.#leadingTo(branch);
    const loop = [...later].filter(({ id }) => earlier.has(id));
    const assigned = loop.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'assign' ? effect.name : [])),
    );
    return { assigned: new Set(assigned), nodes: new Set(loop.map(({ id }) => id)) };
  }

  /** Nodes from which some path of the section leads to a node. */
  #leadingTo({ id: goal }: FlowNode): ReadonlySet<number> {
    const leading = new Set([goal]);
    const inside = this.#graph.nodes.filter(staysInSection);
    for (let before = 0; before !== leading.size; ) {
      before = leading.size;
      for (const { id, edges } of inside) if (edges.some(({ target }) => leading.has(target))) leading.add(id);
    }
    return leading;
  }
}

function staysInSection(node: FlowNode): boolean {
  return !apiEffects(node).includes('disable');
}
