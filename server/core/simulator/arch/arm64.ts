import { advanceFrame, entryBits as bits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { type LazyHooks, noHooks } from '../machine/lazy-mode.ts';
import { entrySize } from '../machine/page-tables.ts';
import { perWorld } from '../machine/per-world.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { withContpte } from './arm64-contpte-rows.ts';
import { kernelMapRows } from './arm64-kernel-map.ts';
import { protectionRows } from './arm64-protection.ts';
import { tlbFlushRows } from './arm64-tlb-flush.ts';
import { commonEntryRows } from './entry-common.ts';
import { genericRows } from './generic.ts';

const header = 'arch/arm64/include/asm/pgtable.h';

/** pte_valid_not_user: only a valid mapping of the kernel needs barriers, for its walks must see it before the next use. */
export function needsBarriers(entry: number): boolean {
  return (entry & (bits.present | bits.read | bits.user)) === (bits.present | bits.read);
}

/** DSB ISHST and ISB. */
export function emitBarriers(world: World): void {
  world.events.count(event.dsb_ishst);
  world.events.count(event.isb);
}

/** TIF_LAZY_MMU_PENDING. */
class Barriers {
  readonly #world: World;
  #pending = false;

  constructor(world: World) {
    this.#world = world;
  }

  get state(): string {
    return `${this.#pending}`;
  }

  /** queue_pte_barriers: one pair of barriers for the section, or one at once outside of any. */
  queue(): void {
    if (this.#world.lazy.batching) this.#pending = true;
    else emitBarriers(this.#world);
  }

  forget(): void {
    this.#pending = false;
  }

  emitPending(): void {
    if (!this.#pending) return;
    this.#pending = false;
    emitBarriers(this.#world);
  }

  get isPending(): boolean {
    return this.#pending;
  }

  set isPending(pending: boolean) {
    this.#pending = pending;
  }
}

const barriersOf = perWorld(
  (world) => new Barriers(world),
  (barriers) => barriers.forget(),
);

export function arm64Hooks(world: World): LazyHooks {
  const barriers = barriersOf(world);
  const emit = () => barriers.emitPending();
  /** The flag belongs to the task. */
  let wasPending = false;
  return {
    enter: () => undefined,
    enterRange: () => undefined,
    leave: emit,
    flush: emit,
    switchOut: () => {
      wasPending = barriers.isPending;
      barriers.isPending = false;
      switchBarrier(world);
      if (!wasPending) return undefined;
      return 'the DSB ISH of __switch_to() shows the stores to every walk of the tables; the ISB stays for the task to do';
    },
    switchIn: () => {
      barriers.isPending = wasPending;
      switchBarrier(world);
    },
    pending: {
      kind: 'barrier',
      one: 'pair of barriers',
      many: 'pairs of barriers',
      count: () => (barriers.isPending ? 1 : 0),
      entry: () => undefined,
      waits: (_address, value, changed) => barriers.isPending && changed && needsBarriers(value),
    },
  };
}

/** arch/arm64/kernel/process.c (6.12, 7.2, 7.3): every switch of tasks completes what the CPU has stored. */
function switchBarrier({ events }: World): void {
  events.count(event.dsb_ish);
}

/** arm64 without a lazy MMU mode: only the switch of tasks does something. */
export function arm64EagerHooks(world: World): LazyHooks {
  return {
    ...noHooks,
    switchOut: () => {
      switchBarrier(world);
      return undefined;
    },
    switchIn: () => switchBarrier(world),
  };
}

/** Changes of one entry are atomic and need no barrier: the value they leave is never a new kernel mapping. */
export const arm64UpdateRows: readonly Primitive[] = [
  /** Emits at once, even in lazy mode: its users take no lock that would order the store. */
  primitive('bool ptep_try_set(pte_t *, pte_t)', `${header} (7.2, 7.3)`, (world) => {
    const { tables } = world;
    return (address, entry) => {
      if (tables.read(address) !== tables.empty) return 0;
      tables.write(address, entry);
      if (needsBarriers(entry)) emitBarriers(world);
      return 1;
    };
  }),
  primitive('void pte_clear(struct mm_struct *, unsigned long, pte_t *)', header, ({ tables }) => {
    return (_mm, _virtual, address) => tables.write(address, tables.empty);
  }),
  primitive('pte_t ptep_get_and_clear(struct mm_struct *, unsigned long, pte_t *)', header, ({ tables }) => {
    return (_mm, _virtual, address) => {
      const entry = tables.read(address);
      tables.write(address, tables.empty);
      return entry;
    };
  }),
  primitive('void ptep_set_wrprotect(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
    const { tables } = world;
    const protect = world.read('pte_wrprotect');
    return (_mm, _virtual, address) => tables.write(address, protect(tables.read(address)));
  }),
  primitive('int ptep_test_and_clear_young(struct vm_area_struct *, unsigned long, pte_t *)', header, (world) => {
    const { tables } = world;
    const old = world.read('pte_mkold');
    return (_vma, _virtual, address) => {
      const entry = tables.read(address);
      tables.write(address, old(entry));
      return (entry & bits.young) === 0 ? 0 : 1;
    };
  }),
  primitive(
    'void clear_young_dirty_ptes(struct vm_area_struct *, unsigned long, pte_t *, unsigned int, cydp_t)',
    header,
    (world) => {
      const { tables } = world;
      const old = world.read('pte_mkold');
      const clean = world.read('pte_mkclean');
      return (_vma, _virtual, address, count, flags) => {
        for (let i = 0; i < count; i++) {
          let entry = tables.read(address + i * entrySize);
          if ((flags & 1) !== 0) entry = old(entry);
          if ((flags & 2) !== 0) entry = clean(entry);
          tables.write(address + i * entrySize, entry);
        }
      };
    },
  ),
];

/** Entries above the page table: one that leads to a table needs barriers, whichever address space it is of. */
export function upperStores(barriersFor: (world: World) => () => void): readonly Primitive[] {
  return ['pmd', 'pud', 'p4d'].map((level) =>
    primitive(`void set_${level}(${level}_t *, ${level}_t)`, header, (world) => {
      const emit = barriersFor(world);
      return (address, entry) => {
        world.run.memory.store(address, 'u64', entry);
        if (entry !== 0) emit();
      };
    }),
  );
}

const batchedStores: readonly Primitive[] = [
  ...upperStores((world) => {
    const barriers = barriersOf(world);
    return () => barriers.queue();
  }),
  primitive('void set_pte(pte_t *, pte_t)', `${header} (7.2, 7.3)`, (world) => {
    const { tables } = world;
    const barriers = barriersOf(world);
    return (address, entry) => {
      tables.write(address, entry);
      if (needsBarriers(entry)) barriers.queue();
    };
  }),
  primitive(
    'void set_ptes(struct mm_struct *, unsigned long, pte_t *, pte_t, unsigned int)',
    `${header} (7.2, 7.3)`,
    (world) => {
      const { tables } = world;
      const barriers = barriersOf(world);
      return (_mm, _virtual, address, entry, count) => {
        for (let i = 0; i < count; i++) tables.write(address + i * entrySize, advanceFrame(entry, i));
        if (needsBarriers(entry)) barriers.queue();
      };
    },
  ),
];

/** arm64 as in 7.2 and 7.3: barriers for kernel mappings are batched in the lazy MMU mode. */
export const arm64Rows: readonly Primitive[] = withContpte(
  override(
    commonEntryRows,
    genericRows,
    tlbFlushRows('7.2'),
    arm64UpdateRows,
    protectionRows('7.2'),
    batchedStores,
    kernelMapRows,
  ),
  '7.2',
);
