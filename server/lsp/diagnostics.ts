import {
  type CancellationToken,
  type Diagnostic,
  DiagnosticTag,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { Finding } from '../core/finding.ts';
import { rulePage } from '../rule-pages.ts';
import type { Analysed } from './analysed.ts';
import { faultText } from './answer.ts';
import type { Client } from './capabilities.ts';
import type { Context } from './context.ts';
import type { Session } from './session.ts';
import { toLocation, toRange, toSeverity } from './to-protocol.ts';

/** Who says it, beside what other servers say of the same file. */
export const diagnosticSource = 'lazy-mmu';

/** Rules whose findings are names on their way out: editors strike them through. */
const deprecations: ReadonlySet<string> = new Set(['legacy-api', 'superseded-name']);

/** A finding of a document, or of a file that is not open. */
export function toDiagnostic(
  client: Client,
  { uri, root, positions }: Pick<Analysed, 'uri' | 'root' | 'positions'>,
  finding: Finding,
): Diagnostic {
  return {
    range: toRange(positions, finding.range),
    severity: toSeverity(finding.severity),
    code: finding.rule,
    source: diagnosticSource,
    message: finding.message,
    ...(client.codeDescription && { codeDescription: { href: rulePage(finding.rule) } }),
    ...(client.deprecatedTag && deprecations.has(finding.rule) && { tags: [DiagnosticTag.Deprecated] }),
    ...(client.relatedInformation &&
      finding.notes.length > 0 && {
        relatedInformation: finding.notes.map(({ range, message, elsewhere }) => ({
          location: elsewhere && root ? toLocation(root, elsewhere) : { uri, range: toRange(positions, range) },
          message,
        })),
      }),
  };
}

function toDiagnostics(client: Client, analysed: Analysed | undefined): Diagnostic[] {
  return analysed?.findings.map((finding) => toDiagnostic(client, analysed, finding)) ?? [];
}

/** Answers `textDocument/diagnostic`; what a client already has is not sent to it again. */
export class PulledDiagnostics {
  readonly #session: Session;
  readonly #client: Client;
  /** By document: what was answered last, and under which name. */
  readonly #answered = new Map<string, { readonly resultId: string; readonly text: string }>();
  #results = 0;

  /** The answer when there is none to give. */
  static none(): DocumentDiagnosticReport {
    return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  }

  constructor({ session, client }: Context) {
    this.#session = session;
    this.#client = client;
    session.onOutcome(({ uri }) => {
      if (!session.document(uri)) this.#answered.delete(uri);
    });
  }

  async answer(
    { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const items = toDiagnostics(this.#client, await this.#session.analysed(uri, token));
    const text = JSON.stringify(items);
    let answered = this.#answered.get(uri);
    if (answered?.text !== text) {
      answered = { resultId: String(++this.#results), text };
      if (this.#session.document(uri)) this.#answered.set(uri, answered);
    }
    const { resultId } = answered;
    return previousResultId === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }
}

/** For a client that asks: tells it to ask again when other files have changed what there is to say. */
export function refreshDiagnostics({ session, connection, log }: Context): void {
  session.onOutcome(({ byOthers }) => {
    if (!byOthers) return;
    connection.languages.diagnostics
      .refresh()
      .catch((error: unknown) => log.error(`the client does not ask again: ${faultText(error)}`));
  });
}

/** For a client that does not ask: publishes what each analysis found, and takes it back when the document is closed. */
export function pushDiagnostics({ session, client, connection }: Context): void {
  const shown = new Set<string>();
  session.onOutcome(({ uri, version, analysed }) => {
    const diagnostics = toDiagnostics(client, analysed);
    if (!analysed && !shown.has(uri)) return;
    if (analysed) shown.add(uri);
    else shown.delete(uri);
    void connection.sendDiagnostics({ uri, version, diagnostics });
  });
}
