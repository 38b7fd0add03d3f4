import type { CancellationToken, CodeLens, CodeLensParams } from 'vscode-languageserver';
import type { Context } from './context.ts';
import { commands, type SimulationTarget } from './protocol.ts';
import { toRange } from './to-protocol.ts';

/** A lens over each function that holds a section. What it says is worked out when it comes into view. */
export async function codeLens(
  { session }: Context,
  { textDocument: { uri } }: CodeLensParams,
  token: CancellationToken,
): Promise<CodeLens[]> {
  const analysed = await session.analysed(uri, token);
  if (!analysed?.settings.codeLens.enabled) return [];
  return analysed.analysis.functions
    .filter((each) => each.sections.length > 0)
    .map((each) => ({
      range: toRange(analysed.positions, each.nameRange),
      data: { uri, function: each.name } satisfies SimulationTarget,
    }));
}

export async function resolveCodeLens(
  { session }: Context,
  lens: CodeLens,
  token: CancellationToken,
): Promise<CodeLens> {
  const target: unknown = lens.data;
  if (!isTarget(target)) return lens;
  const analysed = await session.analysed(target.uri, token);
  // Hints propose something for code that is right: they are not counted as faults.
  const faults = analysed?.findings.filter((finding) => finding.severity !== 'hint') ?? [];
  const findings = faults.filter((finding) => finding.function === target.function).length;
  const found = findings === 0 ? '' : findings === 1 ? ' · 1 finding' : ` · ${findings} findings`;
  return { ...lens, command: { title: `Simulate${found}`, command: commands.simulate, arguments: [target] } };
}

function isTarget(data: unknown): data is SimulationTarget {
  return typeof data === 'object' && data !== null && 'uri' in data && 'function' in data;
}
