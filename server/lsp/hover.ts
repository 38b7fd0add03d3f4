import { type CancellationToken, type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { describeAt } from '../core/analyse.ts';
import type { Context } from './context.ts';
import { hoverMarkdown, hoverText } from './hover-text.ts';
import { commands, type SimulationTarget } from './protocol.ts';
import { toRange } from './to-protocol.ts';

/** What a call of the API or a page-table primitive in a section does. Silent on every other word. */
export async function hover(
  { session, client }: Context,
  { textDocument: { uri }, position }: HoverParams,
  token: CancellationToken,
): Promise<Hover | null> {
  const analysed = await session.analysed(uri, token);
  if (!analysed) return null;
  const { file, analysis, positions } = analysed;
  const offset = positions.offsetAt(position);
  const description = describeAt(file, analysis, offset);
  if (!description) return null;
  const range = toRange(positions, description.range);
  if (!client.markdownHover) return { range, contents: { kind: MarkupKind.PlainText, value: hoverText(description) } };
  const owner = analysis.functions.find((each) => each.range.start <= offset && offset < each.range.end);
  const link = client.features.simulation && owner ? `\n\n${simulateLink({ uri, function: owner.name })}` : '';
  return { range, contents: { kind: MarkupKind.Markdown, value: `${hoverMarkdown(description)}${link}` } };
}

function simulateLink(target: SimulationTarget): string {
  const argument = encodeURIComponent(JSON.stringify([target]));
  return `[Simulate ${target.function}()](command:${commands.simulate}?${argument})`;
}
