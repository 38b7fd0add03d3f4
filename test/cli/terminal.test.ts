import assert from 'node:assert/strict';
import { openTerminal } from '../../server/cli/terminal.ts';

function stream(isTTY: boolean): { written: string; columns: number; isTTY: boolean; write(text: string): boolean } {
  return {
    written: '',
    columns: 20,
    isTTY,
    write(text) {
      this.written += text;
      return true;
    },
  };
}

function open(isTTY: boolean, environment: Record<string, string> = { TERM: 'xterm' }) {
  const streams = { stdout: stream(isTTY), stderr: stream(isTTY) };
  return { ...streams, terminal: openTerminal(streams as unknown as NodeJS.Process, environment) };
}

const red = '\u001b[31mx\u001b[39m';

describe('terminal of the command line', () => {
  it('is quiet and plain in a pipe', () => {
    const { terminal, stdout, stderr } = open(false);
    terminal.progress('looking');
    terminal.print(terminal.paint('red', 'result\n'));
    terminal.say('said');
    assert.equal(stdout.written, 'result\n');
    assert.equal(stderr.written, 'said\n');
  });

  it('colours on a terminal unless NO_COLOR or a dumb one speaks against it', () => {
    assert.equal(open(true).terminal.paint('red', 'x'), red);
    assert.equal(open(true, { TERM: 'xterm', NO_COLOR: '1' }).terminal.paint('red', 'x'), 'x');
    assert.equal(open(true, { TERM: 'xterm', NO_COLOR: '' }).terminal.paint('red', 'x'), red);
    assert.equal(open(true, { TERM: 'dumb' }).terminal.paint('red', 'x'), 'x');
  });

  it('keeps progress on one line and takes it away before anything else is written', () => {
    const { terminal, stdout, stderr } = open(true);
    terminal.progress('a line that is longer than the terminal is wide');
    assert.equal(stderr.written, '\r\u001b[Ka line that is long');
    terminal.print('result\n');
    assert.ok(stderr.written.endsWith('\r\u001b[K'));
    assert.equal(stdout.written, 'result\n');
    const before = stderr.written;
    terminal.progress(undefined);
    assert.equal(stderr.written, before);
  });
});
