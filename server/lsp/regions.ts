import type { Analysed } from './analysed.ts';
import type { Context } from './context.ts';
import { type KernelDescription, messages, type RegionsParams } from './protocol.ts';
import { toRange } from './to-protocol.ts';
import type { DocumentTree } from './trees.ts';

/** Tells the client where lazy MMU mode is on, after each analysis; nothing when the document is closed or not analysed. */
export function sendRegions({ session, connection }: Context): void {
  const shown = new Set<string>();
  session.onOutcome(({ uri, version, analysed }) => {
    if (!analysed && !shown.has(uri)) return;
    if (analysed) shown.add(uri);
    else shown.delete(uri);
    const kernel = analysed && kernelOf(session.placeOf(uri).in);
    const regions = analysed ? toRegions(analysed) : [];
    void connection.sendNotification(messages.regions, { uri, version, kernel, regions } satisfies RegionsParams);
  });
}

function kernelOf(tree: DocumentTree): KernelDescription | undefined {
  const dialect = tree.dialect();
  if (!dialect) return undefined;
  const { generation, rangeName } = dialect;
  return { version: tree.version(), api: rangeName === undefined ? generation : 'ranges' };
}

function toRegions({ analysis, positions }: Analysed): RegionsParams['regions'] {
  return analysis.functions
    .flatMap((each) => each.sections)
    .map((section) => ({
      function: section.function,
      ranges: section.ranges.map((range) => toRange(positions, range)),
      paused: section.paused.map((range) => toRange(positions, range)),
      enable: toRange(positions, section.enable.range),
      disables: section.disables.map((disable) => toRange(positions, disable.range)),
    }));
}
