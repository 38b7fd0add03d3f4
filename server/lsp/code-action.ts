import {
  type CancellationToken,
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver';
import type { Finding } from '../core/finding.ts';
import { staleSuppression } from '../core/rules/stale-suppression.ts';
import type { Range } from '../core/text.ts';
import type { Analysed } from './analysed.ts';
import { type Client, fixAllKind } from './capabilities.ts';
import type { Context } from './context.ts';
import { diagnosticSource, toDiagnostic } from './diagnostics.ts';
import { fixAll } from './fix-all.ts';
import { commands } from './protocol.ts';
import { suppression } from './suppression.ts';
import { fromRange, toRange } from './to-protocol.ts';
import { suppressionEdit, workspaceEdit } from './workspace-edit.ts';

/** What can be done about the findings in a range, or about all of them when the client asks for that kind. */
export async function codeAction(
  { session, client, parser }: Context,
  { textDocument: { uri }, range, context }: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const loaded = await parser;
  const analysed = await session.analysed(uri, token);
  if (!analysed) return [];
  const actions: CodeAction[] = [];
  if (asksFor(context, CodeActionKind.QuickFix)) {
    const asked = fromRange(analysed.positions, range);
    for (const finding of analysed.findings)
      if (overlap(finding.range, asked)) actions.push(...quickFixes(client, analysed, finding, context));
  }
  // Without a kind the client asks for what fits under a light bulb, and this one changes the whole file.
  if (context.only && asksFor(context, fixAllKind)) {
    const edits = fixAll(loaded, analysed);
    if (edits.length > 0)
      actions.push({
        title: 'Fix all lazy MMU findings that can be fixed safely',
        kind: fixAllKind,
        edit: workspaceEdit(client, analysed, edits),
      });
  }
  return actions;
}

/** Kinds are a hierarchy: who asks for `source` is offered `source.fixAll.lazyMmu` too, and the empty kind is its root. */
function asksFor({ only }: CodeActionContext, kind: string): boolean {
  return (
    only === undefined ||
    only.some((asked) => asked === CodeActionKind.Empty || kind === asked || kind.startsWith(`${asked}.`))
  );
}

/** An empty range, a cursor, counts as overlapping what it touches. */
function overlap(a: Range, b: Range): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function quickFixes(client: Client, analysed: Analysed, finding: Finding, context: CodeActionContext): CodeAction[] {
  const diagnostics = [shownDiagnostic(client, analysed, finding, context)];
  const safe = finding.fixes.filter((fix) => fix.safe);
  const actions: CodeAction[] = finding.fixes.map((fix) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    ...(fix.safe && safe.length === 1 && { isPreferred: true }),
    edit: workspaceEdit(client, analysed, fix.edits),
  }));
  if (finding.rule !== staleSuppression.slug)
    actions.push({
      title: `Suppress ${finding.rule} with a comment`,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit: suppressionEdit(client, analysed, suppression(analysed.file, finding)),
    });
  if (client.features.openRule) {
    const title = `Open the page of ${finding.rule}`;
    const command = { title, command: commands.openRule, arguments: [finding.rule] };
    actions.push({ title, kind: CodeActionKind.QuickFix, diagnostics, command });
  }
  return actions;
}

/** The diagnostic as the client has it, so that it can tie the action to it. */
function shownDiagnostic(
  client: Client,
  analysed: Analysed,
  finding: Finding,
  { diagnostics }: CodeActionContext,
): Diagnostic {
  const { start, end } = toRange(analysed.positions, finding.range);
  const shown = diagnostics.find(
    ({ source, code, range }) =>
      source === diagnosticSource &&
      code === finding.rule &&
      range.start.line === start.line &&
      range.start.character === start.character &&
      range.end.line === end.line &&
      range.end.character === end.character,
  );
  return shown ?? toDiagnostic(client, analysed, finding);
}
