import { createConnection } from 'vscode-languageserver/node';
import { diskTrees } from '../host/disk-trees.ts';
import { loadKernelParser } from '../host/parser.ts';
import { startSimulatorThread } from '../host/simulator-process-thread.ts';
import { serve } from './server.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];

// Started by the extension over IPC, or by any editor with --stdio; the library reads which from the command line.
if (process.argv.some((word) => transports.includes(word.split('=')[0])))
  serve(createConnection(), { parser: loadKernelParser(), startSimulatorThread, disk: diskTrees });
else {
  process.stderr.write('lazy-mmu server: say how to speak with the client, as in: lazy-mmu server --stdio\n');
  process.exitCode = 2;
}
