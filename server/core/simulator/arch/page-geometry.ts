/** Sizes of pages that kernels can be configured for. */
export const pageSizes = ['4K', '16K', '64K'] as const;

export type PageSize = (typeof pageSizes)[number];

/** Bytes of a page of that size. */
export function pageBytes(size: PageSize): number {
  return Number.parseInt(size, 10) * 1024;
}

/** Tables of pages and of pointers, from the lowest up. The fifth level, P4D, is folded into the top one on every machine. */
export type TableLevel = 'PTE' | 'PMD' | 'PUD' | 'PGD';

/** Bytes of an entry of any level. */
const entryBytes = 8;

interface GeometryParts {
  /** PAGE_SHIFT. */
  readonly pageShift: number;
  /** Base-2 logarithms of the entries in a table of each level; a PUD of 0 is folded into the level above. */
  readonly entryBits: Readonly<Record<TableLevel, number>>;
  /** Base-2 logarithms of the entries that one contiguous block has, where the hardware knows such blocks. */
  readonly contiguousBits?: Readonly<Record<'PTE' | 'PMD', number>>;
  /** What the kernel's configuration says about it. */
  readonly config?: Readonly<Record<string, boolean>>;
}

/** A level above the page table: its entries lead to tables of the level below. */
export interface UpperLevel {
  readonly level: TableLevel;
  readonly entries: number;
  /** Base-2 logarithm of the bytes that an entry maps. */
  readonly shift: number;
}

/** How large pages and page tables of a kernel are: everything that follows from PAGE_SHIFT and the bits of each level. */
export class PageGeometry {
  readonly pageShift: number;
  /** Bytes of a page. */
  readonly pageSize: number;
  readonly config: Readonly<Record<string, boolean>>;
  /** Entries of a contiguous block of each level: CONT_PTES, CONT_PMDS. */
  readonly contiguous: Readonly<Record<'PTE' | 'PMD', number>> | undefined;
  /** Levels above the page table that are not folded, from the top down. */
  readonly upperLevels: readonly UpperLevel[];
  /** Bytes that one page table maps. */
  readonly tableSpan: number;
  readonly #bits: GeometryParts['entryBits'];

  constructor({ pageShift, entryBits, contiguousBits, config = {} }: GeometryParts) {
    this.pageShift = pageShift;
    this.pageSize = 2 ** pageShift;
    this.#bits = entryBits;
    this.tableSpan = this.entries('PTE') * this.pageSize;
    this.contiguous = contiguousBits && { PTE: 2 ** contiguousBits.PTE, PMD: 2 ** contiguousBits.PMD };
    this.config = { ...config, ...(entryBits.PUD === 0 ? { __PAGETABLE_PUD_FOLDED: true } : {}) };
    const levels = ['PGD', 'PUD', 'PMD'] as const;
    this.upperLevels = levels
      .filter((level) => entryBits[level] > 0)
      .map((level) => ({ level, entries: this.entries(level), shift: this.shift(level) }));
  }

  /** Entries of a table: PTRS_PER_PTE and so on. */
  entries(level: TableLevel): number {
    return 2 ** this.#bits[level];
  }

  /** Base-2 logarithm of the bytes that an entry of a table maps: PMD_SHIFT and so on. */
  shift(level: TableLevel): number {
    const { PTE, PMD, PUD } = this.#bits;
    const below = { PTE: 0, PMD: PTE, PUD: PTE + PMD, PGD: PTE + PMD + PUD };
    return this.pageShift + below[level];
  }

  /** Bytes of a table. */
  tableBytes(level: TableLevel): number {
    return this.entries(level) * entryBytes;
  }

  get isPudFolded(): boolean {
    return this.#bits.PUD === 0;
  }
}

/** Address of the entry for a virtual address in a table above the page table. */
export function upperEntry({ shift, entries }: UpperLevel, table: number, virtual: number): number {
  return table + (Math.floor(virtual / 2 ** shift) % entries) * entryBytes;
}

