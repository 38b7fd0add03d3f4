import type { MachineOptions } from '../../server/core/simulator/arch/machine-options.ts';
import type { MachineName } from '../../server/core/simulator/arch/names.ts';
import { patternNames } from '../../server/core/simulator/population.ts';
import type { Pattern, Scenario } from '../../server/core/simulator/scenario.ts';
import { systemCallNames } from '../../server/core/simulator/system-calls/table.ts';
import { type RowCells, readTable } from './csv.ts';

/** One row of what an unmodified kernel executed during a system call. */
export interface MeasuredRow {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly text: string;
  /** Name of a kernel tree, such as 7.2. */
  readonly kernel: string;
  readonly machine: MachineName;
  readonly operation: string;
  /** One thread, or a second one whose CPU still has the address space attached. */
  readonly mode: 'single' | 'idle';
  readonly systemCall: string;
  readonly scenario: Partial<Scenario>;
  /** By instruction. */
  readonly counts: Readonly<Record<string, number>>;
  /** By instruction and kernel function, as in `isb@pmd_install`. */
  readonly sites: Readonly<Record<string, number>>;
}

/** Columns by which rows of this kind are told from those of walkers. */
export const measuredColumns = [
  'kernel',
  'arch',
  'cpu_model',
  'mode',
  'attached_cpus',
  'operation',
  'pages',
  'pattern',
  'counts',
  'sites',
] as const;

/** Operations that are not named as the system call is. */
const named: Readonly<Record<string, string>> = {
  mremap_aligned: 'mremap',
  vmalloc_bpf: 'vmalloc',
  vfree_bpf: 'vfree',
};

/** Operations of rows, with their system calls: `madv_cold` is madvise-cold. */
const systemCalls: Readonly<Record<string, string>> = {
  ...Object.fromEntries(systemCallNames.map((name) => [name.replace(/^madvise-/, 'madv-').replaceAll('-', '_'), name])),
  ...named,
};

/** What the CPUs of the emulator can do: their ID registers, and arch/arm64/kernel/cpu_errata.c for the erratum (1286807). */
const cpuModels: Readonly<Record<string, Partial<MachineOptions>>> = {
  max: {},
  'neoverse-v1': {},
  'neoverse-n2': {},
  'cortex-a710': {},
  'cortex-a35': { tlbRange: false },
  'cortex-a53': { tlbRange: false },
  'cortex-a57': { tlbRange: false },
  'cortex-a72': { tlbRange: false },
  'neoverse-n1': { tlbRange: false },
  'cortex-a76': { tlbRange: false, repeatTlbi: true },
};

const patterns: Readonly<Record<string, Pattern>> = {
  all: 'all_present',
  alternate: 'alternating',
  ...Object.fromEntries(patternNames.map((name) => [name, name])),
};

/**
 * Pages that the measuring process had written to besides those of the range, and that a fork therefore protects: its stack,
 * data and heap. What the C library and the loader leave there differs between the systems that were measured.
 */
const otherPages: Readonly<Record<string, number>> = { '6.12': 5, '7.2': 4 };

/** kernel/bpf/arraymap.c, array_map_alloc(): a map that can be mapped has a page for its header before its values. */
const headerPages = 1;

/** Reads rows by the names in the header. Throws BadRows. */
export function readMeasuredRows(file: string, csv: string): readonly MeasuredRow[] {
  return readTable(file, csv, measuredColumns, readRow);
}

function readRow(cells: RowCells): MeasuredRow {
  const kernel = cells.cell('kernel');
  const arch = cells.name('arch', ['s390x', 'arm64']);
  const model = cells.name('cpu_model', Object.keys(cpuModels));
  const operation = cells.name('operation', Object.keys(systemCalls));
  const isArea = operation.endsWith('_bpf');
  const eager = kernel.startsWith('6.');
  return {
    line: cells.line,
    text: cells.text,
    kernel,
    machine: arch === 's390x' ? 's390' : eager ? 'arm64-eager' : 'arm64',
    operation,
    mode: cells.name('mode', ['single', 'idle']),
    systemCall: systemCalls[operation],
    scenario: {
      entries: cells.whole('pages') + (isArea ? headerPages : 0),
      // An area of the kernel begins behind others in the same table.
      start: isArea ? 1 : 0,
      population: operation === 'vmalloc_bpf' ? 'all_none' : patterns[cells.name('pattern', Object.keys(patterns))],
      attachedCpus: cells.whole('attached_cpus'),
      maskCpus: cells.whole('attached_cpus'),
      ...(operation === 'fork' ? { otherPages: otherPages[kernel] ?? 0 } : {}),
      ...(arch === 'arm64' ? { machine: cpuModels[model] } : {}),
    },
    counts: cells.numbers('counts'),
    sites: cells.numbers('sites'),
  };
}
