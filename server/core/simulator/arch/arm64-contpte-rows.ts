import { entryBits as bits, withoutBits } from '../machine/entry.ts';
import { entrySize, type PageTable } from '../machine/page-tables.ts';
import { perWorld } from '../machine/per-world.ts';
import { type Action, override, type Primitive, primitive, type World } from '../machine/world.ts';
import { Blocks, isBlock } from './arm64-contpte.ts';
import { type Arm64Release, flushBlockLocally, flushUnwaited } from './arm64-tlb-flush.ts';
import { mmReader } from './generic.ts';

const blocksOf: Readonly<Record<Arm64Release, (world: World) => Blocks>> = {
  '6.12': perWorld(
    (world) => new Blocks(world, '6.12'),
    () => undefined,
  ),
  '7.2': perWorld(
    (world) => new Blocks(world, '7.2'),
    () => undefined,
  ),
};

/** Behaviour with contpte; `plain` is that of the row without it. */
type WithBlocks = (world: World, blocks: Blocks, plain: Action) => Action;

interface Row {
  readonly prototype: string;
  readonly bind: WithBlocks;
}

function row(prototype: string, bind: WithBlocks): Row {
  return { prototype, bind };
}

/** Visits the addresses of consecutive entries. */
function forEach(address: number, count: number, visit: (address: number) => void): void {
  for (let i = 0; i < count; i++) visit(address + i * entrySize);
}

/** Clears entries, and collects the ages of all of them in the first. */
function clear({ tables }: World, address: number, count: number): number {
  const first = tables.read(address);
  let ages = 0;
  forEach(address, count, (at) => {
    ages |= tables.read(at) & (bits.young | bits.dirty);
    tables.write(at, tables.empty);
  });
  return withoutBits(first, ages) + ages;
}

const access: readonly Row[] = [
  row('pte_t ptep_get(pte_t *)', (_world, blocks, plain) => (address) => {
    const entry = plain(address);
    return isBlock(Number(entry)) ? blocks.get(address) : entry;
  }),
  row('void set_pte(pte_t *, pte_t)', (world, _blocks, plain) => (address, entry) => {
    if (isBlock(world.tables.read(address))) world.warn('set_pte() of an entry of a contiguous block');
    plain(address, withoutBits(entry, bits.contiguous));
  }),
  row(
    'void set_ptes(struct mm_struct *, unsigned long, pte_t *, pte_t, unsigned int)',
    ({ tables }, blocks, plain) =>
      (mm, virtual, address, entry, count) => {
        const single = withoutBits(entry, bits.contiguous);
        if (!blocks.isUser(mm)) {
          plain(mm, virtual, address, single, count);
        } else if (count > 1) {
          blocks.setMany(virtual, address, single, count);
        } else {
          blocks.unfold(mm, virtual, address);
          tables.write(address, single);
          blocks.fold(mm, virtual, address, single);
        }
      },
  ),
  row('unsigned int pte_batch_hint(pte_t *, pte_t)', (_world, blocks) => (address, entry) => {
    return isBlock(entry) ? blocks.leftIn(address) : 1;
  }),
];

const clearing: readonly Row[] = [
  row('void pte_clear(struct mm_struct *, unsigned long, pte_t *)', ({ tables }, blocks) => (mm, virtual, address) => {
    blocks.unfold(mm, virtual, address);
    tables.write(address, tables.empty);
  }),
  row('pte_t ptep_get_and_clear(struct mm_struct *, unsigned long, pte_t *)', (world, blocks) => {
    return (mm, virtual, address) => {
      blocks.unfold(mm, virtual, address);
      return clear(world, address, 1);
    };
  }),
  row(
    'pte_t get_and_clear_full_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int, int)',
    (world, blocks) => {
      return (mm, virtual, address, count) => {
        blocks.unfoldEnds(mm, virtual, address, count);
        return clear(world, address, count);
      };
    },
  ),
  row('void clear_full_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int, int)', (world, blocks) => {
    return (mm, virtual, address, count) => {
      blocks.unfoldEnds(mm, virtual, address, count);
      clear(world, address, count);
    };
  }),
];

const protecting: readonly Row[] = [
  row('void wrprotect_ptes(struct mm_struct *, unsigned long, pte_t *, unsigned int)', (world, blocks) => {
    const { tables } = world;
    const protect = world.read('pte_wrprotect');
    return (mm, virtual, address, count) => {
      blocks.unfoldEnds(mm, virtual, address, count);
      forEach(address, count, (at) => tables.write(at, protect(tables.read(at))));
    };
  }),
  row('void ptep_set_wrprotect(struct mm_struct *, unsigned long, pte_t *)', (world) => {
    const protect = world.use('wrprotect_ptes');
    return (mm, virtual, address) => protect(mm, virtual, address, 1);
  }),
];

