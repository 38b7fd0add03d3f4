import type { FlowNode } from '../flow/graph.ts';
import type { Range } from '../text.ts';

/** Nodes that stand for no text of their own. */
const textless: ReadonlySet<FlowNode['kind']> = new Set(['join', 'stop', 'end']);

/**
 * The stretches of text that these nodes cover: what lies between two of them belongs to the stretch, unless a node that
 * is not one of them stands there. `reached` are all nodes that some path leads to. Sorted, not touching.
 */
export function stretchesOf(nodes: ReadonlySet<FlowNode>, reached: readonly FlowNode[]): readonly Range[] {
  const covered = [...nodes].filter(hasText).sort(byStart);
  const others = reached.filter((node) => hasText(node) && !nodes.has(node)).sort(byStart);
  const stretches: { start: number; end: number }[] = [];
  let next = 0;
  for (const { start, end } of covered) {
    const last = stretches.at(-1);
    while (next < others.length && others[next].start < (last?.end ?? 0)) next += 1;
    const interrupted = next < others.length && others[next].start < start;
    if (last && !interrupted) last.end = Math.max(last.end, end);
    else if (!last || start >= last.end) stretches.push({ start, end });
  }
  return stretches;
}

function hasText({ kind, start, end }: FlowNode): boolean {
  return !textless.has(kind) && end > start;
}

function byStart(one: Range, other: Range): number {
  return one.start - other.start || one.end - other.end;
}
