import { primitiveQuestion } from '../entries/entry-questions.ts';
import { calleeName } from '../flow/walk.ts';
import { primitive } from '../kernel/primitives.ts';
import type { CalleeSummaries } from '../summaries/callee-summaries.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { ArmedFlow, CallMoment } from './armed-flow.ts';
import type { Value } from './environment.ts';
import { evaluate } from './evaluate.ts';

/** An update of an entry in a section that has its range, by a primitive or in a function that is given the pointer. */
export interface RangedUpdate {
  readonly moment: CallMoment;
  readonly primitive: string;
  readonly pointerArgument: Expression;
  readonly pointer?: Value;
  /** The mm and the address that a primitive names beside the pointer. */
  readonly mm?: Value;
  readonly address?: Value;
  /** What else the call is given: the address of the entry may be among it. */
  readonly beside: readonly Value[];
}

/** Position of the address in primitives that take an mm or vma, the address and the pointer. */
const [mmPosition, addressPosition, pointerPosition] = [0, 1, 2];

/** Updates while the range of a section is in force, once for each path. */
export function updatesOf({ calls, around }: ArmedFlow, callees: CalleeSummaries): readonly RangedUpdate[] {
  const known = new Map<CallExpression, readonly UpdatedEntry[]>();
  return calls.flatMap((moment) => {
    const { path, state, effect, call } = moment;
    if (!path.armed || path.lost || state.paused > 0 || effect) return [];
    const valueAt = (position: number) => {
      const argument = call.arguments[position];
      return argument && evaluate(argument, path.environment, around);
    };
    const updated = known.get(call) ?? updatedEntries(call, callees);
    known.set(call, updated);
    return updated.flatMap(({ name, position, isDirect }) => {
      const pointerArgument = call.arguments[position];
      if (!pointerArgument) return [];
      const named = isDirect && position === pointerPosition;
      const others = call.arguments.flatMap((_, each) => (each === position ? [] : (valueAt(each) ?? [])));
      return {
        moment,
        primitive: name,
        pointerArgument,
        pointer: valueAt(position),
        beside: others,
        ...(named && { mm: valueAt(mmPosition), address: valueAt(addressPosition) }),
      };
    });
  });
}

/** An argument of a call that is an entry which it updates. */
interface UpdatedEntry {
  /** The primitive that updates it. */
  readonly name: string;
  readonly position: number;
  /** The call is that of the primitive. */
  readonly isDirect: boolean;
}

function updatedEntries(call: CallExpression, callees: CalleeSummaries): readonly UpdatedEntry[] {
  const known = primitive(calleeName(call) ?? '');
  if (known) {
    const { pointer: position, name } = known;
    return position !== undefined && known.kind !== 'read' ? [{ name, position, isDirect: true }] : [];
  }
  return callees.ofCall(primitiveQuestion, call).flatMap(({ fact }) => {
    const updates = fact.unmoved && primitive(fact.primitive)?.kind !== 'read';
    return updates ? [{ name: fact.primitive, position: fact.parameter, isDirect: false }] : [];
  });
}
