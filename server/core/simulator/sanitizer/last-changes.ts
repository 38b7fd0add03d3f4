import { forEach, type Watched, type Watcher } from './check.ts';
import { changes, fullClear, stores } from './entry-accesses.ts';
import type { Trail } from './finding-recorder.ts';

/** Where each entry was changed last in the section; a full teardown is no change that anybody sees. */
export interface LastChanges {
  /** To be told of every change. */
  readonly watchers: Readonly<Record<string, Watcher>>;
  of(address: number): Trail | undefined;
  forget(): void;
}

export function lastChanges(watched: Watched): LastChanges {
  const pointers = { ...changes, ...fullClear, ...stores };
  const trails = new Map<number, Trail>();
  return {
    watchers: forEach(Object.keys(pointers), (name) => (...args) => {
      const isTeardown = name in fullClear && args[3] !== 0;
      if (watched.world.lazy.batching && !isTeardown) trails.set(args[pointers[name]], watched.trail());
    }),
    of: (address) => trails.get(address),
    forget: () => trails.clear(),
  };
}
