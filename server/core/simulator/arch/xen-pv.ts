import { entryBits as bits, entryFor } from '../machine/entry.ts';
import { batchOutcome, event } from '../machine/events.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import { entrySize } from '../machine/page-tables.ts';
import { perWorld } from '../machine/per-world.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { commonEntryRows } from './entry-common.ts';
import { x86EntryRows } from './entry-x86.ts';
import { genericRows } from './generic.ts';
import { flushCallRows } from './tlb-flush-calls.ts';

const source = 'arch/x86/xen/mmu_pv.c, multicalls.c (6.12, 7.2, 7.3)';
const header = 'arch/x86/include/asm/pgtable.h (6.12, 7.2, 7.3)';

/** 512 bytes of arguments (MC_ARGS) hold 32 updates of 16 bytes, but the space test wants one more byte than is left. */
const updatesPerHypercall = 31;

/**
 * The multicall buffer of the CPU: consecutive updates of entries become one hypercall. Until then the table keeps its old
 * value, which is what a read finds.
 */
class Multicall {
  readonly #world: World;
  readonly #addresses = new Float64Array(updatesPerHypercall);
  readonly #entries = new Float64Array(updatesPerHypercall);
  #updates = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get state(): string {
    const queued = [this.#addresses, this.#entries].flatMap((each) => [...each.subarray(0, this.#updates)]);
    return queued.join(' ');
  }

