import type { FlowGraph, FlowNode } from '../flow/graph.ts';
import { calleeName, operands } from '../flow/walk.ts';
import { rawAccesses, takesEntryValue } from '../kernel/entries.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import type { Origins } from './origins.ts';
import type { PointerOrigins } from './pointer-origins.ts';

/** An entry, or a copy of one, that is read or written by the C language alone. */
export interface DirectAccess {
  readonly node: FlowNode;
  /** The dereference: `*p`, `p[i]`, `p->pte`; or the argument that a call reads or writes through. */
  readonly expression: Expression;
  /** The pointer that is dereferenced. */
  readonly pointer: Expression;
  readonly origins: Origins;
  readonly writes: boolean;
  /** The READ_ONCE() around a dereference, else the dereference: what an accessor would take the place of. */
  readonly whole: Range;
}

/** Every direct access of a function whose pointer has an origin, each once, in the order of the text. */
export function directAccesses(graph: FlowGraph, pointers: PointerOrigins): readonly DirectAccess[] {
  const found = new Map<number, DirectAccess>();
  for (const node of graph.nodes) {
    if (node.expression) visit(node.expression, node, { writes: false });
  }
  return [...found.values()].sort((one, other) => one.expression.start - other.expression.start);

  function note(node: FlowNode, expression: Expression, pointer: Expression, how: Use): void {
    const told = pointers.before(node.id, pointer);
    const isEntry = how.asEntry && told.size === 0 && pointer.kind === 'member';
    const origins = isEntry ? pointers.ofEntryMember(node.id, pointer) : told;
    if (origins.size === 0 || found.has(expression.start)) return;
    const whole = how.whole ?? expression;
    const { start, end } = whole;
    found.set(expression.start, { node, expression, pointer, origins, writes: how.writes, whole: { start, end } });
  }

  function visit(expression: Expression, node: FlowNode, how: Use): void {
    const pointer = dereferenced(expression);
    if (pointer) {
      note(node, expression, pointer, how);
      for (const operand of operands(expression)) visit(operand, node, read);
      return;
    }
    switch (expression.kind) {
      case 'unary':
        if (expression.operator === '&') visitAddress(expression.operand, node);
        else visit(expression.operand, node, read);
        return;
      case 'assign':
        visit(expression.value, node, pointers.isEntry(expression.target) ? readAsEntry : read);
        visit(expression.target, node, written);
        return;
      case 'update':
        visit(expression.operand, node, written);
        return;
      case 'member':
        visit(expression.object, node, how);
        return;
      case 'call':
        visitCall(expression, node, how);
        return;
      default:
        for (const operand of operands(expression)) visit(operand, node, read);
    }
  }

  /** Taking an address reads nothing, but an index in it may. */
  function visitAddress(operand: Expression, node: FlowNode): void {
    if (dereferenced(operand)) for (const each of operands(operand)) visit(each, node, read);
    else if (operand.kind === 'member') visitAddress(operand.object, node);
    else visit(operand, node, read);
  }

  function visitCall(call: Extract<Expression, { kind: 'call' }>, node: FlowNode, how: Use): void {
    const name = calleeName(call) ?? '';
    const raw = rawAccesses.get(name) ?? [];
    call.arguments.forEach((argument, position) => {
      const access = raw.find(({ pointer }) => pointer === position);
      if (access) note(node, argument, argument, { writes: access.writes });
      if (name === 'READ_ONCE') visit(argument, node, { ...how, writes: false, whole: call });
      else if (name === 'WRITE_ONCE' && position === 0) visit(argument, node, written);
      else visit(argument, node, takesEntryValue(name, position) ? readAsEntry : read);
    });
  }
}

/** How the value of an expression is used. */
interface Use {
  readonly writes: boolean;
  readonly whole?: Range;
  /** As an entry: what is looked behind is a pointer to one, whatever its type. */
  readonly asEntry?: true;
}

const read: Use = { writes: false };
const readAsEntry: Use = { writes: false, asEntry: true };
const written: Use = { writes: true };

/** The pointer that an expression looks behind. */
export function dereferenced(expression: Expression): Expression | undefined {
  if (expression.kind === 'unary' && expression.operator === '*') return expression.operand;
  if (expression.kind === 'index') return expression.array;
  return expression.kind === 'member' && expression.arrow ? expression.object : undefined;
}
