import { type MachineName, machineNames } from '../../server/core/simulator/arch/names.ts';
import { patternNames } from '../../server/core/simulator/population.ts';
import type { EventCounts, EventName } from '../../server/core/simulator/report.ts';
import type { Pattern, Scenario, Variant } from '../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';

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

/** Rows that cannot be read; the message names file, line and remedy. */
export class BadRows extends Error {}

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
  const lines = csv.split(/\r?\n/);
  const header = lines[0].split(',').map((name) => name.trim());
  for (const column of [...scenarioColumns, ...comparedEvents]) {
    if (!header.includes(column)) throw new BadRows(`${file}:1: there is no column ${column}; add it to the header`);
  }
  return lines.flatMap((text, index) =>
    index === 0 || text.trim() === '' ? [] : [readRow(file, header, text, index + 1)],
  );
}

function readRow(file: string, header: readonly string[], text: string, line: number): GoldenRow {
  const cells = text.split(',');
  const fail = (problem: string): never => {
    throw new BadRows(`${file}:${line}: ${problem}`);
  };
  if (cells.length !== header.length) fail(`${cells.length} cells under ${header.length} columns`);
  const cell = (column: string): string => cells[header.indexOf(column)].trim();
  const whole = (column: string): number => {
    const value = Number(cell(column));
    return cell(column) !== '' && Number.isInteger(value) && value >= 0
      ? value
      : fail(`${column} must be a whole number, not "${cell(column)}"`);
  };
  const machine = machineNames.find((name) => name === cell('machine'));
  const pattern = patternNames.find((name): name is Pattern => name === cell('pattern'));
  const protection = cell('newprot');
  const preset = presetsOfProtection[protection];
  if (machine === undefined) return fail(`unknown machine "${cell('machine')}"; know ${machineNames.join(', ')}`);
  if (pattern === undefined) return fail(`unknown pattern "${cell('pattern')}"; know ${patternNames.join(', ')}`);
  if (protection !== '' && preset === undefined) return fail(`unknown newprot "${protection}"`);
  return {
    line,
    text,
    walker: cell('walker'),
    kernel: cell('kernel'),
    machine,
    // The batching series is the only one with a range call, and its rows are those of converted walkers.
    variant: machine === 's390-ipte-range' ? 'with-range' : 'as-written',
    scenario: {
      ...defaultScenario,
      entries: whole('n'),
      start: whole('offset'),
      population: pattern,
      folioOrder: whole('folio_order'),
      attachedCpus: whole('attached_cpus'),
      maskCpus: whole('mm_cpumask_cpus'),
      fullmm: whole('fullmm') !== 0,
      ...(preset === undefined ? {} : { preset }),
    },
    counts: Object.fromEntries(comparedEvents.map((name) => [name, whole(name)])),
  };
}
