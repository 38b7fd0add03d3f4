import type { FlowGraph } from '../flow/graph.ts';
import { calleeName, operands } from '../flow/walk.ts';
import { guardedCall } from '../kernel/guards.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { CallExpression, Expression, InitializerEntry } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { functionNameIn } from './function-name.ts';

/**
 * Functions that a call may call, by name: the one that it names, or those that the function and its file put into the
 * variable, the member or the array that it calls through. What they are given by others is not known.
 */
export function possibleCallees(call: CallExpression, regions: FunctionRegions, file: SourceFile): readonly string[] {
  const { callee } = call;
  const name = functionNameIn(callee);
  if (name === '') return calledThrough(callee, regions, file);
  if (regions.graph.parameters.includes(name)) return [name];
  const values = [...assigned(name, regions), ...(isPointerOfFile(name, file) ? declared(name, file) : [])];
  return [name, ...new Set(values.flatMap(functionsIn).filter((each) => each !== name))];
}

const pointers = new WeakMap<SourceFile, ReadonlySet<string>>();

/** A pointer to functions that the file declares, as far as its text tells at a glance. */
function isPointerOfFile(name: string, file: SourceFile): boolean {
  const known = pointers.get(file) ?? new Set([...file.text.matchAll(/\(\*(?:const )?(\w+)/g)].map(([, each]) => each));
  pointers.set(file, known);
  return known.has(name);
}

/** Variables of the file whose initializers tell what calls of a function may call. */
export function variablesBehindCalls(regions: FunctionRegions, file: SourceFile): readonly string[] {
  const names = new Set<string>();
  for (const { effects } of regions.graph.nodes) {
    for (const effect of effects) {
      if (effect.kind !== 'call') continue;
      const { callee } = effect.call;
      const called = functionNameIn(callee);
      if (called !== '' && isPointerOfFile(called, file)) names.add(called);
      const object = callee.kind === 'member' ? callee.object : callee.kind === 'index' ? callee.array : undefined;
      if (!object) continue;
      const holder = functionNameIn(object);
      names.add(holder);
      for (const value of valuesOf(holder, regions, file)) names.add(functionNameIn(value));
    }
  }
  names.delete('');
  return [...names];
}

function calledThrough(callee: Expression, regions: FunctionRegions, file: SourceFile): readonly string[] {
  switch (callee.kind) {
    case 'call':
      return guardedCall(calleeName(callee) ?? '', callee.arguments.map(functionNameIn)) ?? [];
    case 'unary':
    case 'cast':
      return calledThrough(callee.operand, regions, file);
    case 'member':
      return entriesOf(callee.object, regions, file)
        .filter(({ designators }) => designators.includes(callee.field))
        .flatMap(({ value }) => functionsIn(value));
    case 'index':
      return entriesOf(callee.array, regions, file).flatMap(({ value }) => functionsIn(value));
    default:
      return [];
  }
}

/** Entries of the initializers of the objects that an expression may be, or point to. */
function entriesOf(object: Expression, regions: FunctionRegions, file: SourceFile): readonly InitializerEntry[] {
  const name = functionNameIn(object);
  return valuesOf(name, regions, file).flatMap((value) => {
    if (value.kind === 'initializer-list') return value.entries;
    const target = value.kind === 'unary' && value.operator === '&' ? functionNameIn(value) : '';
    if (target === '' || target === name) return [];
    return valuesOf(target, regions, file).flatMap((each) => (each.kind === 'initializer-list' ? each.entries : []));
  });
}

/** What a variable is given: by the function, or where the file declares it. */
function valuesOf(name: string, regions: FunctionRegions, file: SourceFile): readonly Expression[] {
  return name === '' ? [] : [...assigned(name, regions), ...declared(name, file)];
}

const assignedValues = new WeakMap<FlowGraph, ReadonlyMap<string, readonly Expression[]>>();

function assigned(name: string, { graph }: FunctionRegions): readonly Expression[] {
  const known = assignedValues.get(graph) ?? valuesIn(graph);
  assignedValues.set(graph, known);
  return known.get(name) ?? [];
}

/** What a function assigns, by variable. */
function valuesIn({ nodes }: FlowGraph): ReadonlyMap<string, readonly Expression[]> {
  const values = new Map<string, Expression[]>();
  for (const { effects } of nodes) {
    for (const effect of effects) {
      if (effect.kind !== 'assign' || !effect.value) continue;
      const known = values.get(effect.name) ?? [];
      known.push(effect.value);
      values.set(effect.name, known);
    }
  }
  return values;
}

function declared(name: string, file: SourceFile): readonly Expression[] {
  return file
    .declarations(name)
    .flatMap(({ declarators }) => declarators.flatMap((each) => (each.name === name ? (each.initializer ?? []) : [])));
}

/** Names of functions among the values that an expression may have. */
function functionsIn(value: Expression): readonly string[] {
  if (value.kind === 'conditional') return operands(value).slice(1).flatMap(functionsIn);
  if (value.kind === 'assign') return functionsIn(value.value);
  const name = functionNameIn(value);
  return name === '' || name === 'NULL' ? [] : [name];
}
