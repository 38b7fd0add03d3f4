import type { Fix } from '../finding.ts';
import type { FlowNode } from '../flow/graph.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import { effectOfCall } from '../regions/lazy-domain.ts';
import type { LazyState } from '../regions/section.ts';
import type { CallExpression } from '../syntax/ast.ts';
import { swapWithNext } from './insertion.ts';

/** A disable right behind a call that should come after the section can change places with it. */
export function leaveFirstFixes(
  text: string,
  regions: FunctionRegions,
  call: CallExpression,
  { statement }: FlowNode,
  { depth }: LazyState,
  title: string,
): readonly Fix[] {
  if (depth !== 1 || statement?.kind !== 'expression' || statement.expression !== call) return [];
  const edits = swapWithNext(text, regions.definition, statement, (next) => {
    const follows = next.kind === 'expression' && next.expression.kind === 'call' ? next.expression : undefined;
    return follows !== undefined && effectOfCall(follows, regions.rules) === 'disable';
  });
  return edits ? [{ title, edits, safe: true }] : [];
}
