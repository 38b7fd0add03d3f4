import { apiFunctions, implementsApi } from '../kernel/api.ts';
import { tableMappings } from '../kernel/tables.ts';
import { exitPoints, type FunctionRegions, isOff, outcomesOf, type Role } from './function-regions.ts';
import type { HelperOutcome, Helpers } from './lazy-domain.ts';

/** What is kept of a function for those that call it. Free of offsets, so it stays true when the function moves. */
export interface Summary {
  readonly name: string;
  readonly role: Role;
  readonly outcomes: readonly HelperOutcome[];
  /** `enters`: nothing is called between the enable and the end. */
  readonly handsOver: boolean;
  /** It maps a page table itself, as the owner of a section does. */
  readonly mapsTable: boolean;
}

export function summarise(regions: FunctionRegions): Summary {
  const { role, definition } = regions;
  const oneSided = role === 'enters' || role === 'leaves';
  return {
    name: definition.name,
    role,
    outcomes: oneSided ? outcomesOf(regions) : [],
    handsOver: role === 'enters' && handsOver(regions),
    mapsTable: callsAnyOf(regions, (name) => tableMappings.has(name)),
  };
}

/** True when no path calls anything in the section that it leaves open. */
function handsOver(regions: FunctionRegions): boolean {
  const open = exitPoints(regions).filter(({ property }) => !isOff(property));
  const seen = new Set(open);
  for (const { node, before } of seen) {
    if (node.effects.some(({ kind }) => kind === 'call')) return false;
    for (const point of before) if (!isOff(point.property)) seen.add(point);
  }
  return true;
}

function callsAnyOf({ graph }: FunctionRegions, test: (name: string) => boolean): boolean {
  return graph.nodes.some(({ effects }) =>
    effects.some(
      (effect) => effect.kind === 'call' && effect.call.callee.kind === 'name' && test(effect.call.callee.name),
    ),
  );
}

/** A function of the file as far as finding its callers needs it. */
export interface CallerText {
  readonly name: string;
  readonly text: string;
}

/**
 * Which functions enter or leave the mode for others, by their own purpose: the file holds the other half of the pair,
 * a caller in the file does the other half, or (for one that enters) it does nothing more in the section, or (for one that
 * leaves) it maps no page table of its own. Any other function of one side only has lost the other.
 */
export function helpersAmong(
  summaries: readonly Summary[],
  functions: readonly CallerText[],
  macros: Helpers = new Map(),
): Helpers {
  const oneSided = summaries.filter(
    ({ role, name }) => (role === 'enters' || role === 'leaves') && !implementsApi(name),
  );
  const helpers = new Map<string, readonly HelperOutcome[]>();
  for (const summary of oneSided) {
    const otherHalf = oneSided.filter(({ role }) => role !== summary.role).map(({ name }) => name);
    const side = summary.role === 'enters' ? 'disable' : 'enable';
    const pairs = mentionsCallOf([...otherHalf, ...namesWithEffect(side), ...macrosWithEffect(macros, side)]);
    const call = mentionsCallOf([summary.name]);
    const hasPartner =
      otherHalf.length > 0 ||
      functions.some(({ name, text }) => name !== summary.name && call.test(text) && pairs.test(text));
    const byNature = summary.role === 'enters' ? summary.handsOver : !summary.mapsTable;
    if (hasPartner || byNature) helpers.set(summary.name, summary.outcomes);
  }
  return helpers;
}

function namesWithEffect(side: 'enable' | 'disable'): readonly string[] {
  return apiFunctions.filter(({ effect }) => effect.startsWith(side)).map(({ name }) => name);
}

function macrosWithEffect(macros: Helpers, side: 'enable' | 'disable'): readonly string[] {
  const wanted = side === 'enable' ? 1 : -1;
  const has = (outcomes: readonly HelperOutcome[]) => outcomes.some(({ change }) => Math.sign(change) === wanted);
  return [...macros].filter(([, outcomes]) => has(outcomes)).map(([name]) => name);
}

/** Matches a text that calls one of these functions. */
export function mentionsCallOf(names: readonly string[]): RegExp {
  return names.length > 0 ? new RegExp(`\\b(?:${names.join('|')})\\s*\\(`) : /(?!)/;
}
