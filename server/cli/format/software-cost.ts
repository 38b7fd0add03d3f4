import { count } from '../../core/count.ts';
import type { BatchUse, RunResult, SimulationReport } from '../../core/simulator/report.ts';
import { table } from './table.ts';
import { variantTitles } from './variants.ts';

type BatchedRun = RunResult & { readonly batch: BatchUse };

function perEntry(calls: number, entries: number): string {
  return (calls / entries).toFixed(2);
}

function memoryLine(machine: string, { structure, bytesPerCpu }: BatchUse, cpus: number): string {
  const bytes = bytesPerCpu * cpus;
  const total = bytes < 10 * 1024 ? count(bytes, 'byte') : `${Math.round(bytes / 1024)} KiB`;
  return `${machine}: ${structure} takes ${count(bytesPerCpu, 'byte')} for each CPU, ${total} for ${count(cpus, 'CPU')}.`;
}

/** Lines that say what batching costs in software, with its memory for a number of CPUs. */
export function softwareCostLines({ results, scenario }: SimulationReport, cpus: number): string[] {
  const batched = results.filter((result): result is BatchedRun => result.batch !== undefined);
  if (batched.length === 0) return ['Software cost: no primitive of these machines calls batch code.'];
  const rows = batched.map(({ machine, variant, batch: { taken, passed, idle, avoidable } }, row) => [
    batched[row - 1]?.machine === machine ? '' : machine,
    variantTitles[variant],
    ...[taken + passed + idle, taken, passed, idle, avoidable].map(String),
    perEntry(taken + passed + idle, scenario.entries),
    perEntry(avoidable, scenario.entries),
  ]);
  const columns = ['calls', 'taken', 'passed', 'mode off', 'avoidable', 'per entry', 'avoidable per entry'];
  const memory = new Map(batched.map(({ machine, batch }) => [machine, memoryLine(machine, batch, cpus)]));
  return [
    ...table(
      [
        { title: 'machine', align: 'left' },
        { title: 'variant', align: 'left' },
        ...columns.map((title) => ({ title, align: 'right' }) as const),
      ],
      rows,
    ),
    'Calls of the batch code by primitives: taken over, passed on to the table in the mode, made while it is off; avoidable by an early exit.',
    ...memory.values(),
  ];
}
