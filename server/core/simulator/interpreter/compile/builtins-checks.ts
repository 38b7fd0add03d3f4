import { MacroTable } from '../../../syntax/scan/macros.ts';
import { boolType, intType, voidType } from '../types.ts';
import type { SyntacticMacro } from './builtins.ts';
import type { FunctionContext } from './context.ts';
import { constant, testOf, truth, type Value } from './emitted.ts';
import { expression } from './expressions.ts';

export const ignored: SyntacticMacro = () => ({ code: '0', type: voidType, constant: 0n });

const bug: SyntacticMacro = (f, _args, node) => f.stop('bug', 'BUG() is reached', node, voidType);

const bugOn: SyntacticMacro = (f, args, node) => {
  const test = testOf(expression(f, args[0]));
  return {
    code: `(${test} ? ${f.stop('bug', 'the condition of this BUG_ON() holds', node).code} : 0)`,
    type: voidType,
  };
};

/** Evaluates its condition once and notes in the run that it held. */
const warnOn: SyntacticMacro = (f, args, node) => {
  const condition = args[0] ? expression(f, args[0]) : constant(1n, intType);
  if (condition.constant === 0n) return constant(0n, intType);
  return truth(`(${testOf(condition)} && E.warn(${f.siteOf(node)}))`, intType);
};

/** include/linux/mmdebug.h: checks that only a kernel with the option makes; in any other they are nothing. */
function debugCheck(option: string, check: SyntacticMacro): SyntacticMacro {
  return (f, args, node) => {
    const table = new MacroTable(f.linkage.options.configuration);
    return table.isEnabled(option) ? check(f, args, node) : ignored(f, args, node);
  };
}

const debugChecks: readonly { readonly names: RegExp; readonly macro: SyntacticMacro }[] = [
  { names: /^VM_(BUG|WARN)_ON_PGFLAGS$/, macro: debugCheck('CONFIG_DEBUG_VM_PGFLAGS', bugOn) },
  { names: /^VM_BUG_ON/, macro: debugCheck('CONFIG_DEBUG_VM', bugOn) },
  { names: /^VM_WARN/, macro: debugCheck('CONFIG_DEBUG_VM', warnOn) },
];

/** The check of a name that begins as those of CONFIG_DEBUG_VM do: VM_BUG_ON_FOLIO(), VM_WARN_ON_ONCE(). */
export function debugCheckOf(name: string): SyntacticMacro | undefined {
  return debugChecks.find(({ names }) => names.test(name))?.macro;
}

/** An option counts as the masking has it: a name that the configuration does not hold is set. */
const isEnabled: SyntacticMacro = (f, args) => {
  const [option] = args;
  const table = new MacroTable(f.linkage.options.configuration);
  return constant(option?.kind === 'name' && table.isEnabled(option.name) ? 1n : 0n, intType);
};

/** Whether the declaration of a static key says that it is on. */
function declaredState(f: FunctionContext, key: string): boolean | undefined {
  const base = f.linkage.variable(key)?.item.declarator.type;
  if (base?.kind !== 'record') return undefined;
  return base.tag === 'static_key_true' ? true : base.tag === 'static_key_false' ? false : undefined;
}

/**
 * A static key is as its declaration says, or, where that is not found, as the branch on it expects. What the kernel does
 * to it later is not known: the report says what was assumed, and a scenario may say otherwise.
 */
function staticBranch(holds: boolean): SyntacticMacro {
  return (f, args, node): Value => {
    const [key] = args;
    const name = key ? f.textOf(key).replace(/^[&(\s]+|[)\s]+$/g, '') : '';
    const place = f.placeOf(node);
    const on = declaredState(f, name) ?? holds;
    const index = f.linkage.assumptionIndex({ kind: 'variable', name, place, type: boolType, decisive: true });
    return truth(`(E.assumeOr(${index}, ${on ? 1 : 0}) !== 0)`, intType);
  };
}

const constantNo: SyntacticMacro = () => constant(0n, intType);

export const checkMacros: readonly (readonly [string, SyntacticMacro])[] = [
  ['BUG', bug],
  ['BUG_ON', bugOn],
  ['__builtin_unreachable', bug],
  ['unreachable', bug],
  ['panic', bug],
  ['WARN', warnOn],
  ['WARN_ON', warnOn],
  ['WARN_ONCE', warnOn],
  ['WARN_ON_ONCE', warnOn],
  ['WARN_TAINT', warnOn],
  ['WARN_ON_FUNCTION_MISMATCH', warnOn],
  ['IS_ENABLED', isEnabled],
  ['IS_BUILTIN', isEnabled],
  ['IS_REACHABLE', isEnabled],
  ['IS_MODULE', constantNo],
  ['static_branch_likely', staticBranch(true)],
  ['static_branch_unlikely', staticBranch(false)],
  ['static_branch_maybe', staticBranch(false)],
  ['static_key_enabled', staticBranch(false)],
  ['static_key_false', staticBranch(false)],
  ['static_key_true', staticBranch(true)],
];
