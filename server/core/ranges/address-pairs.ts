import type { Scope } from '../entries/scope.ts';
import { calleeName } from '../flow/walk.ts';
import { type AddressedEntry, addressedEntryOf, entryCallbackTypes } from '../kernel/addresses.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import { renderPlain } from '../regions/render.ts';
import { rangeArguments } from '../regions/told-range.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';

/** A pointer to an entry and the address that it is to be the entry of. */
export interface AddressPair {
  readonly addr: Expression;
  readonly pte: Expression;
}

/** What a call is given that takes an entry with its address, by its own name or by the type of its callback. */
export function addressedArguments(call: CallExpression, scope: Scope): AddressedEntry | undefined {
  const name = calleeName(call) ?? '';
  const type = scope.get(name);
  return addressedEntryOf(name) ?? (type?.kind === 'named' ? entryCallbackTypes.get(type.name) : undefined);
}

/** The pairs that a function gives to range calls, and those in variables that it gives to primitives and callbacks, each once. */
export function addressPairs({ calls, graph, rules }: FunctionRegions, scope: Scope): readonly AddressPair[] {
  const ranges = calls.flatMap(({ effect, expression }) => {
    const [, addr, , pte] = rangeArguments(expression, rules);
    return effect === 'enable-range' && addr && pte ? [{ addr, pte }] : [];
  });
  const used = new Map<string, AddressPair>();
  for (const { effects } of graph.nodes) {
    for (const effect of effects) {
      const positions = effect.kind === 'call' ? addressedArguments(effect.call, scope) : undefined;
      if (effect.kind !== 'call' || !positions) continue;
      const [addr, pte] = [effect.call.arguments[positions.address], effect.call.arguments[positions.pointer]];
      const [address, pointer] = [addr && renderPlain(addr), pte && renderPlain(pte)];
      if (address && pointer) used.set(`${address} ${pointer}`, { addr, pte });
    }
  }
  return [...ranges, ...used.values()];
}
