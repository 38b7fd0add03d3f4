import type { CallExpression, Expression } from '../../../syntax/ast.ts';
import type { Range } from '../../../text.ts';
import {
  type CType,
  decay,
  type FunctionType,
  intType,
  isWord,
  pointerTo,
  promote,
  sizeOf,
  voidType,
} from '../types.ts';
import { type SyntacticMacro, syntacticMacro } from './builtins.ts';
import type { FunctionContext } from './context.ts';
import { convert } from './convert.ts';
import { intrinsicName, isSimple, type Value } from './emitted.ts';
import { expression } from './expressions.ts';
import type { Linkage, LinkedIntrinsic } from './linkage.ts';
import { expandedStatements, expandText, isMacro } from './names.ts';
import { fileContext, resolveType } from './resolve-type.ts';
import { statementsAsExpression } from './statement-expressions.ts';
import { parseTypeName } from './type-names.ts';

/** A call: of an intrinsic, a function-like macro, a C function, or through a pointer. */
export function call(f: FunctionContext, node: CallExpression): Value {
  const { callee } = node;
  if (callee.kind !== 'name') return indirectCall(f, node, expression(f, callee));
  const local = f.scope.find(callee.name);
  if (local) return indirectCall(f, node, expression(f, callee));
  return namedCall(f, callee.name, node);
}

function namedCall(f: FunctionContext, name: string, node: CallExpression): Value {
  const { linkage } = f;
  const intrinsic = linkage.intrinsicIndex(name);
  if (intrinsic !== undefined) return intrinsicCall(f, intrinsic, node);
  if (isMacro(f, name)) return macroCall(f, name, node);
  const own = linkage.library.function(name);
  if (own?.unit !== linkage.library.fileUnit) {
    const built = syntacticMacro(name);
    if (built) return builtIn(f, name, built, node);
  }
  const index = linkage.functionIndex(name);
  if (index !== undefined) return functionCall(f, index, node);
  const variable = linkage.variable(name);
  if (variable) return indirectCall(f, node, expression(f, node.callee));
  const macro = linkage.library.macro(name);
  if (macro) {
    return f.stop('macro', `the macro ${name} expands to itself; give the simulator a model of it`, node);
  }
  return assumedCall(f, name, node);
}

/** What the interpreter compiles by itself looks at the arguments it expects; there may be fewer. */
function builtIn(f: FunctionContext, name: string, compile: SyntacticMacro, node: CallExpression): Value {
  try {
    return compile(f, node.arguments, node);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return f.stop('unsupported', `${name}() does not take ${node.arguments.length} arguments`, node);
  }
}

function intrinsicCall(f: FunctionContext, index: number, node: CallExpression): Value {
  const value = intrinsicValue(f, index, node);
  // C that uses the value of a function without one is wrong, but must not compute with nothing.
  return value.type.kind === 'void' && f.discarded !== node ? { ...value, code: `(${value.code}, 0)` } : value;
}

function intrinsicValue(f: FunctionContext, index: number, node: CallExpression): Value {
  const { type, intrinsic } = linkedIntrinsic(f, index);
  if (node.arguments.length < type.parameters.length) {
    const text = `${intrinsic.name} takes ${type.parameters.length} arguments`;
    return f.stop('unsupported', text, node, type.returns);
  }
  const args = argumentCodes(f, node.arguments, type);
  f.intrinsicsUsed.add(index);
  const place = f.siteOf(node);
  const counting = f.linkage.options.traced ? ', E.called()' : `, S.calls[${place}]++`;
  const site = `U[${index}] = 1, S.current = ${place}${intrinsic.counted ? counting : ''}`;
  const last = args.at(-1);
  if (last === undefined) return { code: `(${site}, ${intrinsicName(index)}())`, type: type.returns };
  // The site is set after the arguments, which may hold calls of their own.
  let ending = `(${site}, ${last})`;
  if (!isSimple(last)) {
    const name = f.temporary();
    ending = `(${name} = ${last}, ${site}, ${name})`;
  }
  return { code: `${intrinsicName(index)}(${[...args.slice(0, -1), ending].join(', ')})`, type: type.returns };
}

/** An intrinsic with its types read, on first use. */
export function linkedIntrinsic(f: FunctionContext, index: number): LinkedIntrinsic {
  const { linkage } = f;
  const known = linkage.intrinsics[index];
  if (known) return known;
  const intrinsic = linkage.options.intrinsics[index];
  const type: FunctionType = {
    kind: 'function',
    returns: parseTypeName(linkage, intrinsic.returns),
    parameters: intrinsic.parameters.map((parameter) => decay(parseTypeName(linkage, parameter))),
    variadic: true,
  };
  const linked: LinkedIntrinsic = { intrinsic, type };
  linkage.intrinsics[index] = linked;
  return linked;
}

function argumentCodes(f: FunctionContext, args: readonly Expression[], type: FunctionType): string[] {
  return args.map((argument, index) => {
    if (argument.kind === 'type') return '0';
    const value = expression(f, argument);
    const parameter = type.parameters[index];
    if (parameter) return convert(value, parameter).code;
    const decayed = decay(value.type);
    return convert({ ...value, type: decayed }, decayed.kind === 'integer' ? promote(decayed) : decayed).code;
  });
}

