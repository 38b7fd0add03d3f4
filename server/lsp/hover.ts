import { type CancellationToken, type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { type Description, describeAt } from '../core/analyse.ts';
import type { FunctionAnalysis } from '../core/analysis.ts';
import type { Range } from '../core/text.ts';
import type { Analysed } from './analysed.ts';
import type { Context } from './context.ts';
import { lineLink, pathOf } from './hover-path.ts';
import { hoverMarkdown, hoverText } from './hover-text.ts';
import type { Prediction } from './predictions/prediction.ts';
import { costTable, lensTooltip, linesCost } from './predictions/words.ts';
import { commands, type SimulationTarget } from './protocol.ts';
import { toRange } from './to-protocol.ts';

/** What a call of the API or a page-table primitive does here, and how it comes to a finding. Silent on every other word. */
export async function hover(
  context: Context,
  { textDocument: { uri }, position }: HoverParams,
  token: CancellationToken,
): Promise<Hover | null> {
  const analysed = await context.session.analysed(uri, token);
  if (!analysed) return null;
  const { file, analysis, positions } = analysed;
  const offset = positions.offsetAt(position);
  const description = describeAt(file, analysis, offset);
  const owner = analysis.functions.find(({ range }) => contains(range, offset));
  const cost = description && owner && costHere(context, analysed, owner, description);
  const isTold = context.client.features.showsRelatedInformation;
  const found = isTold ? [] : analysed.findings.filter(({ range }) => contains(range, offset));
  const range = description?.range ?? found[0]?.range;
  if (!range) return null;
  const shown = (kind: MarkupKind, parts: readonly (string | undefined)[]): Hover | null => {
    const value = parts.filter((part) => part !== undefined).join('\n\n');
    return value === '' ? null : { range: toRange(positions, range), contents: { kind, value } };
  };
  if (!context.client.markdownHover)
    return shown(MarkupKind.PlainText, [description && hoverText(description), cost?.text]);
  return shown(MarkupKind.Markdown, [
    description && hoverMarkdown(description, (line) => lineLink(uri, line, `line ${line}`)),
    cost?.markdown,
    description?.kind === 'api-call' ? description.difference : undefined,
    description && owner && context.client.features.simulation
      ? simulateLink({ uri, function: owner.name })
      : undefined,
    ...found.map((finding) => pathOf(analysed, finding)),
  ]);
}

interface Cost {
  readonly markdown: string;
  readonly text: string;
}

/**
 * What is predicted of the walker at a call of the API, and of the line at a primitive. Nobody waits for a run: what is not
 * known is for the next hover.
 */
function costHere(
  { predictions }: Context,
  { uri, file }: Analysed,
  owner: FunctionAnalysis,
  description: Description,
): Cost | undefined {
  if (owner.sections.length === 0) return undefined;
  const target = { uri, function: owner.name };
  const predicted = predictions.known(target);
  if (!predicted) predictions.want(target);
  if (!predicted || 'refused' in predicted) return undefined;
  if (description.kind === 'api-call') return costOfWalker(predicted);
  const line = file.lines.lineOf(description.range.start) - file.lines.lineOf(owner.nameRange.start);
  const here = linesCost(predicted, { first: line, last: line });
  if (here === '') return undefined;
  const text = `Predicted for this line: ${here}`;
  return { text, markdown: text };
}

function costOfWalker(prediction: Prediction): Cost {
  const { function: name, scenario } = prediction;
  return {
    text: lensTooltip(prediction),
    markdown: `${costTable(prediction)}\n\n\`${name}()\` with ${scenario}`,
  };
}

function simulateLink(target: SimulationTarget): string {
  const argument = encodeURIComponent(JSON.stringify([target]));
  return `[Simulate ${target.function}()](command:${commands.simulate}?${argument})`;
}

/** An editor asks at the end of a word too. */
function contains({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end;
}
