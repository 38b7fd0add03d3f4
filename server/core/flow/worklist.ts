import type { FlowGraph } from './graph.ts';

/**
 * Rank of each node by its id in reverse postorder: before a node come all that lead to it, but for the ends of loops.
 * Nodes that no path leads to rank last.
 */
function ranks(graph: FlowGraph): readonly number[] {
  const rank = graph.nodes.map(() => graph.nodes.length);
  const seen = new Set([graph.entry]);
  const open = [{ id: graph.entry, next: 0 }];
  let left = graph.nodes.length;
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const edge = graph.nodes[top.id].edges[top.next];
    top.next += 1;
    if (!edge) {
      left -= 1;
      rank[top.id] = left;
      open.pop();
    } else if (!seen.has(edge.target)) {
      seen.add(edge.target);
      open.push({ id: edge.target, next: 0 });
    }
  }
  return rank;
}

/** Work to be done at nodes, given out in an order in which little is done twice: loops settle before what follows them. */
export class Worklist<Item> {
  readonly #rank: readonly number[];
  readonly #waiting: Set<Item>[];
  #lowest: number;

  constructor(graph: FlowGraph) {
    this.#rank = ranks(graph);
    this.#waiting = Array.from({ length: graph.nodes.length + 1 }, () => new Set());
    this.#lowest = this.#waiting.length;
  }

  /** Work that already waits is not added twice. */
  add(node: number, item: Item): void {
    const rank = this.#rank[node];
    this.#waiting[rank].add(item);
    this.#lowest = Math.min(this.#lowest, rank);
  }

  take(): Item | undefined {
    for (; this.#lowest < this.#waiting.length; this.#lowest += 1) {
      const [item] = this.#waiting[this.#lowest];
      if (item === undefined) continue;
      this.#waiting[this.#lowest].delete(item);
      return item;
    }
    return undefined;
  }
}
