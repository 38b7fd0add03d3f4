import type { Effect, FlowGraph, FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { apiFunction } from '../kernel/api.ts';
import { flushingPrimitives } from '../kernel/primitives.ts';
import { tableMappings } from '../kernel/tables.ts';
import type { Expression } from '../syntax/ast.ts';
import { contains, type Range } from '../text.ts';
import { renderPlain } from './render.ts';
import { reachable } from './section-nodes.ts';

/** The addresses that a section walks, as texts that hold at its enable. */
export interface SteppedRange {
  readonly addr: string;
  readonly end: string;
}

export interface SteppingQuestion {
  readonly graph: FlowGraph;
  readonly section: ReadonlySet<FlowNode>;
  /** Variables that are the mapped entry at the enable. */
  readonly aliases: ReadonlySet<string>;
  /** The variable whose address that entry is for. */
  readonly address: string;
  /** Blocks that run only after a kernel warning. */
  readonly warned: readonly Range[];
}

interface Assignment {
  readonly node: FlowNode;
  readonly effect: Extract<Effect, { kind: 'assign' }>;
}

/** What in a section speaks against naming a range for it, whatever its loops do. */
export function sectionHazard(section: ReadonlySet<FlowNode>): string | undefined {
  for (const { effects } of section) {
    for (const effect of effects) {
      const name = effect.kind === 'call' ? (calleeName(effect.call) ?? '') : '';
      if (flushingPrimitives.has(name))
        return `${name}() changes the hardware entry at once, past any deferred updates`;
      if (tableMappings.has(name)) return `another page table is mapped inside the section by ${name}()`;
      if (apiFunction(name)?.effect === 'pause')
        return 'the section is paused, and a resume does not bring the range back';
    }
  }
  return undefined;
}

/** The range over which loops of the section move the pointer and its address on together. */
export function steppedRange(question: SteppingQuestion): SteppedRange | { readonly refused: string } {
  const { address, aliases } = question;
  const [pointer] = aliases;
  const moves = assignmentsTo(question, aliases);
  if (!moves.some((move) => isStep(move) && inCycle(question, move.node))) {
    return { refused: `no loop of the section moves ${pointer} on` };
  }
  const shift = moves.find((move) => !isStep(move) || movesBeforeLoop(question, move, moves));
  if (shift) return { refused: `${shift.effect.name} is moved inside the section before its entries are walked` };

  const ends = new Set<string>();
  for (const node of question.section) {
    const bound = node.kind === 'branch' && node.expression ? boundOf(node.expression) : undefined;
    if (!bound || !inCycle(question, node) || !walksAddress(question, bound.variable)) continue;
    const end = renderPlain(bound.end);
    if (!end || assignedInSection(question, bound.end))
      return { refused: `the end that ${bound.variable} is compared with changes` };
    ends.add(end);
  }
  const [end] = ends;
  if (ends.size > 1) return { refused: `the section walks to different ends: ${[...ends].join(', ')}` };
  return end ? { addr: address, end } : { refused: `no loop of the section compares ${address} with an end` };
}

/** True for a variable that starts at the mapped address and steps on in a loop of the section. */
function walksAddress(question: SteppingQuestion, variable: string): boolean {
  const moves = assignmentsTo(question, new Set([variable]));
  if (!moves.some((move) => isStep(move) && inCycle(question, move.node))) return false;
  const starts = moves.filter((move) => !isStep(move));
  if (variable === question.address)
    return starts.length === 0 && !moves.some((move) => movesBeforeLoop(question, move, moves));
  if (starts.length === 0 || !starts.every(({ effect }) => isName(effect.value, question.address))) return false;
  return !assignmentsTo(question, new Set([question.address])).some(({ node }) => {
    const later = reachable(question.graph, node, (each) => question.section.has(each));
    return starts.some((start) => later.has(start.node));
  });
}

function assignmentsTo(question: SteppingQuestion, names: ReadonlySet<string>): readonly Assignment[] {
  return [...question.section].flatMap((node) =>
    node.effects.flatMap((effect) =>
      effect.kind === 'assign' && names.has(effect.name) && !isWarned(question, effect) ? { node, effect } : [],
    ),
  );
}

function isWarned({ warned }: SteppingQuestion, effect: Assignment['effect']): boolean {
  return warned.some((block) => contains(block, effect.by.start));
}

/** `x++`, `x += n`, `x = x + n`. */
function isStep({ effect: { by, name } }: Assignment): boolean {
  if (by.kind === 'update') return by.operator === '++';
  if (by.kind !== 'assign') return false;
  if (by.operator === '+=') return true;
  const { value } = by;
  return by.operator === '=' && value.kind === 'binary' && value.operator === '+' && isName(value.left, name);
}

function isName(expression: Expression | undefined, name: string): boolean {
  return expression?.kind === 'name' && expression.name === name;
}

function inCycle({ graph, section }: SteppingQuestion, node: FlowNode): boolean {
  return reachable(graph, node, (each) => section.has(each)).has(node);
}

/** True for a move that happens once, on the way to the loop that moves the same variable. */
function movesBeforeLoop(question: SteppingQuestion, move: Assignment, moves: readonly Assignment[]): boolean {
  if (inCycle(question, move.node)) return false;
  const later = reachable(question.graph, move.node, (each) => question.section.has(each));
  return moves.some(({ node }) => node !== move.node && later.has(node) && inCycle(question, node));
}

/** `variable != end`, `variable < end` and the same turned round. */
function boundOf(condition: Expression): { variable: string; end: Expression } | undefined {
  if (condition.kind !== 'binary') return undefined;
  const { left, operator, right } = condition;
  if (left.kind === 'name' && (operator === '!=' || operator === '<')) return { variable: left.name, end: right };
  if (right.kind === 'name' && (operator === '!=' || operator === '>')) return { variable: right.name, end: left };
  return undefined;
}

function assignedInSection(question: SteppingQuestion, expression: Expression): boolean {
  return expression.kind === 'name' && assignmentsTo(question, new Set([expression.name])).length > 0;
}
