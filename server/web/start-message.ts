/** What a worker of the browser gets before anything else: the files of the extension that it cannot read by itself. */
export interface StartMessage {
  /** WebAssembly of tree-sitter, and of its grammar of C. */
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
  /** JavaScript of this worker, from which the server starts the simulator's; absent for the simulator's. */
  readonly script?: Uint8Array<ArrayBuffer>;
}

/** Waits for the first message of a worker. */
export function startMessage(scope: DedicatedWorkerGlobalScope): Promise<StartMessage> {
  return new Promise((resolve) => {
    scope.addEventListener('message', ({ data }) => resolve(data), { once: true });
  });
}
