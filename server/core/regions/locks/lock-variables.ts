import type { FlowGraph } from '../../flow/graph.ts';
import { calleeName, expressionsOf, operands, visitStatement } from '../../flow/walk.ts';
import { lockCallsOf } from '../../kernel/locks.ts';
import type { Expression, FunctionDefinition, TypeSyntax } from '../../syntax/ast.ts';
import { type LockPath, targetOf, throughPointer } from './lock-names.ts';

const lockTypes: ReadonlySet<string> = new Set(['spinlock_t', 'raw_spinlock_t']);

/** Members that hold the lock of a page table: struct mm_struct, struct page_vma_mapped_walk, struct ptdesc (6.12, 7.3). */
const pageTableLockMember = /(?:->|\.)(?:ptl|page_table_lock)$/;

const kernelWideLock = 'init_mm.page_table_lock';

/** What a function's own text tells about the variables through which it reaches locks. */
export class LockVariables {
  readonly #locals = new Map<string, TypeSyntax>();
  readonly #parameters: ReadonlyMap<string, TypeSyntax>;
  readonly #ambiguous = new Set<string>();
  /** Names that stand where their value may get another name: anywhere but in calls, comparisons, and where they are set. */
  readonly #escaping = new Set<string>();
  /** What variables are assigned, the pointers to locks that lock calls answer left out. */
  readonly #values = new Map<string, readonly Expression[]>();

  constructor(definition: FunctionDefinition, graph: FlowGraph) {
    this.#parameters = new Map(
      definition.parameters.flatMap(({ name, type }) => (name ? [[name, type] as const] : [])),
    );
    const harmless = new Set<Expression>();
    visitStatement(
      definition.body,
      (expression) => {
        for (const each of harmlessNames(expression)) harmless.add(each);
        if (expression.kind === 'name' && !harmless.has(expression)) this.#escaping.add(expression.name);
      },
      (statement) => {
        if (statement.kind === 'if' || statement.kind === 'while' || statement.kind === 'do-while') {
          for (const each of expressionsOf(statement)) harmless.add(each);
        }
        if (statement.kind !== 'declaration') return;
        for (const { name, type } of statement.declarators) {
          if (this.#locals.has(name) || this.#parameters.has(name) || statement.storage) this.#ambiguous.add(name);
          this.#locals.set(name, type);
        }
      },
    );
    for (const { effects } of graph.nodes) {
      for (const effect of effects) {
        const value = effect.kind === 'assign' ? (effect.value ?? effect.by) : undefined;
        if (effect.kind !== 'assign' || !value || setsLock(value)) continue;
        this.#values.set(effect.name, [...(this.#values.get(effect.name) ?? []), value]);
      }
    }
  }

  /** A local pointer to a lock, whose value this function keeps to itself. */
  isOwn({ pointer }: LockPath): boolean {
    return pointer !== undefined && this.#locals.has(pointer);
  }

  /** Reached through neither a local nor a parameter. */
  isGlobal({ root }: LockPath): boolean {
    return !this.#locals.has(root) && !this.#parameters.has(root);
  }

  /** True where one path means one lock all through the function, and no other path means the same. */
  isFollowed(lock: LockPath): boolean {
    const { pointer, root } = lock;
    if (this.isGlobal(lock)) return true;
    if (this.#ambiguous.has(root) || this.#escaping.has(root)) return false;
    const assigned = this.#values.get(root)?.length ?? 0;
    return assigned <= (pointer === undefined && this.#parameters.has(root) ? 0 : 1);
  }

  isKernelWide(lock: LockPath): boolean {
    const [value, ...others] = this.#values.get(lock.root) ?? [];
    const target = value && others.length === 0 ? targetOf(value) : undefined;
    return (target ? throughPointer(lock, target.path) : lock.path) === kernelWideLock;
  }

  /** True for what a pointer to a spinlock points to: walkers keep the lock of their table in one; or by the member's name. */
  guardsPageTable({ path, pointer }: LockPath): boolean {
    const type = pointer && (this.#locals.get(pointer) ?? this.#parameters.get(pointer));
    if (type) return type.kind === 'pointer' && type.target.kind === 'named' && lockTypes.has(type.target.name);
    return pageTableLockMember.test(path);
  }
}

/** Names in an expression that say nothing of a lock but to whom it belongs. */
function harmlessNames(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call': {
      const known = lockCallsOf(calleeName(expression) ?? '').length > 0;
      return [expression.callee, ...(known ? expression.arguments.map(withoutAddress) : expression.arguments)];
    }
    case 'assign':
      return [expression.target];
    case 'member':
      return [expression.object];
    case 'logical':
      return operands(expression);
    case 'binary':
      return ['==', '!='].includes(expression.operator) ? operands(expression) : [];
    case 'unary':
      return expression.operator === '!' ? operands(expression) : [];
    default:
      return [];
  }
}

function withoutAddress(expression: Expression): Expression {
  return expression.kind === 'unary' && expression.operator === '&' ? expression.operand : expression;
}

/** True for a value that a lock call answers, a call that sets the pointer through its address, and a null pointer. */
function setsLock(value: Expression): boolean {
  if (value.kind === 'assign') return setsLock(value.value);
  if (value.kind === 'name') return value.name === 'NULL';
  return lockCallsOf(calleeName(value) ?? '').length > 0;
}