  /** xen_extend_mmu_update, then xen_mc_issue: outside lazy mode everything queued so far goes out at once. */
  update(address: number, entry: number): void {
    if (this.#updates === updatesPerHypercall) this.flush();
    this.#addresses[this.#updates] = address;
    this.#entries[this.#updates] = entry;
    this.#updates++;
    const { events, lazy } = this.#world;
    events.count(event.mmu_update_entries);
    events.batch(lazy.batching ? batchOutcome.taken : batchOutcome.idle);
    if (!lazy.batching) this.flush();
  }

  get length(): number {
    return this.#updates;
  }

  /** The last value that is queued for an entry. */
  queued(address: number): number | undefined {
    const at = this.#addresses.lastIndexOf(address, this.#updates - 1);
    return this.#updates === 0 || at < 0 ? undefined : this.#entries[at];
  }

  forget(): void {
    this.#updates = 0;
  }

  /** xen_mc_flush: nothing when the buffer is empty. */
  flush(): void {
    if (this.#updates === 0) return;
    const { events, tables } = this.#world;
    events.count(event.hypercalls);
    let first = 0;
    for (let i = 0; i < this.#updates; i++) {
      tables.write(this.#addresses[i], this.#entries[i]);
      const isLast = i + 1 === this.#updates || this.#addresses[i + 1] !== this.#addresses[i] + entrySize;
      if (!isLast) continue;
      events.run(event.hypercalls, tables, this.#addresses[first], i + 1 - first);
      first = i + 1;
    }
    this.#updates = 0;
  }
}

const multicallOf = perWorld(
  (world) => new Multicall(world),
  (multicall) => multicall.forget(),
);

export function xenHooks(world: World): LazyHooks {
  const multicall = multicallOf(world);
  const { lazy } = world;
  const flush = () => multicall.flush();
  /** TIF_LAZY_MMU_UPDATES of 6.12. */
  let leftSection = false;
  return {
    enter: () => undefined,
    enterRange: () => undefined,
    leave: flush,
    flush,
    // arch/x86/xen/enlighten_pv.c: xen_start_context_switch() pauses the mode; 6.12 leaves it and notes that.
    switchOut: () => {
      const inSection = lazy.batching;
      leftSection = lazy.legacyDepth > 0;
      if (leftSection) lazy.legacyLeave();
      lazy.pauseTask();
      return inSection ? 'the mode is paused, which sends the queue out, and resumed with the task' : undefined;
    },
    pending: {
      kind: 'update',
      one: 'queued update',
      many: 'queued updates',
      count: () => multicall.length,
      entry: (address) => multicall.queued(address),
      waits: (address) => multicall.queued(address) !== undefined,
    },
    switchIn: () => {
      flush();
      lazy.resumeTask();
      if (leftSection) lazy.legacyEnter();
    },
  };
}

/** A write to a pinned table by an instruction: Xen traps and emulates it. An unpinned one is ordinary memory. */
function writeThrough(world: World): (address: number, entry: number) => void {
  const { tables, events } = world;
  return (address, entry) => {
    if (tables.tableOf(address).pinned) {
      events.count(event.ptwr_emul);
      events.run(event.ptwr_emul, tables, address, 1);
    }
    tables.write(address, entry);
  };
}

const updates: readonly Primitive[] = [
  primitive('void set_pte(pte_t *, pte_t)', source, (world) => {
    const multicall = multicallOf(world);
    return (address, entry) => multicall.update(address, entry);
  }),
  /** Reads; the entry stays as it is until the commit, which preserves its accessed and dirty bits. */
  primitive('pte_t ptep_modify_prot_start(struct vm_area_struct *, unsigned long, pte_t *)', source, ({ tables }) => {
    return (_vma, _virtual, address) => tables.read(address);
  }),
  primitive(
    'void ptep_modify_prot_commit(struct vm_area_struct *, unsigned long, pte_t *, pte_t, pte_t)',
    source,
    (world) => {
      const set = world.use('set_pte');
      return (_vma, _virtual, address, _old, entry) => set(address, entry);
    },
  ),
];

/** Read-modify-write instructions, which no hypercall stands in for. */
const instructions: readonly Primitive[] = [
  primitive('pte_t ptep_get_and_clear(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
    const write = writeThrough(world);
    return (_mm, _virtual, address) => {
      const entry = world.tables.read(address);
      write(address, world.emptyEntry);
      return entry;
    };
  }),
  primitive('bool ptep_try_set(pte_t *, pte_t)', `${header} (7.2, 7.3)`, (world) => {
    const write = writeThrough(world);
    return (address, entry) => {
      if (world.tables.read(address) !== world.emptyEntry) return 0;
      write(address, entry);
      return 1;
    };
  }),
  primitive('pte_t mfn_pte(unsigned long, pgprot_t)', 'arch/x86/include/asm/xen/page.h', () => entryFor),
  primitive('void ptep_set_wrprotect(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
    const write = writeThrough(world);
    const protect = world.read('pte_wrprotect');
    return (_mm, _virtual, address) => write(address, protect(world.tables.read(address)));
  }),
  ...['ptep_test_and_clear_young', 'ptep_clear_flush_young'].map((name) =>
    primitive(
      `int ${name}(struct vm_area_struct *, unsigned long, pte_t *)`,
      'arch/x86/mm/pgtable.c (6.12, 7.2, 7.3)',
      (world) => {
        const write = writeThrough(world);
        const old = world.read('pte_mkold');
        return (_vma, _virtual, address) => {
          const entry = world.tables.read(address);
          if ((entry & bits.young) === 0) return 0;
          write(address, old(entry));
          return 1;
        };
      },
    ),
  ),
  primitive(
    'int ptep_set_access_flags(struct vm_area_struct *, unsigned long, pte_t *, pte_t, int)',
    'arch/x86/mm/pgtable.c (6.12, 7.2, 7.3)',
    (world) => {
      const set = world.use('set_pte');
      return (_vma, _virtual, address, entry, dirty) => {
        const changed = world.tables.read(address) !== entry;
        if (changed && dirty !== 0) set(address, entry);
        return changed ? 1 : 0;
      };
    },
  ),
];

/** x86 as a paravirtualised Xen guest: page tables are read-only to it. */
export const xenRows: readonly Primitive[] = override(
  commonEntryRows,
  genericRows,
  x86EntryRows,
  flushCallRows,
  updates,
  instructions,
);
