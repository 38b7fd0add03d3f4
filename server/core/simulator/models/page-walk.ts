import { entryBits as bits } from '../machine/entry.ts';
import { perRun } from '../machine/per-world.ts';
import { entryOf, pmdOf } from '../machine/upper-tables.ts';
import { assuming, type Primitive, primitive, type World } from '../machine/world.ts';

const walker = 'mm/pagewalk.c, include/linux/pagewalk.h (7.2, 7.3)';

/** Room for the mm_walk of the declarations, bytes. */
const walkBytes = 128;

/** enum page_walk_action: the callback has done all there is to do below. */
const actionContinue = 1;

/** One walk over kernel memory, level by level, until a callback fails. */
class KernelWalk {
  readonly #world: World;
  readonly #walk: number;

  constructor(world: World) {
    this.#world = world;
    this.#walk = world.run.memory.allocate(walkBytes);
  }

  /** Virtual addresses, half-open; `ops` and `own` are the walk's callbacks and their private data. */
  over(start: number, end: number, ops: number, own: number): number {
    this.#set('mm', this.#world.initMm);
    this.#set('private', own);
    const span = this.#world.tables.entries * this.#world.pageSize;
    for (let virtual = start; virtual < end; ) {
      const next = Math.min(end, (Math.floor(virtual / span) + 1) * span);
      const failed = this.#table(virtual, next, ops);
      if (failed !== 0) return failed;
      virtual = next;
    }
    return 0;
  }

  #table(start: number, end: number, ops: number): number {
    const { initMm, pageSize, run } = this.#world;
    const pmd = pmdOf(this.#world, initMm, start);
    if (pmd === 0) this.#world.stop('fault', `no page table maps 0x${start.toString(16)}; check the range`);
    for (const level of ['pud_entry', 'pmd_entry']) {
      this.#setAction(0);
      const failed = this.#call(ops, level, pmd, start, end);
      if (failed !== 0 || this.#action() === actionContinue) return failed;
    }
    const isBlock = (Number(run.memory.load(pmd, 'u64')) & bits.present) !== 0;
    for (let virtual = start; virtual < end && !isBlock; virtual += pageSize) {
      const entry = entryOf(this.#world, initMm, virtual);
      const failed = this.#call(ops, 'pte_entry', entry, virtual, virtual + pageSize);
      if (failed !== 0) return failed;
    }
    return 0;
  }

  #call(ops: number, level: string, entry: number, start: number, end: number): number {
    const { run } = this.#world;
    const callback = run.memory.load(ops + this.#world.offset('mm_walk_ops', level), 'u64');
    return callback === 0 ? 0 : Number(run.callAddress(callback, [entry, start, end, this.#walk]));
  }

  #set(field: string, value: number): void {
    this.#world.run.memory.store(this.#walk + this.#world.offset('mm_walk', field), 'u64', value);
  }

  #setAction(value: number): void {
    this.#world.run.memory.store(this.#walk + this.#world.offset('mm_walk', 'action'), 's32', value);
  }

  #action(): number {
    return Number(this.#world.run.memory.load(this.#walk + this.#world.offset('mm_walk', 'action'), 's32'));
  }
}

const walkOf = perRun((world) => new KernelWalk(world));

/** Walks of kernel memory, which pages or blocks as large as a page table's range map. */
export const pageWalkRows: readonly Primitive[] = [
  primitive(
    'int walk_kernel_page_table_range_lockless(unsigned long, unsigned long, void *, void *, void *)',
    walker,
    (world) => (start, end, ops, _pgd, own) => walkOf(world).over(start, end, ops, own),
  ),
  assuming(
    'no huge mapping has to be split',
    primitive(
      'int split_kernel_leaf_mapping(unsigned long, unsigned long)',
      'arch/arm64/mm/mmu.c (7.2, 7.3)',
      () => () => 0,
    ),
  ),
  primitive('pte_t __ptep_get(pte_t *)', 'arch/arm64/include/asm/pgtable.h', (world) => world.use('ptep_get')),
  primitive('void __set_pte(pte_t *, pte_t)', 'arch/arm64/include/asm/pgtable.h', (world) => world.use('set_pte')),
];
