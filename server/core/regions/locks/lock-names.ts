import type { LockCall } from '../../kernel/locks.ts';
import type { CallExpression, Expression } from '../../syntax/ast.ts';

/** Path of a lock as C names it: `*ptl` for what a pointer points to, `init_mm.page_table_lock` for a member. */
export interface LockPath {
  readonly path: string;
  /** The variable that the path starts from. */
  readonly root: string;
  /** Set where the lock is what a plain variable points to, as with a page-table lock: the name of the variable. */
  readonly pointer?: string;
}

/** The lock that a row of the table speaks of in one call; undefined when C gives it by more than names and members. */
export function lockOfCall(row: LockCall, call: CallExpression, resultName?: string): LockPath | undefined {
  if (row.lock === 'result') return resultName === undefined ? undefined : pointedToBy(resultName);
  if ('named' in row.lock) return { path: row.lock.named, root: row.lock.named };
  const position = 'out' in row.lock ? row.lock.out : row.lock.argument;
  const argument = call.arguments[position];
  const object = argument && pointeeOf(argument);
  if (!object) return undefined;
  if ('member' in row.lock) return memberOf(object, row.lock.member ?? '');
  const path = 'out' in row.lock ? ({ ...object, path: `*${object.path}` } as const) : object;
  return path.path === `*${path.root}` ? pointedToBy(path.root) : { path: path.path, root: path.root };
}

function memberOf({ path, root }: LockPath, member: string): LockPath {
  return { path: path.startsWith('*') ? `${path.slice(1)}->${member}` : `${path}.${member}`, root };
}

/** As a message shows it: by the pointer that a walker keeps of it, where there is one. */
export function shownLock({ path }: LockPath): string {
  return path.replace(/^\*/, '');
}

/** What an address expression points to: `x.y` for `&x.y`. */
export function targetOf(expression: Expression): LockPath | undefined {
  return expression.kind === 'unary' && expression.operator === '&' ? pathOf(expression.operand) : undefined;
}

/** The path of a lock when the variable it starts from is known to point to `target`. */
export function throughPointer({ path, root }: LockPath, target: string): string {
  return path === `*${root}` ? target : path.replace(`${root}->`, `${target}.`);
}

function pointedToBy(name: string): LockPath {
  return { path: `*${name}`, root: name, pointer: name };
}

/** `x` for `&x`, `*x` for `x`. */
function pointeeOf(expression: Expression): LockPath | undefined {
  if (expression.kind === 'unary' && expression.operator === '&') return pathOf(expression.operand);
  const pointer = pathOf(expression);
  return pointer && { path: `*${pointer.path}`, root: pointer.root };
}

function pathOf(expression: Expression): LockPath | undefined {
  switch (expression.kind) {
    case 'name':
      return { path: expression.name, root: expression.name };
    case 'member': {
      const object = pathOf(expression.object);
      return object && { path: `${object.path}${expression.arrow ? '->' : '.'}${expression.field}`, root: object.root };
    }
    case 'unary': {
      const operand = expression.operator === '*' ? pathOf(expression.operand) : undefined;
      return operand && { path: `*${operand.path}`, root: operand.root };
    }
    default:
      return undefined;
  }
}
