import { attachedHereOnly, cachedHereOnly } from '../machine/address-space.ts';
import { entryBits as bits, frameOf, withBits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { emptyEntry, hardwareValid, s390EntryRows, storedEntry } from './entry-s390.ts';
import { genericRows, mmReader } from './generic.ts';

const header = 'arch/s390/include/asm/pgtable.h (6.12, 7.2, 7.3)';
const body = 'arch/s390/mm/pgtable.c (6.12, 7.2, 7.3)';
const flushing = 'arch/s390/include/asm/tlbflush.h (6.12, 7.2, 7.3)';

/** One IPTE instruction over `entries` consecutive entries: local when no other CPU may hold TLB entries (facility 51). */
export function recordIpte(world: World, address: number, entries: number, local: boolean): void {
  const { events, tables } = world;
  events.count(event.ipte);
  events.count(event.ipte_entries, entries);
  events.count(local ? event.ipte_local : event.ipte_global);
  events.run(event.ipte, tables, address, entries);
}

/** ptep_flush_direct: the entry is invalid afterwards; nothing happens to one that already is. */
function flushDirect(world: World): (mm: number, address: number) => number {
  const { tables } = world;
  return (mm, address) => {
    const entry = tables.read(address);
    if (!hardwareValid(entry)) return entry;
    recordIpte(world, address, 1, isLocal(world, mm));
    tables.write(address, withBits(entry, bits.invalid));
    return entry;
  };
}

/** ptep_flush_lazy: with the mm on this CPU alone the invalidation waits for the next flush of the mm. */
function flushLazy(world: World): (mm: number, address: number) => number {
  const { tables } = world;
  const set = world.use('set_pte');
  return (mm, address) => {
    const entry = tables.read(address);
    if (!hardwareValid(entry)) return entry;
    const space = world.space(mm);
    if (attachedHereOnly(space)) {
      set(address, withBits(entry, bits.invalid));
      space.flushPending = true;
    } else {
      recordIpte(world, address, 1, false);
      tables.write(address, withBits(entry, bits.invalid));
    }
    return entry;
  };
}

/** __tlb_flush_mm_lazy: one IDTE, one more for a guest, and CPUs that have left the mm are forgotten. */
function flushPending(world: World, mm: number): void {
  const space = world.space(mm);
  if (!space.flushPending) return;
  space.flushPending = false;
  space.maskCpus = space.attachedCpus;
  const { guestSpaces } = world.options;
  if (guestSpaces === 'several') world.events.count(event.cspg);
  else world.events.count(event.idte, guestSpaces === 'one' ? 2 : 1);
}

/** Whether an instruction may reach this CPU alone: cpu_has_tlb_lc(), and no other CPU may hold TLB entries. */
export function isLocal(world: World, mm: number): boolean {
  return world.options.localIpte && cachedHereOnly(world.space(mm));
}

/** ptep_reset_dat_prot: on this CPU alone when no other may hold TLB entries. */
function recordRdp({ events }: World, local: boolean): void {
  events.count(event.rdp);
  if (local) events.count(event.rdp_local);
}

/** RDP (facility 194) resets the protection alone: usable when only it and software bits change. */
function resetsProtection(entry: number, next: number): boolean {
  const hardware = bits.protect | bits.invalid;
  return (entry & hardware) === bits.protect && (next & hardware) === 0 && frameOf(entry) === frameOf(next);
}

/** mm_is_protected(): pages of guests that the kernel itself may not read. */
export function isProtected(world: World, mm: number): boolean {
  return world.options.protectedMm && !world.space(mm).kernel;
}

/** A cleared entry of such a process: its page is destroyed at the end of the process, else exported. Returns the entry. */
export function exportCleared(world: World, mm: number, entry: number, full: boolean): number {
  if (!isProtected(world, mm) || (entry & bits.present) === 0) return entry;
  world.events.count(full ? event.uv_destroys : event.uv_converts);
  return entry;
}

const exchange: readonly Primitive[] = [
  primitive('pte_t ptep_xchg_direct(struct mm_struct *, unsigned long, pte_t *, pte_t)', body, (world) => {
    const flush = flushDirect(world);
    const set = world.use('set_pte');
    return (mm, _virtual, address, next) => {
      const entry = flush(mm, address);
      set(address, next);
      return entry;
    };
  }),
  primitive('pte_t ptep_xchg_lazy(struct mm_struct *, unsigned long, pte_t *, pte_t)', body, (world) => {
    const flush = flushLazy(world);
    const set = world.use('set_pte');
    return (mm, _virtual, address, next) => {
      const entry = flush(mm, address);
      set(address, next);
      return entry;
    };
  }),
];

const clearing: readonly Primitive[] = [
  primitive('pte_t ptep_get_and_clear(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
    const exchangeLazily = world.read('ptep_xchg_lazy');
    return (mm, virtual, address) => exportCleared(world, mm, exchangeLazily(mm, virtual, address, emptyEntry), false);
  }),
  primitive('pte_t ptep_get_and_clear_full(struct mm_struct *, unsigned long, pte_t *, int)', header, (world) => {
    const get = world.read('ptep_get');
    const set = world.use('set_pte');
    const clear = world.read('ptep_get_and_clear');
    return (mm, virtual, address, full) => {
      if (full === 0) return clear(mm, virtual, address);
      const entry = get(address);
      set(address, emptyEntry);
      return exportCleared(world, mm, entry, true);
    };
  }),
  primitive('pte_t ptep_clear_flush(struct vm_area_struct *, unsigned long, pte_t *)', header, (world) => {
    const mmOf = mmReader(world);
    const exchangeDirectly = world.read('ptep_xchg_direct');
    return (vma, virtual, address) => {
      const mm = mmOf(vma);
      return exportCleared(world, mm, exchangeDirectly(mm, virtual, address, emptyEntry), false);
    };
  }),
];

