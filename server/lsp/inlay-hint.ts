import type { CancellationToken, InlayHint, InlayHintParams } from 'vscode-languageserver';
import type { FunctionAnalysis } from '../core/analysis.ts';
import type { ApiCall, LazySection } from '../core/regions/section.ts';
import type { Range } from '../core/text.ts';
import type { Analysed } from './analysed.ts';
import type { Context } from './context.ts';
import type { Prediction } from './predictions/prediction.ts';
import { lensTooltip, linesCost } from './predictions/words.ts';
import type { SimulationTarget } from './protocol.ts';
import { fromRange } from './to-protocol.ts';

/** At each enable what its section costs, at each disable what leaving it executes: off unless the settings say otherwise. */
export async function inlayHint(
  { session, predictions }: Context,
  { textDocument: { uri }, range }: InlayHintParams,
  token: CancellationToken,
): Promise<InlayHint[]> {
  const asked = shownWalkers(await session.analysed(uri, token), range);
  await Promise.all(asked.map(({ name }) => predictions.of({ uri, function: name }, token)));
  // The text may have changed while walkers ran: places are those of the newest.
  const analysed = await session.analysed(uri, token);
  if (!analysed) return [];
  return asked.flatMap(({ name }) => {
    const walker = analysed.analysis.functions.find((each) => each.name === name);
    const predicted = predictions.known({ uri, function: name });
    return walker && predicted && 'machines' in predicted ? hintsOf(analysed, walker, predicted) : [];
  });
}

/** Functions with a section that reach into a range, where hints are wanted. */
function shownWalkers(analysed: Analysed | undefined, shown: InlayHintParams['range']): readonly FunctionAnalysis[] {
  if (!analysed?.settings.inlayHints.enabled) return [];
  const { start, end } = fromRange(analysed.positions, shown);
  return analysed.analysis.functions.filter(
    ({ sections, range }) => sections.length > 0 && range.start < end && start < range.end,
  );
}

/** Says under the mouse what the hint was counted for. */
export function resolveInlayHint({ predictions }: Context, hint: InlayHint): InlayHint {
  const target: unknown = hint.data;
  if (!isTarget(target)) return hint;
  const predicted = predictions.known(target);
  return predicted && 'machines' in predicted ? { ...hint, tooltip: lensTooltip(predicted) } : hint;
}

function hintsOf({ uri, file, positions }: Analysed, walker: FunctionAnalysis, prediction: Prediction): InlayHint[] {
  const name = file.lines.lineOf(walker.nameRange.start);
  const lineOf = (offset: number) => file.lines.lineOf(offset) - name;
  const hint = ({ range }: ApiCall, first: number, last: number): InlayHint[] => {
    const label = linesCost(prediction, { first, last });
    if (label === '') return [];
    const data: SimulationTarget = { uri, function: walker.name };
    const end = file.text[range.end] === ';' ? range.end + 1 : range.end;
    return [{ position: positions.positionAt(end), label, paddingLeft: true, data }];
  };
  const disables = new Set(walker.sections.flatMap((section) => section.disables));
  return [
    ...walker.sections.flatMap((section) => {
      const { start, end } = extentOf(section);
      return hint(section.enable, lineOf(start), lineOf(end));
    }),
    ...[...disables].flatMap((call) => hint(call, lineOf(call.range.start), lineOf(call.range.start))),
  ];
}

/** From the enable to the last line that the mode is on in, or left. */
function extentOf({ enable, ranges, disables }: LazySection): Range {
  const ends = [...ranges, ...disables.map(({ range }) => range)].map(({ end }) => end - 1);
  return { start: enable.range.start, end: Math.max(enable.range.end, ...ends) };
}

function isTarget(data: unknown): data is SimulationTarget {
  return typeof data === 'object' && data !== null && 'uri' in data && 'function' in data;
}
