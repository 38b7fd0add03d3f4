import { takesEntry } from '../entries/entry-questions.ts';
import type { FlowGraph } from '../flow/graph.ts';
import { calleeName, visitExpression } from '../flow/walk.ts';
import { pageBytes } from '../kernel/addresses.ts';
import { type Batch, batchOf, sizesOfFolios } from '../kernel/batches.ts';
import { pointInSection } from '../regions/function-regions.ts';
import type { CalleeSummaries } from '../summaries/callee-summaries.ts';
import type { CalledFunction, Question } from '../summaries/question.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { ArmedFlow, CallMoment } from './armed-flow.ts';
import { isCount } from './compare.ts';
import type { Value } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { armedValues } from './range-calls.ts';
import { add, multiply, type Sum, subtract } from './sum.ts';

/** The parameter that an argument is, where the function gives it no other value. */
function parameterOf(argument: Expression | undefined, { regions }: CalledFunction): number | undefined {
  if (argument?.kind !== 'name') return undefined;
  const { definition, graph } = regions;
  const position = definition.parameters.findIndex(({ name }) => name === argument.name);
  return position < 0 || assignmentsTo(argument.name, graph).length > 0 ? undefined : position;
}

function ofCaller({ pointer, count }: Batch, call: CallExpression, caller: CalledFunction): Batch | undefined {
  const [one, other] = [pointer, count].map((position) => parameterOf(call.arguments[position], caller));
  return one === undefined || other === undefined ? undefined : { pointer: one, count: other };
}

/** Which parameters of a function are the first entry of a batch and its length. */
const batchQuestion: Question<Batch> = {
  concerns: /_ptes?\w*\s*\(/,
  answers: (name) => [3, 4, 6, 9].some((given) => batchOf(name, given) !== undefined),
  follows: takesEntry,
  own(called) {
    return called.regions.graph.nodes.flatMap((node) =>
      node.effects.flatMap((effect) => {
        if (effect.kind !== 'call' || !pointInSection(called.regions, node)) return [];
        const { call } = effect;
        const known = batchOf(calleeName(call) ?? '', call.arguments.length);
        const fact = known && ofCaller(known, call, called);
        return fact ? [{ fact, range: call }] : [];
      }),
    );
  },
  key: ({ pointer, count }) => `${pointer} ${count}`,
  through: ofCaller,
};

/** A batch that a call is given in a section which has its range, and that may go on behind it. */
export interface LongBatch {
  readonly moment: CallMoment;
  readonly count: Expression;
  /** How many entries too many; absent where the function works the number out, or a folio has it. */
  readonly entries?: number;
}

/** Batches that go on behind the range of their section, or are as long as a folio that may. */
export function longBatches(
  { calls, around }: ArmedFlow,
  graph: FlowGraph,
  callees: CalleeSummaries,
): readonly LongBatch[] {
  const known = new Map<CallExpression, readonly Batch[]>();
  return calls.flatMap((moment) => {
    const { path, state, effect, call } = moment;
    if (!path.armed || path.lost || state.paused > 0 || effect) return [];
    const batches = known.get(call) ?? batchesOf(call, callees);
    known.set(call, batches);
    return batches.flatMap((batch): readonly LongBatch[] => {
      const count = call.arguments[batch.count];
      if (!count) return [];
      if (isSizeOfFolio(count, graph)) return [{ moment, count }];
      const [pointer, length] = [call.arguments[batch.pointer], count].map(
        (each) => each && evaluate(each, path.environment, around),
      );
      const armed = armedValues(path.environment);
      if (!pointer || !length || !armed.pte || !armed.addr || !armed.end || !isInTable(pointer, armed.pte)) return [];
      const left = subtract(add(armed.pte.sum, subtract(armed.end.sum, armed.addr.sum)), pointer.sum);
      const over = subtract(multiply(length.sum, pageBytes), left);
      if (!isPositiveCount(over)) return [];
      return [{ moment, count, ...(over.terms.size === 0 && { entries: over.constant / pageBytes }) }];
    });
  });
}

function batchesOf(call: CallExpression, callees: CalleeSummaries): readonly Batch[] {
  const direct = batchOf(calleeName(call) ?? '', call.arguments.length);
  return direct ? [direct] : callees.ofCall(batchQuestion, call).map(({ fact }) => fact);
}

function isInTable({ tables }: Value, { tables: others }: Value): boolean {
  return [...(tables ?? [])].every((table) => others?.has(table));
}

/** One entry or more, or a number of them that is worked out. */
function isPositiveCount(sum: Sum): boolean {
  const factors = sum.terms.values;
  return (
    isCount(sum) &&
    sum.constant >= 0 &&
    factors.every((factor) => factor > 0) &&
    (sum.constant > 0 || factors.length > 0)
  );
}

/** The size of a folio, or a variable that holds nothing else and is compared with nothing. */
function isSizeOfFolio(count: Expression, graph: FlowGraph): boolean {
  if (count.kind === 'call') return sizesOfFolios.has(calleeName(count) ?? '');
  if (count.kind !== 'name') return false;
  const values = assignmentsTo(count.name, graph);
  const isSize = values.every(
    (value) => value !== undefined && (value.kind === 'integer' || isSizeOfFolio(value, graph)),
  );
  return isSize && values.some((value) => value?.kind === 'call') && !isCompared(count.name, graph);
}

/** What a variable is given; undefined for a step or what a macro gives it. */
function assignmentsTo(variable: string, { nodes }: FlowGraph): readonly (Expression | undefined)[] {
  return nodes.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'assign' && effect.name === variable ? [effect.value] : [])),
  );
}

function isCompared(variable: string, { nodes }: FlowGraph): boolean {
  return nodes.some(({ kind, expression }) => {
    let mentioned = false;
    if (kind === 'branch' && expression) {
      visitExpression(expression, (each) => {
        mentioned ||= each.kind === 'name' && each.name === variable;
      });
    }
    return mentioned;
  });
}
