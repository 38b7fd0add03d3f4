import { chosenOptions, type MachineOptions } from '../../../server/core/simulator/arch/machine-options.ts';
import { machineOf } from '../../../server/core/simulator/arch/machines.ts';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import { EventRecorder } from '../../../server/core/simulator/machine/events.ts';
import { LazyMode } from '../../../server/core/simulator/machine/lazy-mode.ts';
import { PageTables } from '../../../server/core/simulator/machine/page-tables.ts';
import { World } from '../../../server/core/simulator/machine/world.ts';

/** A process whose primitives are called directly, without any C. */
export const vma = 0x2000;
export const mm = 0x3000;
export const kernelMm = 0x4000;
export const start = 0x1000_0000;
export const pageSize = 4096;

export interface Bench {
  readonly world: World;
  /** Address of entry `index`. */
  at(index: number): number;
  /** Virtual address of entry `index`. */
  virtual(index: number): number;
  call(name: string, ...args: number[]): number;
  /** Fills the first `count` entries with writable, dirty, young mappings of the process or the kernel. */
  fill(count: number, protection?: 'PAGE_SHARED' | 'PAGE_KERNEL'): void;
}

/** A machine with one table; `cpus` have the mm loaded, and may hold TLB entries of it. */
export function bench(
  name: MachineName,
  options: {
    readonly attached?: number;
    readonly mask?: number;
    readonly pinned?: boolean;
    readonly machine?: Partial<MachineOptions>;
    readonly config?: Readonly<Record<string, boolean>>;
  } = {},
): Bench {
  const { attached = 2, pinned = true } = options;
  const mask = options.mask ?? attached;
  const machine = machineOf(name, options.machine);
  const rows = new Map(machine.rows.map((row) => [row.name, row]));
  const tables = new PageTables(machine.entriesPerTable, machine.emptyEntry);
  const lazy = new LazyMode();
  const fields = new Map<string, number>();
  const world = new World(rows, {
    tables,
    events: new EventRecorder(),
    lazy,
    options: chosenOptions(options.machine ?? {}),
    config: options.config ?? {},
    geometry: machine.geometry,
    offset: () => 0,
    reader: () => () => mm,
    access: (_tag, field) => {
      const key = (address: number) => `${field} ${address}`;
      return {
        load: (address) => fields.get(key(address)) ?? 0,
        store: (address, value) => fields.set(key(address), value),
      };
    },
  });
  lazy.install(machine.hooks(world), machine.hasLazyMode);
  const table = tables.add({ start, firstIndex: 0, mm, pinned });
  world.spaces.set(mm, { mm, kernel: false, attachedCpus: attached, maskCpus: mask, flushPending: false });
  const at = (index: number) => table.base + index * 8;
  const call = (primitive: string, ...args: number[]) => world.read(primitive)(...args);
  return {
    world,
    at,
    virtual: (index) => start + index * world.pageSize,
    call,
    fill: (count, protection = 'PAGE_SHARED') => {
      for (let index = 0; index < count; index++) {
        const fresh = call('pfn_pte', 100 + index, machine.protections.get(protection) ?? 0);
        const entry = call('pte_mkdirty', call('pte_mkyoung', fresh));
        tables.write(at(index), machine.used?.(entry) ?? entry);
      }
    },
  };
}
