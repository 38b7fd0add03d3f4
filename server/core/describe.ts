import type { FileAnalysis, FunctionAnalysis } from './analysis.ts';
import { calleeName, visitStatement } from './flow/walk.ts';
import { apiFunction, type Generation, otherGeneration } from './kernel/api.ts';
import { type PrimitiveKind, primitive } from './kernel/primitives.ts';
import type { ApiCall, ArmedRange, LazySection } from './regions/section.ts';
import type { MachineName } from './simulator/arch/names.ts';
import { usualMachines } from './simulator/arch/names.ts';
import type { CallExpression } from './syntax/ast.ts';
import type { SourceFile } from './syntax/source-file.ts';
import { contains, type Range } from './text.ts';

/** A call that belongs to the one described, with its line from 1. */
export interface MatchingCall {
  readonly name: string;
  readonly range: Range;
  readonly line: number;
}

/** A range that a section was told. */
export interface DescribedRange {
  /** The arguments of the call that told it, as they are written. */
  readonly text: string;
  /** Line of that call, from 1. */
  readonly line: number;
  /** A pause has taken it from the section. */
  readonly isLost: boolean;
}

/** A call of the API, or of a helper that enters or leaves for its callers. */
export interface ApiCallDescription {
  readonly kind: 'api-call';
  readonly name: string;
  /** The name in the text. */
  readonly range: Range;
  readonly effect: ApiCall['effect'];
  /** What the call does, in a sentence. */
  readonly summary: string;
  /** Absent for a helper. */
  readonly generation?: Generation;
  /** What differs in the other generation of the API, in a sentence. */
  readonly difference?: string;
  /** State in which the call is reached, in words, one per way; empty when no path leads here. */
  readonly before: readonly string[];
  /** The ranges that the section has there, one per way. */
  readonly ranges: readonly DescribedRange[];
  /** An enable's disables, or a disable's enables. */
  readonly matching: readonly MatchingCall[];
  /** Kernel file the summary is taken from. */
  readonly source: string;
}

/** What is known of the mode where a primitive is called; a function without a section leaves it to its callers. */
export type ModeHere = 'on' | 'paused' | 'off' | 'unknown';

/** A call of a page-table primitive. */
export interface PrimitiveDescription {
  readonly kind: 'primitive';
  readonly name: string;
  readonly range: Range;
  readonly does: PrimitiveKind;
  readonly summary: string;
  readonly mode: ModeHere;
  /** A section around it was told its range, so that a machine which needs one batches here too. */
  readonly hasRange: boolean;
  readonly machines: readonly {
    readonly machine: MachineName;
    /** What it executes in a section; s390-ipte-range in one that was told its range. */
    readonly inside: string;
    /** What it executes outside any section, and while the mode is paused. */
    readonly outside: string;
  }[];
  readonly source: string;
}

export type Description = ApiCallDescription | PrimitiveDescription;

/** Characters that the name of a primitive has at most. */
const longestName = 64;

/** What there is to say about the name at an offset; undefined for anything that has nothing to do with lazy MMU mode. */
export function describeAt(file: SourceFile, analysis: FileAnalysis, offset: number): Description | undefined {
  const owner = analysis.functions.find(({ range }) => contains(range, offset));
  const call = owner?.calls.find(({ nameRange }) => touches(nameRange, offset));
  return owner && call ? describeCall(file, owner, call) : describePrimitive(file, owner, offset);
}

/** An editor asks at the end of a word too. */
function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

function describeCall(file: SourceFile, owner: FunctionAnalysis, call: ApiCall): ApiCallDescription {
  const { name, effect, nameRange, before, isHelper } = call;
  const isRange = effect === 'enable-range' && !isHelper;
  const known = apiFunction(name) ?? (isRange ? apiFunction(name, name) : undefined);
  const difference = known && otherGeneration(known);
  return {
    kind: 'api-call',
    name,
    range: nameRange,
    effect,
    summary: known?.summary ?? helperSummary(call),
    before: before.map((state) => (known?.generation === 'legacy' ? legacyState(state) : stateInWords(state))),
    ranges: (call.armed ?? []).map((range) => describeRange(file, range)),
    matching: matchingCalls(owner.sections, call).map((each) => ({
      name: each.name,
      range: each.nameRange,
      line: file.lines.lineOf(each.range.start),
    })),
    source: known?.source ?? call.home ?? file.path,
    ...(known ? { generation: known.generation } : {}),
    ...(difference ? { difference } : {}),
  };
}

