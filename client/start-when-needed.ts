/** Starts the server once there is kernel code to analyse, and stops it where the settings say never. */
import { Disposable, type LogOutputChannel, type TextDocument, type WorkspaceFolder, workspace } from 'vscode';
import { isKernelC, isKernelTree, mentionsLazyMmu } from './kernel-code.ts';
import type { Server } from './server.ts';
import { affects, enableSetting } from './settings.ts';

export function startWhenNeeded(server: Server, log: LogOutputChannel): Disposable {
  const start = (reason: string) => {
    log.info(`Starting the server: ${reason}`);
    server.start().catch((error) => log.error('The server did not start.', error));
  };

  const kernelTrees = new Map<string, Promise<boolean>>();
  const isInKernelTree = (folder: WorkspaceFolder) => {
    const uri = folder.uri.toString();
    const known = kernelTrees.get(uri) ?? isKernelTree(folder);
    kernelTrees.set(uri, known);
    return known;
  };

  const consider = async (document: TextDocument) => {
    if (server.state !== 'idle' || !isKernelC(document)) return;
    const enable = enableSetting(document);
    const folder = workspace.getWorkspaceFolder(document.uri);
    if (enable === 'never') return;
    if (enable === 'always') start('lazyMmu.enable is always');
    else if (mentionsLazyMmu(document)) start(`${document.uri.path} mentions lazy MMU mode`);
    else if (folder && (await isInKernelTree(folder)) && server.state === 'idle')
      start(`${folder.uri.path} is a kernel tree`);
  };

  const considerAll = () => {
    for (const document of workspace.textDocuments) void consider(document);
  };

  considerAll();
  return Disposable.from(
    workspace.onDidOpenTextDocument(consider),
    workspace.onDidSaveTextDocument(consider),
    workspace.onDidChangeWorkspaceFolders(() => {
      kernelTrees.clear();
      considerAll();
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (!affects(event, 'enable')) return;
      if (enableSetting() === 'never') void server.stop();
      else considerAll();
    }),
  );
}
