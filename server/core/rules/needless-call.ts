import type { Fix } from '../finding.ts';
import type { FunctionRegions, LocatedCall } from '../regions/function-regions.ts';
import { placeOf, removeStatement } from './insertion.ts';

/** Takes away a call that does nothing on any path. It is left to the reader whether its other half is missing instead. */
export function needlessCallFixes(text: string, regions: FunctionRegions, call: LocatedCall): readonly Fix[] {
  const node = regions.graph.nodes.find(({ effects }) =>
    effects.some((effect) => effect.kind === 'call' && effect.call === call.expression),
  );
  const alone = node?.statement?.kind === 'expression' && node.statement.expression === call.expression;
  const place = alone && node.statement ? placeOf(regions.definition, node.statement) : undefined;
  const edits = place && removeStatement(text, place);
  return edits ? [{ title: `Remove this ${call.name}()`, edits, safe: false }] : [];
}
