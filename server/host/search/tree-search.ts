import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { fileMarks } from '../../core/kernel/callback-runners.ts';
import { indexedFolders } from '../defined-names.ts';
import { subfolders, type Unreadable } from '../source-files.ts';
import { startThread } from '../thread.ts';
import type { FromSearch, SearchJob, SearchTask } from './job.ts';

/** More threads than that wait for the disk, and for the one that looks at what they find. */
const mostThreads = 4;

/** Processors that are left to threads of a search: one is busy with what they find. */
function idleProcessors(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** The parts that a folder is searched in: itself and the folders in it without those below, and the latter with all that is in them. */
function partsOf(folder: string): readonly Pick<SearchTask, 'folder' | 'recursive'>[] {
  return [folder, ...subfolders(folder)].flatMap((each) => [
    { folder: each, recursive: false },
    ...(each === folder ? [] : subfolders(each).map((below) => ({ folder: below, recursive: true }))),
  ]);
}

function isIndexed(folder: string, root: string): boolean {
  const name = relative(root, folder).replaceAll(sep, '/');
  return indexedFolders.some((each) => name === each.folder || name.startsWith(`${each.folder}/`));
}

/** What is to be done: names first, since nothing can be looked at without them. */
function tasksOf(folders: readonly string[], root: string | undefined): readonly SearchTask[] {
  const inOneGo = root !== undefined && folders.includes(root);
  const searched = folders.flatMap((folder) =>
    partsOf(folder).map((part) => ({ ...part, marks: true, names: folder === root && isIndexed(part.folder, root) })),
  );
  const indexed =
    root === undefined || inOneGo
      ? []
      : indexedFolders.map((each) => ({ ...each, folder: join(root, each.folder), marks: false, names: true }));
  return [...searched.filter(({ names }) => names), ...indexed, ...searched.filter(({ names }) => !names)];
}

/**
 * Looks through folders for files that lazy MMU mode concerns, and through a kernel tree for the names that its functions
 * have, in threads of its own. What is found can be looked at meanwhile.
 */
export class TreeSearch {
  /** Folders and files that could not be read. */
  readonly unreadable: Unreadable[] = [];
  /** By path of the tree, the names that the files of its index define; empty without a tree. */
  readonly names: Promise<Map<string, readonly string[]>>;
  /** How many C files were looked at so far. */
  looked = 0;
  readonly #threads: readonly Worker[];
  readonly #paths: string[] = [];
  #running: number;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  /**
   * `folders` are absolute paths; `root` is that of the tree that names are wanted of. Files are found that hold one of the
   * `marks`, by default those of lazy MMU mode.
   */
  constructor(folders: readonly string[], root: string | undefined, marks: readonly string[] = fileMarks) {
    const tasks = tasksOf(folders, root);
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const job: SearchJob = { tasks, root, marks, next };
    const threads = Math.min(tasks.length, idleProcessors(), mostThreads);
    this.#running = threads;
    this.#threads = Array.from({ length: threads }, () =>
      startThread({ bundle: 'search.cjs', source: 'server/host/search/worker.ts' }, { workerData: job }),
    );
    this.names = this.#collectNames(tasks.filter(({ names }) => names).length);
    // Who never asks for names hears of a failure from found().
    this.names.catch(() => {});
    for (const thread of this.#threads) {
      thread.on('message', (message: FromSearch) => this.#receive(message));
      thread.on('error', (error) => this.#fail(error));
      thread.on('exit', () => this.#ended());
    }
  }

  /** Paths of the files, as they are found: in no order, and twice where folders overlap. Throws when a thread failed. */
  async *found(): AsyncGenerator<string> {
    while (true) {
      for (let path = this.#paths.shift(); path !== undefined; path = this.#paths.shift()) yield path;
      if (this.#failure) throw this.#failure.error;
      if (this.#running === 0) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends what is still searched. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #receive(message: FromSearch): void {
    if (message.type === 'found') this.#paths.push(message.path);
    else {
      this.looked += message.files;
      this.unreadable.push(...message.unreadable);
    }
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  #ended(): void {
    this.#running -= 1;
    this.#wake();
  }

  #collectNames(tasks: number): Promise<Map<string, readonly string[]>> {
    const names = new Map<string, readonly string[]>();
    if (tasks === 0) return Promise.resolve(names);
    let left = tasks;
    return new Promise((resolve, reject) => {
      for (const thread of this.#threads) {
        thread.on('error', reject);
        thread.on('message', (message: FromSearch) => {
          if (message.type !== 'done' || !message.task.names) return;
          for (const [path, defined] of message.names) names.set(path, defined === '' ? [] : defined.split(' '));
          left -= 1;
          if (left === 0) resolve(names);
        });
      }
    });
  }
}
