import type { LazySection } from '../../core/regions/section.ts';
import type { Range } from '../../core/text.ts';
import type { Analysed } from '../analysed.ts';
import type { Client } from '../capabilities.ts';
import { toDiagnostic } from '../diagnostics.ts';
import type { ScannedFile } from '../protocol.ts';
import { toRange } from '../to-protocol.ts';

/** What the view of walkers shows of a file that was analysed, but for what its walkers cost. */
export function scannedFile(
  client: Client,
  file: Pick<Analysed, 'uri' | 'root' | 'positions' | 'analysis'>,
): ScannedFile {
  const { functions, outside = [] } = file.analysis;
  return {
    uri: file.uri,
    walkers: functions
      .filter(({ sections, findings }) => sections.length > 0 || findings.length > 0)
      .map(({ name, nameRange, sections, findings }) => ({
        function: name,
        range: toRange(file.positions, nameRange),
        sections: sections.map((section) => ({
          enable: section.enable.name,
          range: toRange(file.positions, wholeOf(section)),
        })),
        findings: findings.map((finding) => toDiagnostic(client, file, finding)),
      })),
    outside: outside.map((finding) => toDiagnostic(client, file, finding)),
  };
}

function wholeOf({ enable, disables, ranges }: LazySection): Range {
  const ends = [enable.range, ...ranges, ...disables.map(({ range }) => range)].map(({ end }) => end);
  return { start: enable.range.start, end: Math.max(...ends) };
}
