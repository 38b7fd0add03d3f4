import {
  type CancellationToken,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentHighlightParams,
} from 'vscode-languageserver';
import type { Range } from '../core/text.ts';
import type { Context } from './context.ts';
import { toRange } from './to-protocol.ts';

/**
 * From an enable to its disables, and from a disable to every enable that it may end and their other disables. Nothing else is
 * answered with null: VS Code shows the first answer that is not, and an empty list would hide those of other servers.
 */
export async function documentHighlight(
  { session }: Context,
  { textDocument: { uri }, position }: DocumentHighlightParams,
  token: CancellationToken,
): Promise<DocumentHighlight[] | null> {
  const analysed = await session.analysed(uri, token);
  if (!analysed) return null;
  const { positions, analysis } = analysed;
  const offset = positions.offsetAt(position);
  const ends = analysis.functions
    .flatMap((each) => each.sections)
    .map(({ enable, disables }) => [enable.nameRange, ...disables.map((disable) => disable.nameRange)])
    .filter((names) => names.some((name) => touches(name, offset)))
    .flat();
  if (ends.length === 0) return null;
  const distinct = new Map(ends.map((range) => [range.start, range]));
  return [...distinct.values()]
    .sort((a, b) => a.start - b.start)
    .map((range) => ({ range: toRange(positions, range), kind: DocumentHighlightKind.Text }));
}

/** A cursor behind the last character of a name is on it too. */
function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
