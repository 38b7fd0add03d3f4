/** Middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil((sorted.length * of) / 100) - 1, 0)];
}

/** Milliseconds that a piece of work takes. */
export async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds of processor time, of all threads, that a piece of work takes: other work on the machine counts little. */
export async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** One thing that is measured: prepares what it needs outside the clock and returns the milliseconds of one round. */
export type Contender = (round: number) => number | Promise<number>;

/**
 * Medians of contenders that take turns, or what else `pick` takes of each one's rounds, so that what slows the machine down
 * slows all of them down. The first `warmUp` rounds are not counted.
 */
export async function alternate(
  rounds: number,
  warmUp: number,
  contenders: readonly Contender[],
  pick: (times: readonly number[]) => number = median,
): Promise<readonly number[]> {
  return (await alternately(rounds, warmUp, contenders)).map(pick);
}

/** What each contender took in each round. */
export async function alternately(
  rounds: number,
  warmUp: number,
  contenders: readonly Contender[],
): Promise<readonly (readonly number[])[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < warmUp + rounds; round++)
    for (const [index, contender] of contenders.entries()) {
      const taken = await contender(round);
      if (round >= warmUp) times[index].push(taken);
    }
  return times;
}

/** One line of the table: a measured time or speed beside the one it is compared with. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly baseline: string;
  readonly ratio: string;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

export function markdown(rows: readonly Row[]): string {
  const lines = rows.map(({ what, measured, baseline, ratio }) => `| ${what} | ${measured} | ${baseline} | ${ratio} |`);
  return ['| What | Measured | Baseline | Ratio |', '| --- | ---: | ---: | ---: |', ...lines].join('\n');
}