const changing: readonly Primitive[] = [
  primitive('void ptep_set_wrprotect(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
    const { tables } = world;
    const protect = world.read('pte_wrprotect');
    const exchangeLazily = world.use('ptep_xchg_lazy');
    return (mm, virtual, address) => {
      const entry = tables.read(address);
      if ((entry & bits.write) !== 0) exchangeLazily(mm, virtual, address, protect(entry));
    };
  }),
  primitive('pte_t ptep_modify_prot_start(struct vm_area_struct *, unsigned long, pte_t *)', body, (world) => {
    const mmOf = mmReader(world);
    const flush = flushLazy(world);
    return (vma, _virtual, address) => flush(mmOf(vma), address);
  }),
  primitive(
    'void ptep_modify_prot_commit(struct vm_area_struct *, unsigned long, pte_t *, pte_t, pte_t)',
    body,
    (world) => {
      const set = world.use('set_pte');
      return (_vma, _virtual, address, _old, entry) => set(address, entry);
    },
  ),
  primitive(
    'int ptep_set_access_flags(struct vm_area_struct *, unsigned long, pte_t *, pte_t, int)',
    header,
    (world) => {
      const { tables } = world;
      const mmOf = mmReader(world);
      const set = world.use('set_pte');
      const exchangeDirectly = world.use('ptep_xchg_direct');
      return (vma, virtual, address, next) => {
        const entry = tables.read(address);
        if (entry === next) return 0;
        if (!world.options.rdp || !resetsProtection(entry, next)) {
          exchangeDirectly(mmOf(vma), virtual, address, next);
          return 1;
        }
        recordRdp(world, isLocal(world, mmOf(vma)));
        set(address, next);
        return 1;
      };
    },
  ),
];

const aging: readonly Primitive[] = ['ptep_test_and_clear_young', 'ptep_clear_flush_young'].map((name) =>
  primitive(`int ${name}(struct vm_area_struct *, unsigned long, pte_t *)`, header, (world) => {
    const { tables } = world;
    const mmOf = mmReader(world);
    const old = world.read('pte_mkold');
    const exchangeDirectly = world.read('ptep_xchg_direct');
    return (vma, virtual, address) => {
      const entry = exchangeDirectly(mmOf(vma), virtual, address, old(tables.read(address)));
      return (entry & bits.young) === 0 ? 0 : 1;
    };
  }),
);

const storing: readonly Primitive[] = [
  primitive('void set_pte(pte_t *, pte_t)', header, ({ tables }) => {
    return (address, entry) => tables.write(address, storedEntry(entry));
  }),
];

const nothing = () => undefined;

/** A freed table has to leave the TLBs with the next flush of the address space, whatever else was deferred. */
const freeingTables: readonly Primitive[] = (
  [
    ['pte', 'tlb_flush_pmd_range'],
    ['pmd', 'tlb_flush_pud_range'],
    ['pud', 'tlb_flush_p4d_range'],
  ] as const
).map(([level, widening]) =>
  primitive(
    `void ${level}_free_tlb(struct mmu_gather *, void *, unsigned long)`,
    'arch/s390/include/asm/tlb.h (6.12, 7.2, 7.3)',
    (world) => {
      const widen = world.use(widening);
      const remove = world.use('tlb_remove_table');
      return (address, table, virtual) => {
        widen(address, virtual, world.pageSize);
        const gather = world.gather(address);
        gather.set('freed_tables', 1);
        world.space(gather.mm).flushPending = true;
        remove(address, table);
      };
    },
  ),
);

const tlb: readonly Primitive[] = [
  primitive('void flush_tlb_page(struct vm_area_struct *, unsigned long)', flushing, () => nothing),
  primitive('void flush_tlb_all(void)', flushing, () => nothing),
  primitive('void flush_tlb_batched_pending(struct mm_struct *)', 'mm/internal.h', () => nothing),
  primitive('void flush_tlb_mm(struct mm_struct *)', flushing, (world) => (mm) => flushPending(world, mm)),
  primitive('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', flushing, (world) => {
    const mmOf = mmReader(world);
    return (vma) => flushPending(world, mmOf(vma));
  }),
  primitive(
    'void flush_tlb_kernel_range(unsigned long, unsigned long)',
    flushing,
    ({ events }) =>
      () =>
        events.count(event.idte),
  ),
  /** Another CPU has taken the protection away: RDP has this one look again. */
  primitive(
    'void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)',
    header,
    (world) => (_vma, _virtual, address) => {
      if (world.options.rdp && (world.tables.read(address) & bits.protect) === 0) recordRdp(world, true);
    },
  ),
  primitive('void tlb_flush(struct mmu_gather *)', 'arch/s390/include/asm/tlb.h (6.12, 7.2, 7.3)', (world) => {
    return (gather) => flushPending(world, world.gather(gather).mm);
  }),
];

/** s390 as in 6.12, 7.2 and 7.3: no lazy MMU mode; what is deferred depends on the CPUs of the mm alone. */
export const s390Rows: readonly Primitive[] = override(
  s390EntryRows,
  genericRows,
  storing,
  exchange,
  clearing,
  changing,
  aging,
  freeingTables,
  tlb,
);
