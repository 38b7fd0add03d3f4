import { type LazyHooks, noHooks } from '../machine/lazy-mode.ts';
import type { PageTable } from '../machine/page-tables.ts';
import { override, type Primitive, type World } from '../machine/world.ts';
import { arm64EagerHooks, arm64Hooks, arm64Rows } from './arm64.ts';
import { foldTable } from './arm64-contpte-rows.ts';
import { arm64EagerRows } from './arm64-eager.ts';
import { arm64EntryConstants } from './arm64-kernel-map.ts';
import { type BatchStructure, hashBatch, ipteBatch, multicallBuffer, sparcBatch } from './batch-structures.ts';
import { commonProtections } from './entry-common.ts';
import { emptyEntry, s390Protections } from './entry-s390.ts';
import { x86EntryConstants } from './entry-x86.ts';
import { withGathers } from './gather-rows.ts';
import { genericOnlyRows } from './generic-only.ts';
import { lazyApiRows } from './lazy-api.ts';
import type { MachineOptions } from './machine-options.ts';
import type { MachineName } from './names.ts';
import {
  arm64Geometries,
  commonGeometry,
  type Geometries,
  hashGeometries,
  type PageGeometry,
  radixGeometries,
  s390Geometry,
  sparcGeometry,
} from './page-geometry.ts';
import { powerpcEntryConstants, powerpcProtections } from './powerpc.ts';
import { hashedEntry, hashHooks, hashRows } from './powerpc-hash.ts';
import { radixRows } from './powerpc-radix.ts';
import { s390Rows } from './s390.ts';
import { ipteRangeHooks, ipteRangeRows } from './s390-ipte-range.ts';
import { sparcHooks, sparcRows } from './sparc64.ts';
import { x86Rows } from './x86.ts';
import { xenHooks, xenRows } from './xen-pv.ts';

/** A machine that walkers can be simulated on. */
export interface Machine {
  readonly name: MachineName;
  readonly title: string;
  readonly geometry: PageGeometry;
  /** PTRS_PER_PTE. */
  readonly entriesPerTable: number;
  readonly emptyEntry: number;
  /** Page-table primitives, and the lazy MMU API. */
  readonly rows: readonly Primitive[];
  /** False: the kernel of the machine does not select ARCH_HAS_LAZY_MMU_MODE, and calls of the API are empty. */
  readonly hasLazyMode: boolean;
  readonly hooks: (world: World) => LazyHooks;
  /** Absent where primitives call no batch code: there is no mode, or it is a flag that is tested inline. */
  readonly batch?: BatchStructure;
  readonly protections: ReadonlyMap<string, number>;
  /** Bits of an entry by the names that code of the architecture masks them with. */
  readonly entryConstants?: ReadonlyMap<string, number>;
  /** Headers of the architecture that helpers are looked up in before they are in include/asm-generic. */
  readonly headers?: readonly string[];
  /** What a present entry becomes when the process uses it, where the hardware notes more than young and dirty. */
  readonly used?: (entry: number) => number;
  /** What the kernel has made of a table that a scenario has filled; nothing when absent. */
  readonly settle?: (world: World, table: PageTable) => void;
  /** CONFIG_ options that differ from `models/configuration.ts`. */
  readonly config: Readonly<Record<string, boolean>>;
}

/** From the Kconfig of each architecture; CONFIG_PT_RECLAIM is that of mm/Kconfig, from 7.0 on. */
const s390Config = {
  CONFIG_S390: true,
  CONFIG_MMU_GATHER_NO_GATHER: true,
  CONFIG_MMU_GATHER_MERGE_VMAS: true,
  CONFIG_PT_RECLAIM: true,
  CONFIG_HAVE_MOVE_PMD: false,
  CONFIG_HAVE_MOVE_PUD: false,
};
/** arch/arm64/include/asm/pgtable.h and that of x86 define `ptep_try_set` where a kernel has it (7.2, 7.3). */
const arm64Config = {
  CONFIG_ARM64: true,
  CONFIG_PTE_MARKER_UFFD_WP: true,
  CONFIG_PT_RECLAIM: true,
  ptep_try_set: true,
};
const x86Config = {
  CONFIG_X86: true,
  CONFIG_X86_64: true,
  CONFIG_PARAVIRT_XXL: true,
  CONFIG_XEN_PV: true,
  CONFIG_MMU_GATHER_MERGE_VMAS: true,
  CONFIG_PT_RECLAIM: true,
  CONFIG_PTE_MARKER_UFFD_WP: true,
  ptep_try_set: true,
};
const powerpcConfig = {
  CONFIG_PPC: true,
  CONFIG_PPC64: true,
  CONFIG_PPC_BOOK3S_64: true,
  CONFIG_PPC_64S_HASH_MMU: true,
  CONFIG_PPC_RADIX_MMU: true,
  CONFIG_MMU_GATHER_PAGE_SIZE: true,
  CONFIG_MMU_GATHER_MERGE_VMAS: true,
  CONFIG_HAVE_MOVE_PUD: true,
};
const sparcConfig = {
  CONFIG_SPARC: true,
  CONFIG_SPARC64: true,
  CONFIG_MMU_GATHER_MERGE_VMAS: true,
  CONFIG_HAVE_MOVE_PMD: false,
  CONFIG_HAVE_MOVE_PUD: false,
};

