import type { Note } from '../finding.ts';
import type { FlowNode } from '../flow/graph.ts';
import { type FunctionRegions, isOff, type LazyPoint, type LocatedCall } from '../regions/function-regions.ts';
import type { Range } from '../text.ts';

/** How the mode came to be on at a point: the enable, and the last branch that was taken between the two. */
export interface Witness {
  readonly enable?: LocatedCall;
  readonly branch?: { readonly range: Range; readonly taken: boolean };
}

/** The shortest way back from a point to the enable that it is on through. */
export function witnessOf(regions: FunctionRegions, from: LazyPoint): Witness {
  const next = new Map<LazyPoint, LazyPoint | undefined>([[from, undefined]]);
  const queue = [from];
  for (const point of queue) {
    for (const earlier of point.before) {
      if (next.has(earlier)) continue;
      next.set(earlier, point);
      if (earlier.property.depth < point.property.depth) {
        return { enable: enableOf(regions, earlier.node), branch: lastBranch(earlier, next) };
      }
      queue.push(earlier);
    }
  }
  return {};
}

function enableOf(regions: FunctionRegions, node: FlowNode): LocatedCall | undefined {
  return regions.calls.find((call) => call.effect.startsWith('enable') && holdsCall(node, call));
}

function lastBranch(start: LazyPoint, next: ReadonlyMap<LazyPoint, LazyPoint | undefined>): Witness['branch'] {
  let branch: Witness['branch'];
  for (let point: LazyPoint | undefined = start; point; point = next.get(point)) {
    const { node } = point;
    const target = next.get(point)?.node.id;
    const taken = node.kind === 'branch' ? node.edges.find((edge) => edge.target === target)?.when : undefined;
    if (taken !== undefined) branch = { range: { start: node.start, end: node.end }, taken };
  }
  return branch;
}

/** The other end of a path as notes of a finding. */
export function notesOf({ enable, branch }: Witness): readonly Note[] {
  const entered = enable ? [{ range: enable.nameRange, message: 'lazy MMU mode is entered here' }] : [];
  return [...entered, ...branchNote(branch)];
}

/** The other end of a path on which a disable finds the mode off: where it was left before, and the branch taken since. */
export function offNotes(regions: FunctionRegions, call: LocatedCall): readonly Note[] {
  const from = regions.solution.points.flat().find(({ node, property }) => isOff(property) && holdsCall(node, call));
  if (!from) return [];
  const next = new Map<LazyPoint, LazyPoint | undefined>([[from, undefined]]);
  const queue = [from];
  for (const point of queue) {
    for (const earlier of point.before) {
      if (next.has(earlier)) continue;
      next.set(earlier, point);
      const left = regions.calls.find((each) => each.effect === 'disable' && holdsCall(earlier.node, each));
      if (left)
        return [
          { range: left.nameRange, message: 'lazy MMU mode was left here' },
          ...branchNote(lastBranch(earlier, next)),
        ];
      queue.push(earlier);
    }
  }
  return branchNote(lastBranch(queue.at(-1) ?? from, next));
}

export function branchNote(branch: Witness['branch']): readonly Note[] {
  return branch ? [{ range: branch.range, message: `when this is ${branch.taken}` }] : [];
}

/** True for the node that makes a call. */
export function holdsCall(node: FlowNode, { expression }: LocatedCall): boolean {
  return node.effects.some((effect) => effect.kind === 'call' && effect.call === expression);
}
