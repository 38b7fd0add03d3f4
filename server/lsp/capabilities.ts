import {
  type ClientCapabilities,
  CodeActionKind,
  DiagnosticTag,
  type InitializeParams,
  MarkupKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { fixTreeCommand } from './fix-tree.ts';
import type { ClientFeatures } from './protocol.ts';

/** What the client can do, as far as an answer depends on it. */
export interface Client {
  /** It asks for diagnostics; they are pushed to it otherwise, never both. */
  readonly pullsDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly deprecatedTag: boolean;
  readonly codeActions: boolean;
  readonly documentChanges: boolean;
  /** It makes edits that the server asks it to make. */
  readonly appliesEdits: boolean;
  /** Edits can have places to fill in. */
  readonly snippetEdits: boolean;
  /** Edits can be marked as to be confirmed, and are then shown before they are made. */
  readonly confirmsEdits: boolean;
  readonly markdownHover: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchedFiles: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly showsLenses: boolean;
  readonly refreshesLenses: boolean;
  readonly showsHints: boolean;
  readonly refreshesHints: boolean;
  readonly features: ClientFeatures;
}

/** `source.fixAll.lazyMmu`: all safe fixes of a document at once. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.lazyMmu`;

export function readClient({ capabilities }: InitializeParams): Client {
  const { textDocument, workspace } = capabilities;
  const diagnostics = { ...textDocument?.publishDiagnostics, ...textDocument?.diagnostic };
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    relatedInformation: diagnostics.relatedInformation === true,
    codeDescription: diagnostics.codeDescriptionSupport === true,
    deprecatedTag: diagnostics.tagSupport?.valueSet?.includes(DiagnosticTag.Deprecated) === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    appliesEdits: workspace?.applyEdit === true,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    confirmsEdits: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    markdownHover: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    showsLenses: textDocument?.codeLens !== undefined,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    showsHints: textDocument?.inlayHint !== undefined,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    features: readFeatures(capabilities),
  };
}

function readFeatures({ experimental }: ClientCapabilities): ClientFeatures {
  const declared: unknown = isRecord(experimental) ? experimental['lazyMmu'] : undefined;
  if (!isRecord(declared)) return {};
  return {
    regions: declared['regions'] === true,
    simulation: declared['simulation'] === true,
    walkers: declared['walkers'] === true,
    openRule: declared['openRule'] === true,
    showFinding: declared['showFinding'] === true,
    showsRelatedInformation: declared['showsRelatedInformation'] === true,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What the server offers such a client; `hasDisk` says that it can look through trees. */
export function serverCapabilities(client: Client, hasDisk: boolean): ServerCapabilities {
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    hoverProvider: true,
    documentHighlightProvider: true,
    ...(client.codeActions && {
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    }),
    ...(hasDisk && fixesTrees(client) && { executeCommandProvider: { commands: [fixTreeCommand] } }),
    ...(client.showsLenses && { codeLensProvider: { resolveProvider: true } }),
    ...(client.showsHints && { inlayHintProvider: { resolveProvider: true } }),
    ...(client.pullsDiagnostics && {
      diagnosticProvider: { identifier: 'lazy-mmu', interFileDependencies: true, workspaceDiagnostics: false },
    }),
  };
}

/** Edits of files that are not open need more than a list of changes by URI. */
export function fixesTrees({ appliesEdits, documentChanges }: Client): boolean {
  return appliesEdits && documentChanges;
}
