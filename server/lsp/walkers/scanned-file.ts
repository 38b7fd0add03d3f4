import type { Analysed } from '../analysed.ts';
import type { Client } from '../capabilities.ts';
import { toDiagnostic } from '../diagnostics.ts';
import type { ScannedFile } from '../protocol.ts';
import { toRange } from '../to-protocol.ts';

/** What the view of walkers shows of a file that was analysed; `costOf` says what a function is predicted to cost. */
export function scannedFile(
  client: Client,
  file: Pick<Analysed, 'uri' | 'root' | 'positions' | 'analysis'>,
  costOf: (name: string) => string | undefined = () => undefined,
): ScannedFile {
  const { functions, outside = [] } = file.analysis;
  return {
    uri: file.uri,
    walkers: functions
      .filter(({ sections, findings }) => sections.length > 0 || findings.length > 0)
      .map(({ name, nameRange, sections, findings }) => ({
        function: name,
        range: toRange(file.positions, nameRange),
        sections: sections.length,
        cost: costOf(name),
        findings: findings.map((finding) => toDiagnostic(client, file, finding)),
      })),
    outside: outside.map((finding) => toDiagnostic(client, file, finding)),
  };
}