/** The type of a C function, resolved on first use. */
export function functionTypeOf(linkage: Linkage, index: number): FunctionType {
  const known = linkage.functionTypes[index];
  if (known) return known;
  const { unit, definition } = linkage.functions[index];
  const context = fileContext(linkage, unit);
  const type: FunctionType = {
    kind: 'function',
    returns: resolveType(context, definition.returns),
    parameters: definition.parameters.map((parameter) => decay(resolveType(context, parameter.type))),
    variadic: definition.variadic,
  };
  linkage.functionTypes[index] = type;
  return type;
}

function functionCall(f: FunctionContext, index: number, node: CallExpression): Value {
  const type = functionTypeOf(f.linkage, index);
  f.callsFunctions = true;
  if (node.arguments.length < type.parameters.length) {
    const text = `${f.linkage.functions[index].name} takes ${type.parameters.length} arguments`;
    return f.stop('unsupported', text, node, type.returns);
  }
  const args = argumentCodes(f, node.arguments, type);
  return returned(f, calling(f, `F[${index}]`, args, f.siteOf(node)), type.returns, node);
}

/** A call; in a traced program it says where it is made, after the arguments, which may hold calls of their own. */
function calling(f: FunctionContext, target: string, args: readonly string[], site: number): string {
  if (!f.linkage.options.traced) return `${target}(${args.join(', ')})`;
  const mark = `Q[K[1]] = ${site}`;
  if (args.every(isSimple)) return `(${mark}, ${target}(${args.join(', ')}))`;
  const name = f.temporary();
  const ending = `(${name} = ${args.at(-1)}, ${mark}, ${name})`;
  return `${target}(${[...args.slice(0, -1), ending].join(', ')})`;
}

/** A record comes back as an address in a frame that is gone: it is copied at once. */
function returned(f: FunctionContext, code: string, type: CType, node: Expression): Value {
  if (type.kind !== 'record') return { code, type };
  const offset = f.frameSlot(type);
  return { code: `M.copy(fp + ${offset}, ${code}, ${sizeOf(type)}, ${f.siteOf(node)})`, type };
}

function indirectCall(f: FunctionContext, node: CallExpression, callee: Value): Value {
  f.callsFunctions = true;
  const pointer = decay(callee.type);
  const target = pointer.kind === 'pointer' ? pointer.target : pointer;
  const type: FunctionType =
    target.kind === 'function' ? target : { kind: 'function', returns: intType, parameters: [], variadic: true };
  const args = argumentCodes(f, node.arguments, type);
  const site = f.siteOf(node);
  return returned(f, calling(f, `E.target(${callee.code}, ${site})`, args, site), type.returns, node);
}

/** The address of a C function or intrinsic, when the name is one. */
export function functionPointer(f: FunctionContext, name: string, node: Range): Value | undefined {
  const { linkage } = f;
  const intrinsic = linkage.intrinsicIndex(name);
  if (intrinsic !== undefined) {
    return { code: `E.intrinsicAddress(${intrinsic})`, type: pointerTo(linkedIntrinsic(f, intrinsic).type) };
  }
  const index = linkage.functionIndex(name);
  if (index !== undefined)
    return { code: `E.functionAddress(${index})`, type: pointerTo(functionTypeOf(f.linkage, index)) };
  const prototype = linkage.library.prototype(name);
  if (!prototype) return undefined;
  const type = resolveType(fileContext(linkage, prototype.unit), prototype.item);
  if (type.kind !== 'function') return undefined;
  return { code: `E.assumedAddress(${assumedFunction(f, name, type.returns, true, node)})`, type: pointerTo(type) };
}

/** An assumption about a function whose body is not known. */
function assumedFunction(f: FunctionContext, name: string, returns: CType, decisive: boolean, node: Range): number {
  const place = f.placeOf(node);
  return f.linkage.assumptionIndex({
    kind: 'function',
    name,
    place,
    type: returns,
    decisive: decisive && returns.kind !== 'void',
  });
}

/**
 * A function that nobody knows: its arguments are evaluated, and it returns what the scenario says, else 0. Its value is
 * decisive unless the call is a statement of its own: where a value goes to is not followed further.
 */
function assumedCall(f: FunctionContext, name: string, node: CallExpression): Value {
  const discarded = f.discarded === node;
  const prototype = f.linkage.library.prototype(name);
  const type = prototype ? resolveType(fileContext(f.linkage, prototype.unit), prototype.item) : undefined;
  const returns = type?.kind === 'function' ? type.returns : intType;
  const declared: FunctionType =
    type?.kind === 'function' ? type : { kind: 'function', returns, parameters: [], variadic: true };
  const args = argumentCodes(f, node.arguments, declared).filter((code) => !isSimple(code));
  const value = `E.assume(${assumedFunction(f, name, returns, !discarded, node)})`;
  const result = isWord(returns) || returns.kind === 'void' ? returns : intType;
  return { code: args.length > 0 ? `(${[...args, value].join(', ')})` : value, type: result };
}

/** A function-like macro, as an expression; where it is only statements, as an expression made of them. */
function macroCall(f: FunctionContext, name: string, node: CallExpression): Value {
  const expansion = expandText(f, node);
  if (expansion.text.trim() === '') return { code: '0', type: voidType };
  const parsed = f.linkage.parseExpression(expansion.text);
  if (parsed) return expansion.run(() => expression(f, parsed));
  const statements = expandedStatements(f, expansion);
  if (!statements) {
    return f.stop('macro', `the expansion of ${name} cannot be read; give the simulator a model of it`, node);
  }
  return statements.run(() => statementsAsExpression(f, statements.statements, node));
}