/** They say which changes of an entry need a flush. */
const arm64Headers = ['arch/arm64/include/asm/tlbflush.h'];
const x86Headers = ['arch/x86/include/asm/tlbflush.h'];
const powerpcHeaders = ['arch/powerpc/include/asm/book3s/64/tlbflush.h'];

type MachineRow = Omit<Machine, 'name' | 'geometry' | 'entriesPerTable'> & { readonly geometries: Geometries };

const table: Readonly<Record<MachineName, MachineRow>> = {
  s390: {
    title: 's390',
    geometries: s390Geometry,
    emptyEntry,
    rows: s390Rows,
    hasLazyMode: false,
    hooks: () => noHooks,
    protections: s390Protections,
    config: s390Config,
  },
  's390-ipte-range': {
    title: 's390 with range IPTE',
    geometries: s390Geometry,
    emptyEntry,
    rows: ipteRangeRows,
    hasLazyMode: true,
    hooks: ipteRangeHooks,
    batch: ipteBatch,
    protections: s390Protections,
    config: s390Config,
  },
  'arm64-eager': {
    title: 'arm64 without batching',
    geometries: arm64Geometries,
    emptyEntry: 0,
    rows: arm64EagerRows,
    hasLazyMode: false,
    hooks: arm64EagerHooks,
    settle: (world, table) => foldTable(world, table, '6.12'),
    protections: commonProtections,
    entryConstants: arm64EntryConstants,
    headers: arm64Headers,
    config: arm64Config,
  },
  arm64: {
    title: 'arm64',
    geometries: arm64Geometries,
    emptyEntry: 0,
    rows: arm64Rows,
    hasLazyMode: true,
    hooks: arm64Hooks,
    settle: (world, table) => foldTable(world, table, '7.2'),
    protections: commonProtections,
    entryConstants: arm64EntryConstants,
    headers: arm64Headers,
    config: arm64Config,
  },
  'xen-pv': {
    title: 'Xen PV guest',
    geometries: commonGeometry,
    emptyEntry: 0,
    rows: xenRows,
    hasLazyMode: true,
    hooks: xenHooks,
    batch: multicallBuffer,
    protections: commonProtections,
    entryConstants: x86EntryConstants,
    headers: x86Headers,
    config: x86Config,
  },
  x86: {
    title: 'x86',
    geometries: commonGeometry,
    emptyEntry: 0,
    rows: x86Rows,
    hasLazyMode: true,
    hooks: () => noHooks,
    protections: commonProtections,
    entryConstants: x86EntryConstants,
    headers: x86Headers,
    config: x86Config,
  },
  'powerpc-hash': {
    title: 'powerpc with hash table',
    geometries: hashGeometries,
    emptyEntry: 0,
    rows: hashRows,
    hasLazyMode: true,
    hooks: hashHooks,
    batch: hashBatch,
    protections: powerpcProtections,
    entryConstants: powerpcEntryConstants,
    used: hashedEntry,
    headers: powerpcHeaders,
    config: powerpcConfig,
  },
  'powerpc-radix': {
    title: 'powerpc with radix tables',
    geometries: radixGeometries,
    emptyEntry: 0,
    rows: radixRows,
    hasLazyMode: true,
    hooks: () => noHooks,
    protections: powerpcProtections,
    entryConstants: powerpcEntryConstants,
    headers: powerpcHeaders,
    config: powerpcConfig,
  },
  sparc64: {
    title: 'sparc64',
    geometries: sparcGeometry,
    emptyEntry: 0,
    rows: sparcRows,
    hasLazyMode: true,
    hooks: sparcHooks,
    batch: sparcBatch,
    protections: commonProtections,
    config: sparcConfig,
  },
  generic: {
    title: 'generic headers alone',
    geometries: commonGeometry,
    emptyEntry: 0,
    rows: genericOnlyRows,
    hasLazyMode: false,
    hooks: () => noHooks,
    protections: commonProtections,
    config: {},
  },
};

/** A machine, with the page size of the given options: as large as usual when they say nothing of it. */
export function machineOf(name: MachineName, { pageSize = '4K' }: Partial<MachineOptions> = {}): Machine {
  const { geometries, rows, config, ...machine } = table[name];
  const geometry = geometries[pageSize] ?? geometries['4K'];
  return {
    name,
    ...machine,
    geometry,
    entriesPerTable: geometry.entries('PTE'),
    rows: override(withGathers(rows, config), lazyApiRows),
    config: { ...config, ...geometry.config },
  };
}
