import { createConnection } from 'vscode-languageserver/node';
import { serve } from './server.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];

// Started by the extension over IPC, or by any editor with --stdio; the library reads which from the command line.
if (process.argv.some((word) => transports.includes(word.split('=')[0]))) serve(createConnection());
else {
  process.stderr.write('lazy-mmu server: say how to speak with the client, as in: lazy-mmu server --stdio\n');
  process.exitCode = 2;
}