function describeRange({ text, lines }: SourceFile, { call: { start, end }, isLost }: ArmedRange): DescribedRange {
  const written = text.slice(text.indexOf('(', start) + 1, end - 1);
  return { text: written.replace(/\s+/g, ' ').trim(), line: lines.lineOf(start), isLost };
}

const halfDone: Readonly<Record<ApiCall['effect'], string>> = {
  enable: 'enters lazy MMU mode',
  'enable-range': 'enters lazy MMU mode',
  disable: 'leaves lazy MMU mode',
  pause: 'pauses lazy MMU mode',
  resume: 'resumes lazy MMU mode',
  flush: 'puts deferred updates into effect',
};

function helperSummary({ effect, home }: ApiCall): string {
  return `A function of ${home ?? 'this file'} that ${halfDone[effect]} for its callers.`;
}

/** The legacy API counts nothing. */
function legacyState(state: ApiCall['before'][number]): string {
  return state.depth === 1 && state.paused === 0 ? 'on' : stateInWords(state);
}

export function stateInWords({ depth, paused }: ApiCall['before'][number]): string {
  if (paused > 0) return depth > 0 ? `paused at depth ${depth}` : 'paused while off';
  return depth === 0 ? 'off' : `on, depth ${depth}`;
}

/** The other ends of the sections that a call opens or ends, in the order of the text. */
export function matchingCalls(sections: readonly LazySection[], call: ApiCall): readonly ApiCall[] {
  const at = call.range.start;
  const opened = sections.find(({ enable }) => enable.range.start === at);
  if (opened) return opened.disables;
  return sections
    .filter(({ disables }) => disables.some(({ range }) => range.start === at))
    .map(({ enable }) => enable);
}

function describePrimitive(
  file: SourceFile,
  owner: FunctionAnalysis | undefined,
  offset: number,
): Description | undefined {
  const call = callNamedAt(file, offset);
  const known = call && primitive(calleeName(call) ?? '');
  if (!call || !known) return undefined;
  const { start, end } = call.callee;
  return {
    kind: 'primitive',
    name: known.name,
    range: { start, end },
    does: known.kind,
    summary: known.summary,
    mode: modeAt(owner, offset),
    hasRange: sectionsAt(owner, offset).some(({ enable }) => enable.effect === 'enable-range'),
    machines: usualMachines.map((machine) => ({ machine, ...known.behaviour[machine] })),
    source: known.source,
  };
}

function modeAt(owner: FunctionAnalysis | undefined, offset: number): ModeHere {
  if (!owner || owner.sections.length === 0) return 'unknown';
  if (owner.sections.some(({ paused }) => isIn(paused, offset))) return 'paused';
  return sectionsAt(owner, offset).length > 0 ? 'on' : 'off';
}

function sectionsAt(owner: FunctionAnalysis | undefined, offset: number): readonly LazySection[] {
  return owner?.sections.filter(({ ranges }) => isIn(ranges, offset)) ?? [];
}

function isIn(ranges: readonly Range[], offset: number): boolean {
  return ranges.some((range) => contains(range, offset));
}

/** The call whose name stands at an offset. */
function callNamedAt(file: SourceFile, offset: number): CallExpression | undefined {
  const entry = file.functions.find((each) => contains(each, offset));
  if (!entry || !mayBePrimitive(file.text, offset)) return undefined;
  let found: CallExpression | undefined;
  visitStatement(entry.definition().body, (expression) => {
    if (expression.kind === 'call' && touches(expression.callee, offset)) found = expression;
  });
  return found;
}

/** Only for the sake of such a word is a function parsed. */
function mayBePrimitive(text: string, offset: number): boolean {
  const [before] = /\w*$/.exec(text.slice(Math.max(0, offset - longestName), offset)) ?? [''];
  const [after] = /^\w*/.exec(text.slice(offset, offset + longestName)) ?? [''];
  return primitive(before + after) !== undefined;
}
