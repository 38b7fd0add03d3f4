import {
  type CancellationToken,
  type ExecuteCommandParams,
  MessageType,
  ShowMessageNotification,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI, Utils } from 'vscode-uri';
import { analysisSteps, createAnalysisCache, findingsIn } from '../core/analyse.ts';
import { count } from '../core/count.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { optionsOf } from './analysed.ts';
import type { Context } from './context.ts';
import type { OpenDocument } from './documents.ts';
import { type Fixable, fixAll } from './fix-all.ts';
import { nextTurn } from './next-turn.ts';
import type { DiskTrees, LazyFileSearch } from './platform.ts';
import { toTextEdit } from './to-protocol.ts';
import type { DocumentTree } from './trees.ts';

/** Command of the server: all safe fixes in the tree of a document, whose URI is its one argument. */
export const fixTreeCommand = 'lazyMmu.fixTree';

const title = 'Fix all lazy MMU findings of the tree that can be fixed safely';

/** Has the client make the edits once the user agrees. Open documents count as they are in the editor. */
export async function fixTree(
  context: Context,
  disk: DiskTrees,
  { command, arguments: [uri] = [] }: ExecuteCommandParams,
  token: CancellationToken,
): Promise<null> {
  const { connection } = context;
  if (command !== fixTreeCommand) return null;
  const place = typeof uri === 'string' ? context.session.placeOf(uri) : undefined;
  if (place?.in.root === undefined) {
    tell(context, 'Open a C file of a kernel tree first: the findings of its tree can be fixed.');
    return null;
  }
  const edits = await editsOf(context, disk, place.in, place.in.root, token);
  if (token.isCancellationRequested) return null;
  if (edits.length === 0) {
    tell(context, `Nothing in ${place.in.root} can be fixed safely.`);
    return null;
  }
  const edit = await confirmed(context, edits);
  if (edit) await connection.workspace.applyEdit({ label: title, edit });
  return null;
}

function tell({ connection }: Context, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
}

const [apply, preview] = [{ title: 'Apply' }, { title: 'Preview' }];

/** Asks whether to make the edits, or to show each of them first; undefined for neither. */
async function confirmed(
  { connection, client }: Context,
  edits: readonly TextDocumentEdit[],
): Promise<WorkspaceEdit | undefined> {
  const places = edits.reduce((total, each) => total + each.edits.length, 0);
  const question = `${count(places, 'place')} in ${count(edits.length, 'file')} can be fixed safely.`;
  const choices = client.confirmsEdits ? [apply, preview] : [apply];
  const chosen = await connection.window.showInformationMessage(question, ...choices);
  if (chosen?.title === apply.title) return { documentChanges: [...edits] };
  if (chosen?.title !== preview.title) return undefined;
  return {
    documentChanges: edits.map(({ textDocument, edits: of }) => ({
      textDocument,
      edits: of.map((edit) => ({ ...edit, annotationId: fixTreeCommand })),
    })),
    changeAnnotations: { [fixTreeCommand]: { label: title, needsConfirmation: true } },
  };
}

async function editsOf(
  context: Context,
  disk: DiskTrees,
  tree: DocumentTree,
  root: string,
  token: CancellationToken,
): Promise<readonly TextDocumentEdit[]> {
  const { session, parser, settingsOf } = context;
  const loaded = await parser;
  const progress = await context.connection.window.createWorkDoneProgress();
  const isOver = () => token.isCancellationRequested || progress.token.isCancellationRequested;
  const edits: TextDocumentEdit[] = [];
  progress.begin(title, undefined, undefined, true);
  const search = disk.search(root);
  try {
    for await (const path of allFiles(search, tree)) {
      if (isOver()) return [];
      progress.report(path);
      const open = session.documentAt(tree, path);
      const text = open?.text ?? tree.tree.read(path);
      const uri = open?.uri ?? Utils.joinPath(URI.file(root), path).toString();
      if (text === undefined) continue;
      const options = optionsOf({ place: { in: tree, path } }, await settingsOf(uri), tree.index?.functions);
      edits.push(...(await fixesIn(loaded, { uri, path, text, version: open?.version ?? null }, options)));
    }
    return isOver() ? [] : edits;
  } finally {
    progress.done();
    void search.end();
  }
}

/** What is found on disk, then the open documents that were not. */
async function* allFiles(search: LazyFileSearch, { open }: DocumentTree): AsyncGenerator<string> {
  const found = new Set<string>();
  for await (const path of search.found()) {
    found.add(path);
    yield path;
  }
  for (const path of [...open.keys()]) if (!found.has(path)) yield path;
}

/** A text of the tree; one that is not open has no version. */
interface TreeText extends Pick<OpenDocument, 'uri' | 'text'> {
  readonly path: string;
  readonly version: number | null;
}

async function fixesIn(
  parser: KernelParser,
  { uri, path, text, version }: TreeText,
  options: Fixable['options'],
): Promise<TextDocumentEdit[]> {
  const file = parser.parse(path, text);
  try {
    const steps = analysisSteps(file, options, createAnalysisCache());
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        const edits = fixAll(parser, { file, findings: findingsIn(step.value), options });
        const positions = TextDocument.create(uri, 'c', 0, text);
        const converted = edits.map((edit) => toTextEdit(positions, edit));
        return converted.length === 0 ? [] : [{ textDocument: { uri, version }, edits: converted }];
      }
      // Requests come first.
      await new Promise<void>((resolve) => void nextTurn(resolve));
    }
  } finally {
    file.dispose();
  }
}
