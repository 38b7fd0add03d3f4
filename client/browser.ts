/** The extension in a browser, where nothing else runs: the server is a worker. */
import { Uri, workspace } from 'vscode';
import { extension } from './extension.ts';

export const { activate, deactivate } = extension(async (context, id, name, options) => {
  const { BrowserMessageReader, BrowserMessageWriter, LanguageClient } = await import('vscode-languageclient/browser');
  const read = async (file: string) =>
    new Uint8Array(await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'dist', file)));
  const start = async () => {
    const [script, runtime, grammar] = await Promise.all(
      ['web-server.js', 'web-tree-sitter.wasm', 'tree-sitter-c.wasm'].map(read),
    );
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
    // A worker can read no file of the extension by itself: see server/web/start-message.ts.
    worker.postMessage({ script, runtime, grammar });
    // Not the worker alone: VS Code's is of a class of its own, in which the client does not see one.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return new LanguageClient(id, name, start, options);
});
