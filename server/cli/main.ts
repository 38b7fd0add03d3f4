import { exitCodes } from './exit.ts';
import { run } from './program.ts';
import { openTerminal } from './terminal.ts';

/** A reader that has seen enough, such as `head`, closes its end: that is no error, and there is nobody left to tell. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

// The code is set before output drains, so that a reader that leaves early does not change it.
process.exitCode = exitCodes.couldNotRun;
run(process.argv.slice(2), openTerminal(), (code) => {
  process.exitCode = code;
});
