import { entryBits as bits } from '../machine/entry.ts';
import { batchOutcome, event } from '../machine/events.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import { type Action, override, type Primitive, primitive, type World } from '../machine/world.ts';
import { emptyEntry } from './entry-s390.ts';
import { exportCleared, isProtected, s390Rows } from './s390.ts';
import { type IpteRange, rangeOf } from './s390-ipte-cache.ts';

const source = 'arch/s390/mm/ipte_batch.c (batching series, v2), arch/s390/mm/lazy_mmu.c (v3 to v6)';

/**
 * A plain enable arms nothing, so every update takes the direct path; this is also what a resume does. v2 has no hook for it
 * at all. A flush leaves the range and enters it again.
 */
export function ipteRangeHooks(world: World): LazyHooks {
  const range = rangeOf(world);
  const { preemption, options } = world;
  const yieldOnce = () => {
    preemption.enable();
    preemption.disable();
  };
  const armed: Pick<LazyHooks, 'enterRange' | 'flush' | 'pending'> = {
    pending: {
      kind: 'update',
      one: 'cached entry',
      many: 'cached entries',
      count: () => range.cached,
      entry: (address) => (range.covers(address) && range.isCached(address) ? range.read(address) : undefined),
      waits: (address) => range.covers(address) && range.isCached(address),
    },
    enterRange: (mm, start, end, firstEntry) => {
      preemption.disable();
      if (options.series === 'v6' && isProtected(world, mm)) return;
      range.arm(mm, start, end, firstEntry);
    },
    flush: () => {
      if (range.armed) range.rearm(yieldOnce);
    },
  };
  if (options.series === 'v2') {
    const leave = () => {
      if (!range.armed) return;
      range.disarm();
      preemption.enable();
    };
    return { ...armed, enter: () => undefined, leave };
  }
  const leave = () => {
    range.disarm();
    preemption.enable();
  };
  return { ...armed, enter: () => preemption.disable(), leave };
}

/** Asks whether a primitive is to go to the cache, as every primitive with a hook does, and counts the answer. */
type Ask = (address: number) => boolean;

function batchCode({ events, lazy, options }: World, range: IpteRange): Ask {
  // v2 asks for the mode of the task, which an interrupt is not in; later versions for a count of the CPU.
  const asksTask = options.series === 'v2';
  return (address) => {
    const isTaken = range.covers(address) && (!asksTask || lazy.active);
    events.batch(isTaken ? batchOutcome.taken : lazy.batching ? batchOutcome.passed : batchOutcome.idle);
    return isTaken;
  };
}

/**
 * A row of s390 with a hook: `bind` gives what it does, with the row without one as `onTable`. Every row asks by itself, so
 * that the code of each calls functions that are always the same, and V8 puts them in place of the calls.
 */
function intercept(
  name: string,
  bind: (world: World, range: IpteRange, isTaken: Ask, onTable: Action) => Action,
): Primitive {
  const direct = s390Rows.find((row) => row.name === name);
  if (direct === undefined) throw new Error(`s390 has no primitive ${name}`);
  return {
    ...direct,
    source,
    bind: (world) => {
      const range = rangeOf(world);
      return bind(world, range, batchCode(world, range), direct.bind(world));
    },
  };
}

const clear = (address: number, range: IpteRange): number => {
  const entry = range.read(address);
  range.write(address, emptyEntry);
  return entry;
};

function agingRow(name: string): Primitive {
  return intercept(name, (world, range, isTaken, onTable) => {
    const old = world.read('pte_mkold');
    return (vma, virtual, address) => {
      if (!isTaken(address)) return onTable(vma, virtual, address);
      const entry = range.read(address);
      range.write(address, old(entry));
      return (entry & bits.young) === 0 ? 0 : 1;
    };
  });
}

/** ptep_clear_flush and ptep_set_access_flags are not intercepted: they look at the table, and store to the cache. */
const intercepted: readonly Primitive[] = [
  intercept('ptep_get', ({ events }, range, isTaken, onTable) => (address) => {
    if (!isTaken(address)) return onTable(address);
    events.count(event.ptep_get);
    return range.read(address);
  }),
  intercept('set_pte', (_world, range, isTaken, onTable) => (address, entry) => {
    if (isTaken(address)) range.write(address, entry);
    else onTable(address, entry);
  }),
  // A protected page is made accessible while the hardware's entry is still valid: v6 arms no range for such a process.
  intercept('ptep_get_and_clear', (world, range, isTaken, onTable) => (mm, virtual, address) => {
    if (!isTaken(address)) return onTable(mm, virtual, address);
    return exportCleared(world, mm, clear(address, range), false);
  }),
  intercept('ptep_get_and_clear_full', (world, range, isTaken, onTable) => (mm, virtual, address, full) => {
    if (!isTaken(address)) return onTable(mm, virtual, address, full);
    return exportCleared(world, mm, clear(address, range), full !== 0);
  }),
  intercept('ptep_modify_prot_start', (_world, range, isTaken, onTable) => (vma, virtual, address) => {
    return isTaken(address) ? clear(address, range) : onTable(vma, virtual, address);
  }),
  intercept('ptep_set_wrprotect', (world, range, isTaken, onTable) => {
    const protect = world.read('pte_wrprotect');
    return (mm, virtual, address) => {
      if (isTaken(address)) {
        const entry = range.read(address);
        if ((entry & bits.write) !== 0) range.write(address, protect(entry));
      } else onTable(mm, virtual, address);
    };
  }),
  agingRow('ptep_test_and_clear_young'),
  agingRow('ptep_clear_flush_young'),
  /** Exempt from the cache since v3: it reads the table, even on the CPU that owns the range. */
  primitive('pte_t ptep_get_lockless(pte_t *)', source, (world) => {
    if (world.options.series === 'v2') return world.use('ptep_get');
    return (address) => world.tables.read(address);
  }),
];

/** s390 with the batching series: updates inside an armed range wait for the end of the section. */
export const ipteRangeRows: readonly Primitive[] = override(s390Rows, intercepted);
