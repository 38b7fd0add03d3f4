import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadKernelParser } from '../../server/host/parser.ts';
import { caseOf, type Ending } from './judge.ts';
import type { Task, Told } from './messages.ts';
import { subjectsIn } from './subjects.ts';

/** Milliseconds without an end of a mutant after which it hangs: a hundred times what the slowest takes. */
const patience = 120_000;
/** Mebibytes that the thread may keep: enough for the headers of the trees, not for what mutants would leave behind. */
const threadMebibytes = 1024;

export interface Fault {
  readonly number: number;
  readonly what: string;
}

export interface Outcome {
  readonly endings: Readonly<Record<Ending, number>>;
  readonly faults: readonly Fault[];
}

/** Simulates mutants in a thread. One that hangs or kills the thread is a fault, and the next ones have a new thread. */
export async function fuzz(task: Task): Promise<Outcome> {
  const endings: Record<Ending, number> = { finished: 0, stopped: 0, refused: 0 };
  const faults: Fault[] = [];
  for (let first = task.first; first < task.end; ) {
    const lost = await runThread({ ...task, first }, (told) => {
      if (told.type === 'ended') endings[told.ending]++;
      if (told.type === 'fault') faults.push(told);
    });
    if (lost !== undefined) faults.push(lost);
    first = lost === undefined ? task.end : lost.number + 1;
  }
  return { endings, faults };
}

/** Resolves to the mutant that the thread was lost with, if it was. */
function runThread(task: Task, hear: (told: Told) => void): Promise<Fault | undefined> {
  const entry = JSON.stringify(pathToFileURL('test/fuzz/thread.ts').href);
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); })`;
  const worker = new Worker(load, {
    eval: true,
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: threadMebibytes },
  });
  return new Promise((resolve) => {
    let number = task.first;
    let watchdog: NodeJS.Timeout;
    const end = (what?: string) => {
      clearTimeout(watchdog);
      void worker.terminate().then(() => resolve(what === undefined ? undefined : { number, what }));
    };
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => end(`it hangs: no end within ${patience} ms`), patience);
    };
    watch();
    worker.on('message', (told: Told) => {
      watch();
      if (told.type === 'begins') number = told.number;
      if (told.type === 'done') end();
      else hear(told);
    });
    worker.on('error', (error) => end(`it killed its thread: ${error.stack ?? error.message}`));
  });
}

/** What a developer needs of a fault: the number, how to repeat it, what was changed, and the mutant itself. */
export async function describeFault({ number, what }: Fault, roots: readonly string[]): Promise<string> {
  const parser = await loadKernelParser();
  const { subject, machine, mutant } = caseOf(number, subjectsIn(parser, roots));
  const { start, end } = subject.range;
  const changed = mutant.text.slice(start, mutant.text.length - (subject.text.length - end));
  return [
    `mutant ${number} of ${subject.file}:${subject.function} on ${machine}: ${mutant.changes.join(', ')}`,
    `again: npm run fuzz -- --first ${number} --count 1`,
    what,
    changed,
  ].join('\n');
}
