import type { EventName } from '../../server/core/simulator/report.ts';
import type { SystemCallResult } from '../../server/core/simulator/system-calls/report.ts';
import { simulateSystemCall } from '../../server/core/simulator/system-calls/simulate-system-call.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import type { GoldenTree } from './compare.ts';
import type { MeasuredRow } from './measured-rows.ts';

/** A row whose prediction is another, or that could not be predicted. */
export interface MeasuredDifference {
  readonly row: MeasuredRow;
  /** Instruction to what was executed and predicted, or why there is no prediction. */
  readonly instructions: Readonly<Record<string, readonly [executed: number, predicted: number]>> | string;
}

/** The events that an instruction of the rows is counted in. */
const eventsOf: Readonly<Record<string, readonly EventName[]>> = {
  ipte: ['ipte'],
  ipte_local: ['ipte_local'],
  ipte_global: ['ipte_global'],
  idte: ['idte'],
  idte_global: ['idte'],
  cspg: ['cspg'],
  dsb_ishst: ['dsb_ishst', 'flush_dsb_ishst'],
  dsb_ish: ['dsb_ish'],
  dsb_nshst: ['dsb_nshst'],
  dsb_nsh: ['dsb_nsh'],
  isb: ['isb', 'flush_isb'],
  tlbi: ['tlbi'],
  tlbi_vale1is: ['tlbi_vale1is'],
  tlbi_vae1is: ['tlbi_vae1is'],
  tlbi_rvale1is: ['tlbi_rvale1is'],
  tlbi_rvae1is: ['tlbi_rvae1is'],
  tlbi_aside1is: ['tlbi_aside1is'],
  tlbi_vaale1is: ['tlbi_vaale1is'],
  tlbi_rvaale1is: ['tlbi_rvaale1is'],
  tlbi_vmalle1is: ['tlbi_vmalle1is'],
  tlbi_vale1: ['tlbi_vale1'],
};

/** Work that rows count and that is not the system call's on the range. */
interface OtherWork {
  readonly why: string;
  /** Kernel functions as the rows name them, without what the compiler appends. */
  readonly functions: readonly string[];
  readonly concerns: (row: MeasuredRow) => boolean;
}

export const otherWork: readonly OtherWork[] = [
  {
    why: 'the kernel reads the time, with an ISB before the counter',
    functions: ['arch_counter_get_cntvct'],
    concerns: ({ machine }) => machine.startsWith('arm64'),
  },
  {
    why: 'the kernel keeps the tables of areas that were freed: whether one is new depends on what ran before',
    functions: ['__pte_alloc_kernel'],
    concerns: ({ operation }) => operation === 'vmalloc_bpf',
  },
  {
    why: 'a last fault of the thread that exits, on a page of its own outside of the range',
    functions: ['ptep_flush_direct', 'ptep_xchg_direct'],
    concerns: ({ operation }) => operation === 'exit',
  },
];

/** With a second thread the address space outlives the one that exits: mmput() frees nothing while it was counted. */
function outlives({ operation, mode }: MeasuredRow): boolean {
  return operation === 'exit' && mode === 'idle';
}

/** The difference of one row, or undefined when what was executed and predicted is equal in every instruction. */
export function compareMeasured(
  row: MeasuredRow,
  tree: GoldenTree,
  parser: KernelParser,
): MeasuredDifference | undefined {
  const predicted = outlives(row) ? {} : predict(row, tree, parser);
  if (typeof predicted === 'string') return { row, instructions: predicted };
  const executed = executedBy(row);
  const names = new Set([...Object.keys(row.counts), ...Object.keys(predicted)]);
  const different = [...names].flatMap((name) => {
    const pair = [executed[name] ?? 0, predicted[name] ?? 0] as const;
    return pair[0] === pair[1] ? [] : [[name, pair] as const];
  });
  return different.length === 0 ? undefined : { row, instructions: Object.fromEntries(different) };
}

/** Counts of a row without other work, by instruction. */
function executedBy(row: MeasuredRow): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { ...row.counts };
  const others = otherWork.filter(({ concerns }) => concerns(row)).flatMap(({ functions }) => functions);
  for (const [site, times] of Object.entries(row.sites)) {
    const [instruction, name] = site.split('@');
    if (!others.includes(name.replace(/\..*$/, ''))) continue;
    // The sites say which kind of an instruction it was, and the counts have the sum of all kinds as well.
    const sum = instruction.replace(/_(local|global|[a-z0-9]+is)$/, '');
    for (const counted of new Set([instruction, sum])) counts[counted] = (counts[counted] ?? 0) - times;
  }
  return counts;
}

function predict(row: MeasuredRow, tree: GoldenTree, parser: KernelParser): Readonly<Record<string, number>> | string {
  try {
    const { results, failures } = simulateSystemCall(
      { systemCall: row.systemCall, machines: [row.machine], scenario: row.scenario },
      { parser, tree },
    );
    if (results.length > 0) return instructionsOf(row, results[0]);
    return `${failures[0].file}:${failures[0].line}: ${failures[0].reason}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Predicted instructions, without other work that the simulator predicts too. */
function instructionsOf(row: MeasuredRow, { functions }: SystemCallResult): Readonly<Record<string, number>> {
  const others = otherWork.filter(({ concerns }) => concerns(row)).flatMap((each) => each.functions);
  const counts: Record<string, number> = {};
  for (const { function: name, counts: events } of functions) {
    if (others.includes(name)) continue;
    for (const [instruction, names] of Object.entries(eventsOf)) {
      const times = names.reduce((sum, event) => sum + (events[event] ?? 0), 0);
      if (times > 0) counts[instruction] = (counts[instruction] ?? 0) + times;
    }
  }
  return counts;
}

/** A difference as people read it: the row, then each instruction that differs. */
export function describeMeasured({ row, instructions }: MeasuredDifference): string {
  const head = `line ${row.line}: ${row.text}`;
  if (typeof instructions === 'string') return `${head}\n    not simulated: ${instructions}`;
  const parts = Object.entries(instructions).map(
    ([name, [executed, predicted]]) => `${name}: ${executed} executed, ${predicted} predicted`,
  );
  return `${head}\n    ${parts.join('; ')}`;
}
