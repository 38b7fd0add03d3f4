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
      one: 'cached entry',
      many: 'cached entries',
      count: () => range.cached,
      entry: (address) => (range.covers(address) && range.isCached(address) ? range.read(address) : undefined),
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

/** A row of s390 that goes to the cache for entries of the armed range; `pointer` is the index of its pte_t argument. */
function intercept(name: string, pointer: 0 | 2, cached: (world: World, range: IpteRange) => Action): Primitive {
  const direct = s390Rows.find((row) => row.name === name);
  if (direct === undefined) throw new Error(`s390 has no primitive ${name}`);
  return {
    ...direct,
    source,
    bind: (world) => {
      const range = rangeOf(world);
      const onTable = direct.bind(world);
      const inCache = cached(world, range);
      const { events, lazy } = world;
      // v2 asks for the mode of the task, which an interrupt is not in; later versions for a count of the CPU.
      const asksTask = world.options.series === 'v2';
      // No primitive of the table has more arguments; naming them spares a list of them for every call.
      return (first, second, third, fourth) => {
        if (range.covers(pointer === 0 ? first : third) && (!asksTask || lazy.active)) {
          events.batch(batchOutcome.taken);
          return inCache(first, second, third, fourth);
        }
        events.batch(lazy.batching ? batchOutcome.passed : batchOutcome.idle);
        return onTable(first, second, third, fourth);
      };
    },
  };
}

const clear = (address: number, range: IpteRange): number => {
  const entry = range.read(address);
  range.write(address, emptyEntry);
  return entry;
};

function agingRow(name: string): Primitive {
  return intercept(name, 2, (world, range) => {
    const old = world.read('pte_mkold');
    return (_vma, _virtual, address) => {
      const entry = range.read(address);
      range.write(address, old(entry));
      return (entry & bits.young) === 0 ? 0 : 1;
    };
  });
}

/** ptep_clear_flush and ptep_set_access_flags are not intercepted: they look at the table, and store to the cache. */
const intercepted: readonly Primitive[] = [
  intercept('ptep_get', 0, ({ events }, range) => (address) => {
    events.count(event.ptep_get);
    return range.read(address);
  }),
  intercept('set_pte', 0, (_world, range) => (address, entry) => range.write(address, entry)),
  // A protected page is made accessible while the hardware's entry is still valid: v6 arms no range for such a process.
  intercept('ptep_get_and_clear', 2, (world, range) => (mm, _virtual, address) => {
    return exportCleared(world, mm, clear(address, range), false);
  }),
  intercept('ptep_get_and_clear_full', 2, (world, range) => (mm, _virtual, address, full) => {
    return exportCleared(world, mm, clear(address, range), full !== 0);
  }),
  intercept('ptep_modify_prot_start', 2, (_world, range) => (_vma, _virtual, address) => clear(address, range)),
  intercept('ptep_set_wrprotect', 2, (world, range) => {
    const protect = world.read('pte_wrprotect');
    return (_mm, _virtual, address) => {
      const entry = range.read(address);
      if ((entry & bits.write) !== 0) range.write(address, protect(entry));
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