/** The geometries of a machine, by the page size that the scenario chooses; another size is of no effect. */
export type Geometries = Readonly<Partial<Record<PageSize, PageGeometry>> & Record<'4K', PageGeometry>>;

/** What a machine has whose kernels all have pages of one size. */
export function onlySize(geometry: PageGeometry): Geometries {
  return { '4K': geometry };
}

/** Pages of 4 KiB, and tables of one page at each of four levels: x86, and the generic machine. */
export const commonGeometry = onlySize(
  new PageGeometry({ pageShift: 12, entryBits: { PTE: 9, PMD: 9, PUD: 9, PGD: 9 } }),
);

/** arch/s390/include/asm/pgtable.h: page tables of 2 KiB, and tables of 16 KiB above them. */
export const s390Geometry = onlySize(
  new PageGeometry({ pageShift: 12, entryBits: { PTE: 8, PMD: 11, PUD: 11, PGD: 11 } }),
);

/** arch/sparc/include/asm/page_64.h, pgtable_64.h: pages of 8 KiB, and tables of one page. */
export const sparcGeometry = onlySize(
  new PageGeometry({ pageShift: 13, entryBits: { PTE: 10, PMD: 10, PUD: 10, PGD: 10 } }),
);

/** arch/arm64/Kconfig, include/asm/pgtable-hwdef.h: addresses of 48 bits, of which pages of 64 KiB need three levels. */
export const arm64Geometries: Geometries = {
  '4K': new PageGeometry({
    pageShift: 12,
    entryBits: { PTE: 9, PMD: 9, PUD: 9, PGD: 9 },
    contiguousBits: { PTE: 4, PMD: 4 },
    config: { CONFIG_ARM64_4K_PAGES: true },
  }),
  '16K': new PageGeometry({
    pageShift: 14,
    entryBits: { PTE: 11, PMD: 11, PUD: 11, PGD: 1 },
    contiguousBits: { PTE: 7, PMD: 5 },
    config: { CONFIG_ARM64_16K_PAGES: true },
  }),
  '64K': new PageGeometry({
    pageShift: 16,
    entryBits: { PTE: 13, PMD: 13, PUD: 0, PGD: 6 },
    contiguousBits: { PTE: 5, PMD: 5 },
    config: { CONFIG_ARM64_64K_PAGES: true },
  }),
};

const powerpc4K = { CONFIG_PPC_4K_PAGES: true };
const powerpc64K = { CONFIG_PPC_64K_PAGES: true };

/** arch/powerpc/include/asm/book3s/64/hash-4k.h, hash-64k.h. */
export const hashGeometries: Geometries = {
  '4K': new PageGeometry({ pageShift: 12, entryBits: { PTE: 9, PMD: 7, PUD: 9, PGD: 9 }, config: powerpc4K }),
  '64K': new PageGeometry({ pageShift: 16, entryBits: { PTE: 8, PMD: 10, PUD: 10, PGD: 8 }, config: powerpc64K }),
};

/** arch/powerpc/include/asm/book3s/64/radix-4k.h, radix-64k.h: a page table maps 2 MiB with pages of either size. */
export const radixGeometries: Geometries = {
  '4K': new PageGeometry({ pageShift: 12, entryBits: { PTE: 9, PMD: 9, PUD: 9, PGD: 13 }, config: powerpc4K }),
  '64K': new PageGeometry({ pageShift: 16, entryBits: { PTE: 5, PMD: 9, PUD: 9, PGD: 13 }, config: powerpc64K }),
};

/** Options of the kernel's configuration that the page size decides, and nothing else may. */
export const pageSizeOptions: ReadonlySet<string> = new Set(
  [arm64Geometries, hashGeometries].flatMap((sizes) =>
    Object.values(sizes).flatMap(({ config }) => Object.keys(config)),
  ),
);
