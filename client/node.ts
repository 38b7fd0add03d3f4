/** The extension in a process of Node, on a desktop or beside a remote workspace: the server is a process of its own. */
import { extension } from './extension.ts';

export const { activate, deactivate } = extension(async (context, id, name, options) => {
  const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
  const module = context.asAbsolutePath('dist/server.cjs');
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  return new LanguageClient(id, name, { run, debug }, options);
});
