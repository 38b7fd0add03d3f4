import type { FlowGraph } from './graph.ts';

const known = new WeakMap<FlowGraph, readonly number[]>();

/** Ranks of a graph's nodes, found once. */
function ranksOf(graph: FlowGraph): readonly number[] {
  const ranks = known.get(graph) ?? findRanks(graph);
  known.set(graph, ranks);
  return ranks;
}

/**
 * Rank of each node by its id in reverse postorder: before a node come all that lead to it, but for the ends of loops.
 * Nodes that no path leads to rank last.
 */
function findRanks(graph: FlowGraph): readonly number[] {
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
  /** By rank, in the order in which it came. */
  readonly #waiting: (Item[] | undefined)[];
  #lowest: number;

  constructor(graph: FlowGraph) {
    this.#rank = ranksOf(graph);
    this.#waiting = Array.from({ length: graph.nodes.length + 1 });
    this.#lowest = this.#waiting.length;
  }

  /** Work that already waits is not added twice. */
  add(node: number, item: Item): void {
    const rank = this.#rank[node];
    const waiting = this.#waiting[rank];
    if (!waiting) this.#waiting[rank] = [item];
    else if (!waiting.includes(item)) waiting.push(item);
    this.#lowest = Math.min(this.#lowest, rank);
  }

  take(): Item | undefined {
    for (; this.#lowest < this.#waiting.length; this.#lowest += 1) {
      const item = this.#waiting[this.#lowest]?.shift();
      if (item !== undefined) return item;
    }
    return undefined;
  }
}
