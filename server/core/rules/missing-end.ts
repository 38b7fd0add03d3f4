import type { Fix } from '../finding.ts';
import { calleeName } from '../flow/walk.ts';
import { apiFunction, legacySuccessors } from '../kernel/api.ts';
import { releasingCalls } from '../kernel/locks.ts';
import type { FunctionRegions, LazyPoint } from '../regions/function-regions.ts';
import { effectOfCall } from '../regions/lazy-domain.ts';
import type { Statement } from '../syntax/ast.ts';
import { insertAtEnd, insertBefore, placeOf } from './insertion.ts';

/** What a path leaves open. */
type Open = 'section' | 'pause';

/** The disable that belongs to the enables of a function. */
function disableOf({ calls }: FunctionRegions): string {
  return calls.some(({ effect, name }) => effect === 'enable' && legacySuccessors.has(name))
    ? 'arch_leave_lazy_mmu_mode'
    : 'lazy_mmu_mode_disable';
}

/**
 * Inserts the disable, or the resume, where control leaves at a point: before the locks that are dropped on the way, and a
 * resume before the disable, which would have no effect in a pause.
 */
export function missingEndFix(text: string, regions: FunctionRegions, point: LazyPoint, open: Open): Fix | undefined {
  if (isInMacro(text, point)) return undefined;
  const { body } = regions.definition;
  const [name, ends] =
    open === 'section' ? ([disableOf(regions), 'disable'] as const) : (['lazy_mmu_mode_resume', 'resume'] as const);
  const title = `Insert the missing ${name}()`;
  /** Without any end it may be one half of a pair that lives elsewhere; with helpers more than the mode may be open. */
  const direct = regions.calls.every(({ name: called }) => apiFunction(called, regions.rules.rangeName));
  const safe = direct && regions.calls.some(({ effect }) => effect === ends);
  const inserted = `${name}();`;

  const { statement } = point.node;
  const place = statement && placeOf(regions.definition, statement);
  if (point.node.kind !== 'end' && !place) return undefined;
  const block = place ? place.block?.body : body.body;
  const release = block && firstRelease(block, place?.index ?? block.length, regions, open);
  const target = (release && placeOf(regions.definition, release)) ?? place;
  if (open === 'pause' && isLeftInPause(regions, target?.statement.start ?? body.end)) return undefined;
  const edits = target ? insertBefore(text, target, inserted) : insertAtEnd(text, body, inserted);
  return { title, safe, edits };
}

/** A section that is closed in the pause stays open: a resume that comes later does not mend that. */
function isLeftInPause({ calls, entry }: FunctionRegions, resumed: number): boolean {
  return calls.some(
    ({ effect, before, range }) =>
      effect === 'disable' && range.start < resumed && before.some(({ paused }) => paused > entry.paused),
  );
}

/** True for a return or a jump that a macro stands for: nothing can be put before it there. */
function isInMacro(text: string, { node: { kind, statement, start } }: LazyPoint): boolean {
  return kind !== 'end' && !text.startsWith(kind === 'jump' ? (statement?.kind ?? '') : 'return', start);
}

/** The first of the calls that undo things in the straight run of statements before an index of a block. */
function firstRelease(
  body: readonly Statement[],
  index: number,
  regions: FunctionRegions,
  open: Open,
): Statement | undefined {
  let found: Statement | undefined;
  for (let at = index - 1; at >= 0; at -= 1) {
    const statement = body[at];
    if (statement.kind !== 'expression' || statement.expression.kind !== 'call') break;
    const effect = effectOfCall(statement.expression, regions.rules);
    const leavesInPause = open === 'pause' && effect === 'disable';
    if (effect && !leavesInPause) break;
    if (leavesInPause || releasingCalls.has(calleeName(statement.expression) ?? '')) found = statement;
  }
  return found;
}
