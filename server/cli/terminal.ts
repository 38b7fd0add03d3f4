import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: results to one stream, what it says about itself to the other. */
export interface Terminal {
  /** Writes results to standard output. */
  print(text: string): void;
  /** Writes a line about the run to standard error. */
  say(line: string): void;
  /** Shows a passing line on standard error, if that is a terminal; `undefined` takes it away. */
  progress(line: string | undefined): void;
  /** Someone watches standard error. */
  readonly watched: boolean;
  /** Colours results, if standard output is a terminal and nothing speaks against it. */
  paint(style: Style, text: string): string;
}

/** Milliseconds between two progress lines. */
const progressInterval = 100;

/** See no-color.org: any value but the empty one turns colours off. */
function coloured(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export function openTerminal({ stdout, stderr }: Streams = process, environment = process.env): Terminal {
  const watched = stderr.isTTY === true;
  const painted = coloured(stdout, environment);
  let shown = false;
  let next = 0;

  function clear(): void {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  }

  return {
    watched,
    print(text) {
      clear();
      stdout.write(text);
    },
    say(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!watched) return;
      if (line === undefined) return clear();
      if (performance.now() < next) return;
      next = performance.now() + progressInterval;
      stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
      shown = true;
    },
    paint: (style, text) => (painted ? styleText(style, text, { validateStream: false }) : text),
  };
}
