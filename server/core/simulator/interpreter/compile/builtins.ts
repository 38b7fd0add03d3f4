import type { CallExpression, Expression } from '../../../syntax/ast.ts';
import { arithmeticMacros } from './builtins-arithmetic.ts';
import { atomicMacros } from './builtins-atomic.ts';
import { checkMacros, debugCheckOf, ignored } from './builtins-checks.ts';
import { languageMacros } from './builtins-language.ts';
import type { FunctionContext } from './context.ts';
import type { Value } from './emitted.ts';

/**
 * Compiles a call of something that C's own rules cannot express (types as arguments), or that the kernel spells too deep
 * to expand (min), or that is assembly (xchg). One table: an intrinsic of the same name or a definition in the walker's own
 * file wins over it, and it wins over the tree's headers.
 */
export type SyntacticMacro = (f: FunctionContext, args: readonly Expression[], node: CallExpression) => Value;

let table: ReadonlyMap<string, SyntacticMacro> | undefined;

/** Made on first use: the parts compile expressions, which compile calls of macros. */
function macros(): ReadonlyMap<string, SyntacticMacro> {
  table ??= new Map([...languageMacros, ...arithmeticMacros, ...atomicMacros, ...checkMacros]);
  return table;
}

/** Names that do nothing as a statement. */
export const ignoredStatements: ReadonlySet<string> = new Set([
  'fallthrough',
  'guard',
  'CLASS',
  '__attribute__',
  'asm',
]);

/** Families that a production kernel compiles to nothing, arguments included, or that only watch or print. */
const nothing =
  /^(lockdep_|BUILD_BUG|static_assert|compiletime_assert|pr_(debug|info|warn|err|notice|alert|crit|emerg|cont)|printk|trace_|kasan_check|kcsan_|kmsan_|instrument_|ASSERT_EXCLUSIVE|smp_mb__|mmap_assert_|vma_assert_|rcu_lockdep|__set_current_state)/;

const plainNothing: ReadonlySet<string> = new Set([
  ...['barrier', 'mb', 'rmb', 'wmb', 'smp_mb', 'smp_rmb', 'smp_wmb', 'dma_rmb', 'dma_wmb', 'cpu_relax', 'nop'],
  ...[
    'might_sleep',
    'might_fault',
    'might_alloc',
    'might_sleep_if',
    'prefetch',
    'prefetchw',
    'smp_acquire__after_ctrl_dep',
  ],
  ...[
    'typecheck_pointer',
    'dump_page',
    'dump_stack',
    'dump_mm',
    'dump_vma',
    'nop_trace',
    'uninitialized_var',
    '__builtin_prefetch',
  ],
  ...[
    'rcu_read_lock',
    'rcu_read_unlock',
    'preempt_disable',
    'preempt_enable',
    'page_table_check_ptes_set',
    'instrumentation_begin',
  ],
]);

export function syntacticMacro(name: string): SyntacticMacro | undefined {
  const known = macros().get(name);
  if (known) return known;
  const check = debugCheckOf(name);
  if (check) return check;
  return nothing.test(name) || plainNothing.has(name) ? ignored : undefined;
}

export function isSyntacticMacro(name: string): boolean {
  return syntacticMacro(name) !== undefined;
}
