import type { Fix } from '../finding.ts';
import { calleeName } from '../flow/walk.ts';
import { apiFunction, legacySuccessors } from '../kernel/api.ts';
import { releasingCalls } from '../kernel/locks.ts';
import type { FunctionRegions, LazyPoint } from '../regions/function-regions.ts';
import { effectOfCall } from '../regions/lazy-domain.ts';
import type { Statement } from '../syntax/ast.ts';
import { insertAtEnd, insertBefore, placeOf } from './insertion.ts';

/** The disable that belongs to the enables of a function. */
function disableOf({ calls }: FunctionRegions): string {
  return calls.some(({ effect, name }) => effect === 'enable' && legacySuccessors.has(name))
    ? 'arch_leave_lazy_mmu_mode'
    : 'lazy_mmu_mode_disable';
}

/** Inserts the disable where control leaves at a point, before the locks that are dropped on the way. */
export function missingDisableFix(text: string, regions: FunctionRegions, point: LazyPoint): Fix | undefined {
  const { body } = regions.definition;
  const name = disableOf(regions);
  const title = `Insert the missing ${name}()`;
  /** Without any disable it may be one half of a pair that lives elsewhere; with helpers more than the mode may be open. */
  const direct = regions.calls.every(({ name: called }) => apiFunction(called, regions.rules.rangeName));
  const safe = direct && regions.calls.some(({ effect }) => effect === 'disable');
  const inserted = `${name}();`;

  if (point.node.kind === 'end') {
    const release = firstRelease(body.body, body.body.length, regions);
    const place = release && placeOf(regions.definition, release);
    return { title, safe, edits: place ? insertBefore(text, place, inserted) : insertAtEnd(text, body, inserted) };
  }
  const { statement } = point.node;
  const place = statement && placeOf(regions.definition, statement);
  if (!place) return undefined;
  const release = place.block && firstRelease(place.block.body, place.index, regions);
  const target = (release && placeOf(regions.definition, release)) ?? place;
  return { title, safe, edits: insertBefore(text, target, inserted) };
}

/** The first of the calls that drop locks in the straight run of statements before an index of a block. */
function firstRelease(body: readonly Statement[], index: number, regions: FunctionRegions): Statement | undefined {
  let found: Statement | undefined;
  for (let at = index - 1; at >= 0; at -= 1) {
    const statement = body[at];
    if (statement.kind !== 'expression' || statement.expression.kind !== 'call') break;
    if (effectOfCall(statement.expression, regions.rules)) break;
    if (releasingCalls.has(calleeName(statement.expression) ?? '')) found = statement;
  }
  return found;
}
