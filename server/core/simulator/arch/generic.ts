import { advanceFrame, entryBits as bits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { entrySize } from '../machine/page-tables.ts';
import { type Primitive, primitive, type World } from '../machine/world.ts';

const source = 'include/linux/pgtable.h (6.12, 7.2, 7.3)';

/** Reads vma->vm_mm. */
export function mmReader(world: World): (vma: number) => number {
  return world.reader('vm_area_struct', 'vm_mm');
}

/** Reads and stores that no architecture makes special. */
const access: readonly Primitive[] = [
  primitive('pte_t ptep_get(pte_t *)', source, ({ tables, events }) => (address) => {
    events.count(event.ptep_get);
    return tables.read(address);
  }),
  primitive('pte_t ptep_get_lockless(pte_t *)', source, (world) => world.use('ptep_get')),
  primitive(
    'void set_pte(pte_t *, pte_t)',
    source,
    ({ tables }) =>
      (address, entry) =>
        tables.write(address, entry),
  ),
  primitive('void set_ptes(struct mm_struct *, unsigned long, pte_t *, pte_t, unsigned int)', source, (world) => {
    const set = world.use('set_pte');
    return (_mm, _virtual, address, entry, count) => {
      for (let i = 0; i < count; i++) set(address + i * entrySize, advanceFrame(entry, i));
    };
  }),
  primitive('void set_pte_at(struct mm_struct *, unsigned long, pte_t *, pte_t)', source, (world) => {
    const set = world.use('set_ptes');
    return (mm, virtual, address, entry) => set(mm, virtual, address, entry, 1);
  }),
  primitive('void pte_clear(struct mm_struct *, unsigned long, pte_t *)', source, (world) => {
    const set = world.use('set_pte');
    return (_mm, _virtual, address) => set(address, world.emptyEntry);
  }),
];

/** Clearing of one entry, and what the generic header builds on it. */
const clearing: readonly Primitive[] = [
  primitive('pte_t ptep_get_and_clear(struct mm_struct *, unsigned long, pte_t *)', source, (world) => {
    const get = world.read('ptep_get');
    const clear = world.use('pte_clear');
    return (mm, virtual, address) => {
      const entry = get(address);
      clear(mm, virtual, address);
      return entry;
    };
  }),
  primitive('pte_t ptep_get_and_clear_full(struct mm_struct *, unsigned long, pte_t *, int)', source, (world) => {
    const clear = world.read('ptep_get_and_clear');
    return (mm, virtual, address) => clear(mm, virtual, address);
  }),
  primitive(
    'pte_t get_and_clear_full_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int, int)',
    source,
    (world) => {
      const clear = world.read('ptep_get_and_clear_full');
      return (mm, virtual, address, count, full) => {
        let result = clear(mm, virtual, address, full);
        for (let i = 1; i < count; i++) {
          const next = clear(mm, virtual + i * world.pageSize, address + i * entrySize, full);
          result = collectAges(world, result, next);
        }
        return result;
      };
    },
  ),
  primitive('pte_t get_and_clear_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int)', source, (world) => {
    const clear = world.read('get_and_clear_full_ptes');
    return (mm, virtual, address, count) => clear(mm, virtual, address, count, 0);
  }),
  primitive('void clear_full_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int, int)', source, (world) => {
    const clear = world.use('ptep_get_and_clear_full');
    return (mm, virtual, address, count, full) => {
      for (let i = 0; i < count; i++) clear(mm, virtual + i * world.pageSize, address + i * entrySize, full);
    };
  }),
  primitive('void clear_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int)', source, (world) => {
    const clear = world.use('clear_full_ptes');
    return (mm, virtual, address, count) => clear(mm, virtual, address, count, 0);
  }),
  primitive('void clear_nonpresent_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int)', source, (world) => {
    const clear = world.use('pte_clear');
    return (mm, virtual, address, count) => {
      for (let i = 0; i < count; i++) clear(mm, virtual + i * world.pageSize, address + i * entrySize);
    };
  }),
  primitive(
    'void clear_not_present_full_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int, int)',
    'include/linux/pgtable.h (6.12, 7.2)',
    (world) => world.use('clear_nonpresent_ptes'),
  ),
  primitive(
    'void pte_clear_not_present_full(struct mm_struct *, unsigned long, pte_t *, int)',
    'include/linux/pgtable.h (6.12, 7.2)',
    (world) => world.use('pte_clear'),
  ),
  primitive(
    'pte_t ptep_clear_flush(struct vm_area_struct *, unsigned long, pte_t *)',
    'mm/pgtable-generic.c',
    (world) => {
      const mmOf = mmReader(world);
      const clear = world.read('ptep_get_and_clear');
      const flush = world.use('flush_tlb_page');
      return (vma, virtual, address) => {
        const entry = clear(mmOf(vma), virtual, address);
        if ((entry & bits.present) !== 0) flush(vma, virtual);
        return entry;
      };
    },
  ),
];

/** Dirty and young of further entries of a batch are collected into the first. */
function collectAges(world: World, first: number, next: number): number {
  let result = first;
  if ((next & bits.dirty) !== 0) result = world.read('pte_mkdirty')(result);
  if ((next & bits.young) !== 0) result = world.read('pte_mkyoung')(result);
  return result;
}

/** Changes of the protection and of the accessed bit. */
const changing: readonly Primitive[] = [
  primitive('void ptep_set_wrprotect(struct mm_struct *, unsigned long, pte_t *)', source, (world) => {
    const get = world.read('ptep_get');
    const protect = world.read('pte_wrprotect');
    const set = world.use('set_pte_at');
    return (mm, virtual, address) => set(mm, virtual, address, protect(get(address)));
  }),
  primitive('void wrprotect_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int)', source, (world) => {
    const protect = world.use('ptep_set_wrprotect');
    return (mm, virtual, address, count) => {
      for (let i = 0; i < count; i++) protect(mm, virtual + i * world.pageSize, address + i * entrySize);
    };
  }),
  primitive('pte_t ptep_modify_prot_start(struct vm_area_struct *, unsigned long, pte_t *)', source, (world) => {
    const mmOf = mmReader(world);
    const clear = world.read('ptep_get_and_clear');
    return (vma, virtual, address) => clear(mmOf(vma), virtual, address);
  }),
  primitive(
    'void ptep_modify_prot_commit(struct vm_area_struct *, unsigned long, pte_t *, pte_t, pte_t)',
    source,
    (world) => {
      const mmOf = mmReader(world);
      const set = world.use('set_pte_at');
      return (vma, virtual, address, _old, entry) => set(mmOf(vma), virtual, address, entry);
    },
  ),
  primitive(
    'pte_t modify_prot_start_ptes(struct vm_area_struct *, unsigned long, pte_t *, unsigned int)',
    'include/linux/pgtable.h (7.2, 7.3)',
    (world) => {
      const start = world.read('ptep_modify_prot_start');
      return (vma, virtual, address, count) => {
        let result = start(vma, virtual, address);
        for (let i = 1; i < count; i++) {
          const next = start(vma, virtual + i * world.pageSize, address + i * entrySize);
          result = collectAges(world, result, next);
        }
        return result;
      };
    },
  ),
  primitive(
    'void modify_prot_commit_ptes(struct vm_area_struct *, unsigned long, pte_t *, pte_t, pte_t, unsigned int)',
    'include/linux/pgtable.h (7.2, 7.3)',
    (world) => {
      const commit = world.use('ptep_modify_prot_commit');
      return (vma, virtual, address, old, entry, count) => {
        for (let i = 0; i < count; i++) {
          const at = virtual + i * world.pageSize;
          commit(vma, at, address + i * entrySize, advanceFrame(old, i), advanceFrame(entry, i));
        }
      };
    },
  ),
  primitive(
    'int ptep_set_access_flags(struct vm_area_struct *, unsigned long, pte_t *, pte_t, int)',
    'mm/pgtable-generic.c',
    (world) => {
      const mmOf = mmReader(world);
      const get = world.read('ptep_get');
      const set = world.use('set_pte_at');
      const flush = world.use('flush_tlb_fix_spurious_fault');
      return (vma, virtual, address, entry) => {
        if (get(address) === entry) return 0;
        set(mmOf(vma), virtual, address, entry);
        flush(vma, virtual, address);
        return 1;
      };
    },
  ),
];

const aging: readonly Primitive[] = [
  primitive('int ptep_test_and_clear_young(struct vm_area_struct *, unsigned long, pte_t *)', source, (world) => {
    const mmOf = mmReader(world);
    const get = world.read('ptep_get');
    const old = world.read('pte_mkold');
    const set = world.use('set_pte_at');
    return (vma, virtual, address) => {
      const entry = get(address);
      if ((entry & bits.young) === 0) return 0;
      set(mmOf(vma), virtual, address, old(entry));
      return 1;
    };
  }),
  primitive(
    'int ptep_clear_flush_young(struct vm_area_struct *, unsigned long, pte_t *)',
    'mm/pgtable-generic.c',
    (world) => {
      const clear = world.read('ptep_test_and_clear_young');
      const flush = world.use('flush_tlb_page');
      return (vma, virtual, address) => {
        const young = clear(vma, virtual, address);
        if (young !== 0) flush(vma, virtual);
        return young;
      };
    },
  ),
  ...['test_and_clear_young_ptes', 'clear_flush_young_ptes'].map((name) =>
    primitive(
      `bool ${name}(struct vm_area_struct *, unsigned long, pte_t *, unsigned int)`,
      'include/linux/pgtable.h (7.2, 7.3)',
      (world) => {
        const clear = world.read(name.startsWith('test') ? 'ptep_test_and_clear_young' : 'ptep_clear_flush_young');
        return (vma, virtual, address, count) => {
          let young = 0;
          for (let i = 0; i < count; i++) young |= clear(vma, virtual + i * world.pageSize, address + i * entrySize);
          return young;
        };
      },
    ),
  ),
  primitive(
    'void clear_young_dirty_ptes(struct vm_area_struct *, unsigned long, pte_t *, unsigned int, cydp_t)',
    source,
    (world) => {
      const mmOf = mmReader(world);
      const clearYoung = world.use('ptep_test_and_clear_young');
      const clear = world.read('ptep_get_and_clear');
      const set = world.use('set_pte_at');
      const old = world.read('pte_mkold');
      const clean = world.read('pte_mkclean');
      return (vma, virtual, address, count, flags) => {
        const mm = mmOf(vma);
        for (let i = 0; i < count; i++) {
          const at = virtual + i * world.pageSize;
          const where = address + i * entrySize;
          if (flags === clearYoungFlag) {
            clearYoung(vma, at, where);
            continue;
          }
          let entry = clear(mm, at, where);
          if ((flags & clearYoungFlag) !== 0) entry = old(entry);
          if ((flags & clearDirtyFlag) !== 0) entry = clean(entry);
          set(mm, at, where, entry);
        }
      };
    },
  ),
];

/** CYDP_CLEAR_YOUNG and CYDP_CLEAR_DIRTY of include/linux/mm_types.h. */
const clearYoungFlag = 1;
const clearDirtyFlag = 2;

const kernelOnly: readonly Primitive[] = [
  primitive('bool ptep_try_set(pte_t *, pte_t)', 'include/linux/pgtable.h (7.2, 7.3)', () => () => 0),
];

/** What include/linux/pgtable.h does where an architecture provides nothing better. */
export const genericRows: readonly Primitive[] = [...access, ...clearing, ...changing, ...aging, ...kernelOnly];
