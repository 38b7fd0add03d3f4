import type { KernelParser } from '../core/syntax/source-file.ts';
import { LiveFunctionIndex } from './live-function-index.ts';
import { TreeSearch } from './search/tree-search.ts';
import type { DiskTree } from './source-tree.ts';

/** Whom an index tells of itself. */
export interface IndexEvents {
  /** Threads have begun to make it. */
  started(): void;
  /** It is there. */
  ready(index: LiveFunctionIndex): void;
  /** It cannot be made. */
  failed(error: unknown): void;
}

/** The function index of one tree, made by threads when someone first needs it. */
export class TreeIndex {
  readonly #disk: DiskTree;
  readonly #parser: Promise<KernelParser>;
  readonly #events: IndexEvents;
  #search: TreeSearch | undefined;
  #functions: LiveFunctionIndex | undefined;
  #failed = false;
  #waiting: ((functions: LiveFunctionIndex | undefined) => void)[] = [];

  constructor(disk: DiskTree, parser: Promise<KernelParser>, events: IndexEvents) {
    this.#disk = disk;
    this.#parser = parser;
    this.#events = events;
  }

  /** The index, once it is there. */
  get functions(): LiveFunctionIndex | undefined {
    return this.#functions;
  }

  /** Somebody shows what was found with it, whether documents are open or not. */
  isKept = false;

  /** It is not there, and may be later. */
  get isComing(): boolean {
    return !this.#functions && !this.#failed;
  }

  /** Begins to look for functions, unless that was done before. */
  start(): void {
    if (this.#search || !this.isComing) return;
    try {
      const search = new TreeSearch([], this.#disk.root);
      this.#search = search;
      this.#events.started();
      void this.#make(search);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Begins to look for functions; resolves to the index, or to nothing where it cannot be made or is not wanted any more. */
  settled(): Promise<LiveFunctionIndex | undefined> {
    this.start();
    if (!this.isComing) return Promise.resolve(this.#functions);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** No document of the tree is open any more: ends, unless it is kept. */
  rest(): void {
    if (!this.isKept) void this.end();
  }

  /** Stops looking, and forgets all that was found. */
  async end(): Promise<void> {
    const search = this.#search;
    this.#search = undefined;
    this.#functions = undefined;
    this.#failed = false;
    this.#tell();
    await search?.end();
  }

  async #make(search: TreeSearch): Promise<void> {
    try {
      const [names, parser] = await Promise.all([search.names, this.#parser]);
      if (this.#search !== search) return;
      this.#functions = new LiveFunctionIndex(this.#disk, parser, names);
      this.#events.ready(this.#functions);
      this.#tell();
    } catch (error) {
      if (this.#search === search) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#events.failed(error);
    this.#tell();
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve(this.#functions);
  }
}
