import type { CallExpression, Expression } from '../../../syntax/ast.ts';
import { sizeOf } from '../types.ts';
import type { FunctionContext } from './context.ts';
import type { Location } from './emitted.ts';
import { initialize } from './initializers.ts';
import { addressCode } from './locations.ts';
import { expandedStatements, expandText, isMacro } from './names.ts';

/** Initial value of a declared name. `LIST_HEAD(name)` and its kin stand as a call in place of the initialiser. */
export function initializeDeclared(
  f: FunctionContext,
  name: string,
  location: Location,
  initializer: Expression,
): string[] {
  if (initializer.kind !== 'call' || !declares(initializer, name)) return initialize(f, location, initializer);
  return initializeByMacro(f, name, location, initializer);
}

function declares(call: CallExpression, name: string): boolean {
  return (
    call.callee.kind === 'name' &&
    /^[A-Z][A-Z0-9_]*$/.test(call.callee.name) &&
    call.arguments.some((argument) => argument.kind === 'name' && argument.name === name)
  );
}

function initializeByMacro(f: FunctionContext, name: string, location: Location, call: CallExpression): string[] {
  const macro = call.callee.kind === 'name' ? call.callee.name : '';
  if (location.kind === 'memory' && isListHead(location)) return emptyList(f, location, call);
  if (isMacro(f, macro)) {
    const parsed = expandedStatements(f, expandText(f, call));
    const declaration = parsed?.statements.find((each) => each.kind === 'declaration');
    const initial = declaration?.declarators.find((each) => each.name === name)?.initializer;
    if (parsed && initial) return parsed.run(() => initialize(f, location, initial));
  }
  if (location.kind === 'register') return [`${location.name} = 0`];
  return [`M.fill(${addressCode(location)}, 0, ${sizeOf(location.type)}, ${f.siteOf(call)})`];
}

type MemoryLocation = Extract<Location, { kind: 'memory' }>;

function isListHead({ type }: MemoryLocation): boolean {
  return type.kind === 'record' && type.record.tag === 'list_head';
}

/** An empty list points to itself, both ways. */
function emptyList(f: FunctionContext, location: MemoryLocation, node: Expression): string[] {
  if (location.type.kind !== 'record') return [];
  const { record } = location.type;
  const address = addressCode(location);
  return ['next', 'prev'].map((field) => {
    const offset = record.findOrAdd(field)?.offset ?? 0;
    return `M.store64(${address}, ${offset}, ${address}, ${f.siteOf(node)})`;
  });
}
