import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { definedNames, rankOf } from '../defined-names.ts';
import { sourceFiles, type Unreadable } from '../source-files.ts';
import { reasonOf } from '../source-text.ts';
import type { FromSearch, SearchJob, SearchTask } from './job.ts';
import { searchFor } from './marks.ts';

// One of the threads that search a tree: takes the next part until there is none, and ends.
const { tasks, next, root, marks: words } = workerData as SearchJob;
const marks = searchFor(words);

function say(message: FromSearch): void {
  parentPort?.postMessage(message);
}

/** The names that a file defines, for the index; undefined for one that does not belong to it. */
function namesIn(path: string): readonly [path: string, names: string] | undefined {
  const name = relative(root ?? '', path).replaceAll(sep, '/');
  if (rankOf(name) === undefined) return undefined;
  // Names are ASCII: there is no need to make out what else a file holds.
  return [name, definedNames(name, readFileSync(path, 'latin1')).join(' ')];
}

function search(task: SearchTask): void {
  const unreadable: Unreadable[] = [];
  const names: (readonly [path: string, names: string])[] = [];
  let files = 0;
  for (const path of sourceFiles(task.folder, (what) => unreadable.push(what), task.recursive)) {
    files += 1;
    try {
      if (task.marks && marks.isIn(path)) say({ type: 'found', path });
      const defined = task.names ? namesIn(path) : undefined;
      if (defined) names.push(defined);
    } catch (error) {
      unreadable.push({ path, reason: reasonOf(error) });
    }
  }
  say({ type: 'done', task, files, unreadable: task.marks ? unreadable : [], names });
}

for (let index = Atomics.add(next, 0, 1); index < tasks.length; index = Atomics.add(next, 0, 1)) search(tasks[index]);
