import { type MachineName, machineNames } from '../../server/core/simulator/arch/names.ts';
import { patternNames } from '../../server/core/simulator/population.ts';
import type { EventCounts, EventName } from '../../server/core/simulator/report.ts';
import type { Scenario, Variant } from '../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { type RowCells, readTable } from './csv.ts';

/** One row of reference counts: what a real walker cost on a machine. */
export interface GoldenRow {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly text: string;
  readonly walker: string;
  /** Name of a kernel tree, such as 7.3-rc7. */
  readonly kernel: string;
  readonly machine: MachineName;
  readonly variant: Variant;
  readonly scenario: Scenario;
  readonly counts: Partial<EventCounts>;
}

/** ptep_get() is called inside architecture helpers too, in numbers that depend on the compiler: it is not compared. */
export const comparedEvents: readonly EventName[] = [
  'ipte',
  'ipte_entries',
  'ipte_local',
  'ipte_global',
  'idte',
  'dsb_ishst',
  'isb',
  'hypercalls',
  'mmu_update_entries',
  'ptwr_emul',
  'tlb_flush',
];

const scenarioColumns = [
  'walker',
  'kernel',
  'machine',
  'n',
  'offset',
  'pattern',
  'folio_order',
  'attached_cpus',
  'mm_cpumask_cpus',
  'fullmm',
  'newprot',
] as const;

const presetsOfProtection: Readonly<Record<string, string>> = {
  RO: 'mprotect',
  NONE: 'mprotect-none',
  RW_after_RO: 'mprotect-rw-after-ro',
  RW_after_NONE: 'mprotect-rw-after-none',
};

/** Reads rows by the names in the header; columns may stand in any order, and unknown ones are passed over. */
export function readRows(file: string, csv: string): readonly GoldenRow[] {
  return readTable(file, csv, [...scenarioColumns, ...comparedEvents], readRow);
}

function readRow(cells: RowCells): GoldenRow {
  const machine = cells.name('machine', machineNames);
  const protection = cells.cell('newprot');
  const preset = presetsOfProtection[protection];
  if (protection !== '' && preset === undefined) return cells.fail(`unknown newprot "${protection}"`);
  return {
    line: cells.line,
    text: cells.text,
    walker: cells.cell('walker'),
    kernel: cells.cell('kernel'),
    machine,
    // The batching series is the only one with a range call, and its rows are those of converted walkers.
    variant: machine === 's390-ipte-range' ? 'with-range' : 'as-written',
    scenario: {
      ...defaultScenario,
      entries: cells.whole('n'),
      start: cells.whole('offset'),
      population: cells.name('pattern', patternNames),
      folioOrder: cells.whole('folio_order'),
      attachedCpus: cells.whole('attached_cpus'),
      maskCpus: cells.whole('mm_cpumask_cpus'),
      fullmm: cells.whole('fullmm') !== 0,
      ...(preset === undefined ? {} : { preset }),
    },
    counts: Object.fromEntries(comparedEvents.map((name) => [name, cells.whole(name)])),
  };
}
