import type { CancellationToken, CodeLens, CodeLensParams, Command } from 'vscode-languageserver';
import { count } from '../core/count.ts';
import type { Finding } from '../core/finding.ts';
import type { Analysed } from './analysed.ts';
import type { Context } from './context.ts';
import { lensTitle, lensTooltip } from './predictions/words.ts';
import { commands, type FindingTarget, type SimulationTarget } from './protocol.ts';
import { toRange } from './to-protocol.ts';

/** What one of the lenses of a function says. */
type Lens = 'cost' | 'simulate' | 'findings';

type LensData = SimulationTarget & { readonly lens: Lens };

/** Lenses over each function that holds a section. What they say is worked out when they come into view. */
export async function codeLens(
  { session, client }: Context,
  { textDocument: { uri } }: CodeLensParams,
  token: CancellationToken,
): Promise<CodeLens[]> {
  const analysed = await session.analysed(uri, token);
  if (!analysed?.settings.codeLens.enabled) return [];
  return analysed.analysis.functions
    .filter((each) => each.sections.length > 0)
    .flatMap(({ name, nameRange }) => {
      const lenses: readonly Lens[] = [
        'cost',
        ...(client.features.simulation ? (['simulate'] as const) : []),
        ...(faultsOf(analysed, name).length > 0 ? (['findings'] as const) : []),
      ];
      const range = toRange(analysed.positions, nameRange);
      return lenses.map((lens) => ({ range, data: { uri, function: name, lens } satisfies LensData }));
    });
}

export async function resolveCodeLens(context: Context, lens: CodeLens, token: CancellationToken): Promise<CodeLens> {
  const data: unknown = lens.data;
  if (!isLensData(data)) return lens;
  return { ...lens, command: await commandOf(context, data, token) };
}

function commandOf(context: Context, data: LensData, token: CancellationToken): Promise<Command> | Command {
  const { lens, ...target } = data;
  switch (lens) {
    case 'cost':
      return cost(context, target, token);
    case 'simulate':
      return simulation(context, 'Simulate', target);
    case 'findings':
      return findings(context, target, token);
  }
}

/**
 * What the walker is predicted to cost. Who can ask again is told at once that it is being counted, the first time; later on
 * its editor goes on showing the counts of before until the answer comes.
 */
async function cost(context: Context, target: SimulationTarget, token: CancellationToken): Promise<Command> {
  const { predictions, client } = context;
  const waits = !client.refreshesLenses || predictions.wasKnown(target);
  const predicted = waits ? await predictions.of(target, token) : predictions.known(target);
  if (!predicted) {
    if (!token.isCancellationRequested) predictions.want(target);
    return simulation(context, 'counting…', target);
  }
  if ('refused' in predicted)
    return { ...simulation(context, 'not counted', target), tooltip: `${target.function}(): ${predicted.refused}` };
  return { ...simulation(context, lensTitle(predicted), target), tooltip: lensTooltip(predicted) };
}

/** Text without a command is shown as it is. */
function simulation({ client }: Context, title: string, target: SimulationTarget): Command {
  return client.features.simulation
    ? { title, command: commands.simulate, arguments: [target] }
    : { title, command: '' };
}

async function findings({ session, client }: Context, target: SimulationTarget, token: CancellationToken) {
  const analysed = await session.analysed(target.uri, token);
  const faults = analysed ? faultsOf(analysed, target.function) : [];
  const title = count(faults.length, 'finding');
  if (!analysed || faults.length === 0 || !client.features.showFinding) return { title, command: '' };
  const { start } = toRange(analysed.positions, faults[0].range);
  return { title, command: commands.showFinding, arguments: [{ uri: target.uri, ...start } satisfies FindingTarget] };
}

/** Hints propose something for code that is right: they are not counted as faults. */
function faultsOf({ findings: all }: Analysed, name: string): readonly Finding[] {
  return all.filter((finding) => finding.function === name && finding.severity !== 'hint');
}

function isLensData(data: unknown): data is LensData {
  return typeof data === 'object' && data !== null && 'uri' in data && 'function' in data && 'lens' in data;
}
