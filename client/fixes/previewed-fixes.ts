/** Shows fixes that touch more than a line before they are made, where the settings do not say otherwise. */
import {
  type CodeAction,
  type CodeActionContext,
  CodeActionTriggerKind,
  type Command,
  Disposable,
  commands as editor,
  l10n,
  type TextDocument,
  TextEdit,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type {
  ApplyWorkspaceEditParams,
  ApplyWorkspaceEditResult,
  BaseLanguageClient,
  TextDocumentEdit,
} from 'vscode-languageclient';
import { fixPreviewEnabled } from '../settings.ts';
import { changedLines } from './changed-lines.ts';
import { type FileFix, FixPreview, toOffsets } from './fix-preview.ts';

/** Runs in the place of an action's edit. Its one argument never leaves the extension. */
const previewCommand = 'lazyMmu.previewFix';

interface TitledFix extends FileFix {
  readonly title: string;
}

export class PreviewedFixes implements Disposable {
  readonly #preview = new FixPreview();
  readonly #parts = Disposable.from(
    this.#preview,
    editor.registerCommand(previewCommand, (fix: TitledFix) => this.#makeOnceSeen(fix)),
  );

  /** The actions, those that touch more than a line with a preview. An ellipsis says which, as menus do. */
  actions<Action extends CodeAction | Command>(
    document: TextDocument,
    version: number,
    context: CodeActionContext,
    actions: readonly Action[],
  ): Action[] {
    if (isMadeOnSave(context) || !fixPreviewEnabled(document)) return [...actions];
    return actions.map((action) => (isCodeAction(action) ? this.#previewed(document, version, action) : action));
  }

  /** Edits of many files that the server marks as to be confirmed, as it does when the user asks for that. */
  async edits(
    client: BaseLanguageClient,
    { label, edit }: ApplyWorkspaceEditParams,
  ): Promise<ApplyWorkspaceEditResult> {
    const changes = (edit.documentChanges ?? []).filter((change): change is TextDocumentEdit => 'edits' in change);
    const fixes = await Promise.all(
      changes.map(async ({ textDocument, edits }): Promise<FileFix> => {
        const document = await workspace.openTextDocument(Uri.parse(textDocument.uri));
        const converted = edits.flatMap((each) =>
          'newText' in each ? new TextEdit(client.protocol2CodeConverter.asRange(each.range), each.newText) : [],
        );
        return { document, version: textDocument.version ?? document.version, edits: converted };
      }),
    );
    const applied = (await this.#preview.ask(label ?? '', fixes)) && (await make(fixes));
    return { applied };
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #previewed<Action extends CodeAction>(document: TextDocument, version: number, action: Action): Action {
    const edits = action.edit?.get(document.uri) ?? [];
    if (changedLines(document.getText(), toOffsets(document, edits)) <= 1) return action;
    const title = l10n.t('{0}…', action.title);
    const fix: TitledFix = { title: action.title, document, version, edits };
    action.title = title;
    action.edit = undefined;
    action.command = { title, command: previewCommand, arguments: [fix] };
    return action;
  }

  async #makeOnceSeen(fix: TitledFix): Promise<void> {
    const name = fix.document.uri.path.replace(/^.*\//, '');
    if (!(await this.#preview.ask(`${name}: ${fix.title}`, [fix]))) return;
    await make([fix]);
    await window.showTextDocument(fix.document);
  }
}

/** Makes all of the edits, or none where a text is another than they were worked out for. */
async function make(fixes: readonly FileFix[]): Promise<boolean> {
  if (fixes.some(({ document, version }) => document.version !== version)) {
    void window.showWarningMessage(
      l10n.t('The file has changed since the fix was worked out, so nothing was done: ask for it again.'),
    );
    return false;
  }
  const edit = new WorkspaceEdit();
  for (const { document, edits } of fixes) edit.set(document.uri, [...edits]);
  return workspace.applyEdit(edit);
}

/** Who has fixes made by saving does not want to be asked each time. */
function isMadeOnSave({ triggerKind, only }: CodeActionContext): boolean {
  return triggerKind === CodeActionTriggerKind.Automatic && only !== undefined;
}

function isCodeAction(action: CodeAction | Command): action is CodeAction {
  return typeof action.command !== 'string';
}