/** Ages belong to blocks as a whole: they are cleared for all of a block, which stays one. */
const aging: readonly Row[] = [
  row(
    'bool test_and_clear_young_ptes(struct vm_area_struct *, unsigned long, pte_t *, unsigned int)',
    (world, blocks) => {
      const { tables } = world;
      const old = world.read('pte_mkold');
      return (_vma, _virtual, address, count) => {
        let young = 0;
        const widened = blocks.widen(address, count);
        forEach(widened.address, widened.count, (at) => {
          young |= tables.read(at) & bits.young;
          tables.write(at, old(tables.read(at)));
        });
        return young === 0 ? 0 : 1;
      };
    },
  ),
  row('int ptep_test_and_clear_young(struct vm_area_struct *, unsigned long, pte_t *)', (world) => {
    const clearYoung = world.use('test_and_clear_young_ptes');
    return (vma, virtual, address) => clearYoung(vma, virtual, address, 1);
  }),
  row('bool clear_flush_young_ptes(struct vm_area_struct *, unsigned long, pte_t *, unsigned int)', (world, blocks) => {
    const clearYoung = world.read('test_and_clear_young_ptes');
    return (vma, virtual, address, count) => {
      const widened = blocks.widen(address, count);
      const young = clearYoung(vma, virtual, address, count);
      const start = virtual - ((address - widened.address) / entrySize) * world.pageSize;
      if (young !== 0) flushUnwaited(world, start, widened.count);
      return young;
    };
  }),
  row('int ptep_clear_flush_young(struct vm_area_struct *, unsigned long, pte_t *)', (world, _blocks, plain) => {
    const clearYoung = world.use('clear_flush_young_ptes');
    return (vma, virtual, address) => {
      return isBlock(world.tables.read(address)) ? clearYoung(vma, virtual, address, 1) : plain(vma, virtual, address);
    };
  }),
  row(
    'void clear_young_dirty_ptes(struct vm_area_struct *, unsigned long, pte_t *, unsigned int, cydp_t)',
    (_world, blocks, plain) => (vma, virtual, address, count, flags) => {
      const widened = blocks.widen(address, count);
      plain(vma, virtual, widened.address, widened.count, flags);
    },
  ),
];

/** AF, DIRTY and write permission: what __ptep_set_access_flags() looks at. */
const accessBits = bits.young | bits.dirty | bits.write;

function accessFlags(release: Arm64Release): Row {
  return row(
    'int ptep_set_access_flags(struct vm_area_struct *, unsigned long, pte_t *, pte_t, int)',
    (world, blocks, plain) => {
      const { tables } = world;
      const mmOf = mmReader(world);
      return (vma, virtual, address, wanted, dirty) => {
        const entry = withoutBits(wanted, bits.contiguous);
        const old = tables.read(address);
        if (!isBlock(old)) return plain(vma, virtual, address, entry, dirty);
        const start = blocks.startOf(address);
        let differs = false;
        forEach(start, blocks.size, (at) => {
          if (((tables.read(at) ^ entry) & accessBits) !== 0) differs = true;
        });
        if (!differs) return 0;
        if (((old ^ entry) & bits.write) !== 0) {
          blocks.unfold(mmOf(vma), virtual, address);
          plain(vma, virtual, address, entry, dirty);
          return 1;
        }
        forEach(start, blocks.size, (at) =>
          tables.write(at, withoutBits(tables.read(at), accessBits) + (entry & accessBits)),
        );
        if (dirty !== 0) flushBlockLocally(world, release, virtual, blocks.size);
        return 1;
      };
    },
  );
}

/**
 * The primitives of CONFIG_ARM64_CONTPTE over those of the same names without it: the scenario says which are in force.
 * `release` is the kernel whose flushes they have.
 */
export function withContpte(base: readonly Primitive[], release: Arm64Release): readonly Primitive[] {
  const version = release === '6.12' ? '6.12' : '7.2, 7.3';
  const source = `arch/arm64/include/asm/pgtable.h, arch/arm64/mm/contpte.c (${version})`;
  const rows = [...access, ...clearing, ...protecting, ...aging, accessFlags(release)];
  return override(
    base,
    rows.map(({ prototype, bind }) => {
      const { name } = primitive(prototype, source, () => () => undefined);
      const plain = base.find((each) => each.name === name);
      if (plain === undefined) throw new Error(`arm64 has no primitive ${name}`);
      return primitive(prototype, source, (world) => {
        if (!world.options.contpte) return plain.bind(world);
        // Bound when it is called first: generic rows are made of one another, and of rows that stand in front of them here.
        let bound: Action | undefined;
        const without: Action = (...args) => {
          bound ??= plain.bind(world);
          return bound(...args);
        };
        return bind(world, blocksOf[release](world), without);
      });
    }),
  );
}

/** Makes blocks of what the kernel maps at once: the entries of large folios of a process. */
export function foldTable(world: World, { base, start, mm }: PageTable, release: Arm64Release): void {
  if (!world.options.contpte) return;
  const blocks = blocksOf[release](world);
  if (blocks.isUser(mm)) blocks.foldSilently(start, base, world.tables.entries);
}
