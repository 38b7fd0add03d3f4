import { calleeName } from '../flow/walk.ts';
import { upperRangeEnds, widerThanTable } from '../kernel/addresses.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { Question } from '../summaries/question.ts';
import type { Expression } from '../syntax/ast.ts';
import { armedFlowOf } from './armed-flow.ts';
import { nameOf } from './compare.ts';
import type { Value } from './environment.ts';
import { rangeCallsOf } from './range-calls.ts';

/** A parameter up to which a function takes its range for one page table. */
interface TableEnd {
  readonly parameter: number;
}

/** Which parameters of a function are the end of the range that it gives a section. */
export const tableEndQuestion: Question<TableEnd> = {
  concerns: /lazy_mmu\w*\s*\(/,
  answers: () => false,
  own({ regions }) {
    const flow = armedFlowOf(regions);
    return (flow ? rangeCallsOf(flow) : []).flatMap(({ call, values }) => {
      const parameter = parameterOf(values.end, regions);
      return parameter === undefined ? [] : [{ fact: { parameter }, range: call }];
    });
  },
  key: ({ parameter }) => `${parameter}`,
  through({ parameter }, call, { regions: { definition, graph } }) {
    const argument = call.arguments[parameter];
    const position = definition.parameters.findIndex(({ name }) => argument?.kind === 'name' && name === argument.name);
    const isChanged = graph.nodes.some(({ effects }) =>
      effects.some((effect) => effect.kind === 'assign' && effect.name === definition.parameters[position]?.name),
    );
    return position < 0 || isChanged ? undefined : { parameter: position };
  },
};

function parameterOf(value: Value | undefined, { definition }: FunctionRegions): number | undefined {
  const held = value && value.sum.constant === 0 ? nameOf(value.sum) : undefined;
  const position = definition.parameters.findIndex(({ name }) => held === `p:${name};`);
  return position < 0 ? undefined : position;
}

/** Says of an argument why it is no end that the function has cut for one page table; of others, and where it cannot be told, nothing. */
export function uncutArguments({ graph }: FunctionRegions): (end: Expression) => string | undefined {
  const limits = new Set<string>();
  const values = new Map<string, string[]>();
  for (const effect of graph.nodes.flatMap(({ effects }) => effects)) {
    if (effect.kind === 'assign') {
      const answered = effect.value ? (calleeName(effect.value) ?? '') : '';
      values.set(effect.name, [...(values.get(effect.name) ?? []), answered]);
    } else if (effect.kind === 'call' && calleeName(effect.call) === 'pmd_addr_end') {
      const [, limit] = effect.call.arguments;
      if (limit?.kind === 'name') limits.add(limit.name);
    }
  }
  return (end) => {
    if (end.kind === 'member') return end.field === 'vm_end' ? 'is the end of the vma' : undefined;
    if (end.kind !== 'name') return undefined;
    if (widerThanTable.has(end.name)) return 'is as far away as an upper level reaches';
    const [call, ...others] = values.get(end.name) ?? [];
    if (call === undefined && limits.has(end.name))
      return 'is the end that pmd_addr_end() is given, not the one that it answers';
    const isUpper = call !== undefined && [call, ...others].every((each) => upperRangeEnds.has(each));
    return isUpper ? `was cut by ${call}(), not by pmd_addr_end()` : undefined;
  };
}
