import { parentPort, workerData } from 'node:worker_threads';
import { loadKernelParser } from '../../server/host/parser.ts';
import { caseOf, judge } from './judge.ts';
import type { Task, Told } from './messages.ts';
import { subjectsIn } from './subjects.ts';

// Mutants run in a thread of their own, so that one which hangs can be told by its number and ended.
const { first, end, roots } = workerData as Task;
const say = (told: Told) => parentPort?.postMessage(told);
const parser = await loadKernelParser();
const subjects = subjectsIn(parser, roots);
for (let number = first; number < end; number++) {
  say({ type: 'begins', number });
  try {
    say({ type: 'ended', ending: judge(caseOf(number, subjects), parser) });
  } catch (error) {
    const { stack, message } = error as Error;
    say({ type: 'fault', number, what: stack ?? message });
  }
}
say({ type: 'done' });
