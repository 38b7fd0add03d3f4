import { ExecutionStop } from '../stop.ts';
import { type CType, decay, sizeOf, voidType } from '../types.ts';
import { functionTypeOf } from './calls.ts';
import { FunctionContext } from './context.ts';
import { initializeDeclared } from './declaring-macros.ts';
import { planGotos } from './goto-plan.ts';
import type { Linkage } from './linkage.ts';
import { fileContext } from './resolve-type.ts';
import { poll, polledBody } from './statements.ts';

/** The source of a JS function, over the names that `runtimeNames` lists: generated identifiers and numbers only. */
export interface CompiledSource {
  readonly source: string;
  /** Intrinsics that it calls, as indices of the linkage. */
  readonly intrinsics: ReadonlySet<number>;
}

/** Each pass finds locals whose address is taken; a second one nearly always settles it. */
const passLimit = 20;

/** Compiles a linked C function. Throws ExecutionStop when its types cannot be read at all. */
export function compileFunction(linkage: Linkage, index: number): CompiledSource {
  let inMemory: ReadonlySet<number> = new Set();
  for (let pass = 0; pass < passLimit; pass++) {
    const f = functionContext(linkage, index, inMemory);
    const source = functionSource(f, index);
    if ([...f.addressTaken].every((ordinal) => inMemory.has(ordinal))) {
      return { source, intrinsics: f.intrinsicsUsed };
    }
    inMemory = new Set([...inMemory, ...f.addressTaken]);
  }
  const { name, place } = linkage.functions[index];
  throw new ExecutionStop('unsupported', `${name} does not come to a stable form`, place.file, place.line);
}

function functionContext(linkage: Linkage, index: number, inMemory: ReadonlySet<number>): FunctionContext {
  const { name, unit, definition } = linkage.functions[index];
  const { returns } = functionTypeOf(linkage, index);
  const f = new FunctionContext(linkage, unit, returns, inMemory, name);
  f.plan = planGotos(definition.body);
  return f;
}

function functionSource(f: FunctionContext, index: number): string {
  const { definition } = f.linkage.functions[index];
  const types = functionTypeOf(f.linkage, index).parameters;
  const site = f.siteOf(definition.nameRange);
  const prologue: string[] = [];
  const parameters = definition.parameters.map((parameter, at) => {
    const type = types[at] ?? voidType;
    const local = f.local(type, true);
    const incoming = `p${at}`;
    if (local.kind === 'register' && f.inMemory.has(local.ordinal)) {
      const offset = f.frameSlot(type);
      f.scope.declare(parameter.name ?? '', { kind: 'frame', offset, type });
      prologue.push(`M.store${sizeOf(type) * 8}(fp, ${offset}, ${incoming}, ${site});`);
    } else if (local.kind === 'register') {
      prologue.push(`let ${local.name} = ${incoming};`);
      f.scope.declare(parameter.name ?? '', local);
    } else if (local.kind === 'frame') {
      prologue.push(`M.copy(fp + ${local.offset}, ${incoming}, ${sizeOf(type)}, ${site});`);
      f.scope.declare(parameter.name ?? '', local);
    }
    return incoming;
  });
  const stored = f.frameBytes;
  const body = polledBody(f, definition.body, site);
  return assemble(f, parameters, `X[${index}] = 1; ${prologue.join(' ')}`, body, site, stored);
}

/** A function around its body; `stored` bytes of its frame are parameters, which the prologue stores. */
function assemble(
  f: FunctionContext,
  parameters: readonly string[],
  prologue: string,
  body: string,
  site: number,
  stored = 0,
): string {
  const size = f.frameSize;
  const registers = f.registers.length > 0 ? `let ${f.registers.map((name) => `${name} = 0`).join(', ')};` : '';
  const forget = f.linkage.options.traced ? 'Q[K[1]] = -1;' : '';
  const enter = f.callsFunctions ? `if (--K[1] < 0) E.tooDeep(${site}); ${forget}` : '';
  const leave = f.callsFunctions ? 'K[1]++;' : '';
  const from = stored - (stored % 4);
  const clear = f.frameBytes > from ? `M.clear(fp + ${from}, ${size - from});` : '';
  const push = size > 0 ? `const fp = K[2]; if ((K[2] = fp + ${size}) > K[3]) E.overflow(${site}); ${clear}` : '';
  const pop = size > 0 ? 'K[2] = fp;' : '';
  const state = f.plan.states.size > 0 ? 'let s = 0;' : '';
  return `function (${parameters.join(', ')}) {
${enter} ${push} ${prologue} ${registers} ${state} let r = 0;
body: { ${body} }
${pop} ${leave} return r;
}`;
}

/** The initial value of a global, as a function of its address. */
export function compileInitializer(linkage: Linkage, index: number): CompiledSource {
  const { name, unit, type, initializer, place } = linkage.globals[index];
  const f = fileContext(linkage, unit);
  if (!initializer) return { source: 'function () {}', intrinsics: f.intrinsicsUsed };
  const location = { kind: 'memory', base: 'a', offset: 0, type } as const;
  const effects = initializeDeclared(f, name, location, initializer);
  const body = effects.map((effect) => `${effect};`).join(' ');
  const site = linkage.siteAt(place);
  const code = assemble(f, ['a'], '', `${poll(1, site)} ${body}`, site);
  return { source: code, intrinsics: f.intrinsicsUsed };
}

/** An expression over parameters with given names and types, as a function that returns its value. */
export function compileScoped(
  f: FunctionContext,
  parameters: readonly { readonly name: string; readonly type: CType }[],
  make: () => string,
): CompiledSource {
  const names = parameters.map(({ name, type }, at) => {
    f.scope.declare(name, { kind: 'register', name: `p${at}`, type: decay(type), ordinal: -1 - at });
    return `p${at}`;
  });
  const code = make();
  return { source: assemble(f, names, '', `${poll(1, 0)} r = ${code};`, 0), intrinsics: f.intrinsicsUsed };
}
