import type { FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { lockCallsOf } from '../kernel/locks.ts';
import { sleepingCall } from '../kernel/sleeping.ts';
import {
  exitPoints,
  type FunctionRegions,
  faultsOf,
  isOff,
  isOn,
  type LazyPoint,
  outcomesOf,
  type Role,
} from './function-regions.ts';
import { effectOfCall, type HelperOutcome } from './lazy-domain.ts';

/** What is kept of a function for those that call it. Free of offsets, so it stays true when the function moves. */
export interface Summary {
  readonly name: string;
  readonly role: Role;
  /** What calling it does; empty unless it has calls of one side only. */
  readonly outcomes: readonly HelperOutcome[];
  /** It does nothing in the half of the section that is its own: it calls nothing there. */
  readonly onlyHandsOver: boolean;
  /** `inside`: all it does outside the section is to sleep, or to give up locks for a while. */
  readonly onlyInterrupts: boolean;
  /** Places where the mode is not as the function takes it to be. */
  readonly faults: number;
  /** Functions that it calls while the mode is on, by name. */
  readonly callsInSection: ReadonlySet<string>;
}

export function summarise(regions: FunctionRegions): Summary {
  const { role, definition } = regions;
  const side = sideOf(role);
  return {
    name: definition.name,
    role,
    outcomes: side ? outcomesOf(regions) : [],
    onlyHandsOver: side !== undefined && onlyHandsOver(regions, side),
    onlyInterrupts: role === 'inside' && onlyInterrupts(regions),
    faults: faultsOf(regions),
    callsInSection: callsInSection(regions),
  };
}

/** The half of a section or pause that a function of one side does. */
export function sideOf(role: Role): 'opens' | 'closes' | undefined {
  if (role === 'enters' || role === 'pauses') return 'opens';
  return role === 'leaves' || role === 'resumes' ? 'closes' : undefined;
}

/** True when no path calls anything between the call of the API and the end of the function that its caller continues at. */
function onlyHandsOver(
  { graph, solution, entry, rules, ...regions }: FunctionRegions,
  side: 'opens' | 'closes',
): boolean {
  const isOwn = ({ property }: LazyPoint) =>
    side === 'opens'
      ? property.depth !== entry.depth || property.paused !== entry.paused
      : property.depth === entry.depth && property.paused === entry.paused;
  const starts =
    side === 'opens' ? exitPoints({ graph, solution, entry, rules, ...regions }) : solution.points[graph.entry];
  const seen = new Set(starts.filter(isOwn));
  for (const point of seen) {
    if (point.node.effects.some((effect) => effect.kind === 'call' && !effectOfCall(effect.call, rules))) return false;
    for (const next of side === 'opens' ? point.before : point.after) if (isOwn(next)) seen.add(next);
  }
  return true;
}

/** True when all that is called between leaving and entering again sleeps, or takes and drops locks. */
function onlyInterrupts({ graph, solution, rules }: FunctionRegions): boolean {
  return graph.nodes.every((node) => !isOffAt(solution.points[node.id]) || callsOf(node).every(isInterruption));

  function isInterruption(name: string): boolean {
    return sleepingCall(name) !== undefined || lockCallsOf(name).length > 0;
  }

  function callsOf({ effects }: FlowNode): readonly string[] {
    return effects.flatMap((effect) =>
      effect.kind === 'call' && !effectOfCall(effect.call, rules) ? [calleeName(effect.call) ?? ''] : [],
    );
  }
}

function isOffAt(points: readonly LazyPoint[]): boolean {
  return points.some(({ property }) => isOff(property));
}

function callsInSection({ solution }: FunctionRegions): ReadonlySet<string> {
  const names = [...solution.calls].flatMap(([call, states]) => (states.some(isOn) ? [calleeName(call) ?? ''] : []));
  return new Set(names);
}

/** Matches a text that calls one of these functions. */
export function mentionsCallOf(names: readonly string[]): RegExp {
  return names.length > 0 ? new RegExp(`\\b(?:${names.join('|')})\\s*\\(`) : /(?!)/;
}
