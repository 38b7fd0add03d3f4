import type { RunResult } from '../../core/simulator/report.ts';

type WarnedRun = Pick<RunResult, 'machine' | 'warnings'>;

/** What the kernel would have complained about, once for all machines that do. */
export function warningLines(results: readonly WarnedRun[]): string[] {
  const machines = new Map<string, Set<string>>();
  for (const { machine, warnings } of results)
    for (const { message, file, line } of warnings) {
      const text = `${line > 0 ? `${file}:${line}` : "the walker's caller"}: ${message}`;
      machines.set(text, (machines.get(text) ?? new Set()).add(machine));
    }
  return [...machines].map(([text, names]) => `  ${text} (${[...names].join(', ')})`);
}
