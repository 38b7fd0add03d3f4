import { entryBits as bits } from '../machine/entry.ts';
import { type Primitive, primitive, type World } from '../machine/world.ts';
import { type Arm64Release, flushPages } from './arm64-tlb-flush.ts';
import { mmReader } from './generic.ts';

const source = 'arch/arm64/mm/mmu.c';

/** pte_user_exec: the erratum has memory that may be executed be invalidated before it is something else. */
function hasErratum(world: World, entry: number): boolean {
  return world.options.erratum2645198 && (entry & bits.execute) !== 0;
}

/** A batch is cleared as a whole, and with the erratum flushed with one call. */
const batched: readonly Primitive[] = [
  primitive(
    'pte_t modify_prot_start_ptes(struct vm_area_struct *, unsigned long, pte_t *, unsigned int)',
    `${source} (7.2, 7.3)`,
    (world) => {
      const mmOf = mmReader(world);
      const clear = world.read('get_and_clear_full_ptes');
      return (vma, virtual, address, count) => {
        const entry = clear(mmOf(vma), virtual, address, count, 0);
        if (hasErratum(world, entry)) flushPages(world, '7.2', virtual, count);
        return entry;
      };
    },
  ),
  primitive(
    'void modify_prot_commit_ptes(struct vm_area_struct *, unsigned long, pte_t *, pte_t, pte_t, unsigned int)',
    `${source} (7.2, 7.3)`,
    (world) => {
      const mmOf = mmReader(world);
      const set = world.use('set_ptes');
      return (vma, virtual, address, _old, entry, count) => set(mmOf(vma), virtual, address, entry, count);
    },
  ),
  primitive(
    'pte_t ptep_modify_prot_start(struct vm_area_struct *, unsigned long, pte_t *)',
    `${source} (7.2, 7.3)`,
    (world) => {
      const start = world.use('modify_prot_start_ptes');
      return (vma, virtual, address) => start(vma, virtual, address, 1);
    },
  ),
];

const oneByOne: readonly Primitive[] = [
  primitive(
    'pte_t ptep_modify_prot_start(struct vm_area_struct *, unsigned long, pte_t *)',
    `${source} (6.12)`,
    (world) => {
      const mmOf = mmReader(world);
      const clear = world.use('ptep_get_and_clear');
      const clearAndFlush = world.use('ptep_clear_flush');
      return (vma, virtual, address) =>
        hasErratum(world, world.tables.read(address))
          ? clearAndFlush(vma, virtual, address)
          : clear(mmOf(vma), virtual, address);
    },
  ),
];

/** How arm64 begins and ends a change of protection. */
export function protectionRows(release: Arm64Release): readonly Primitive[] {
  return release === '6.12' ? oneByOne : batched;
}
