import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { createKernelParser } from '../core/syntax/parser.ts';
import { serve } from '../lsp/server.ts';
import { answerJobs } from './answer-jobs.ts';
import { simulatorThreads } from './simulator-threads.ts';
import { startMessage } from './start-message.ts';

// A worker of a browser is the language server, or the simulator's thread, which the server starts from the same script.
const scope = self as DedicatedWorkerGlobalScope;

void startMessage(scope).then(({ script, ...modules }) => {
  const parser = createKernelParser(modules);
  if (!script) return answerJobs(scope, parser);
  const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
  connection.onExit(() => scope.close());
  serve(connection, { parser, startSimulatorThread: simulatorThreads(script, modules) });
});
