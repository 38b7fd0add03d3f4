/**
 * Closed forms for N processors that share one lock: a closed queueing network of one station, the lock, and one delay, the
 * work outside of it. Times in nanoseconds, throughputs in critical sections per nanosecond.
 */
export interface LockLoad {
  /** Time from taking the lock to giving it back. */
  readonly section: number;
  /** Time from giving it back to asking for it again. */
  readonly outside: number;
}

/** Throughput of processors that share nothing. */
export function unsharedThroughput(cpus: number, { section, outside }: LockLoad): number {
  return cpus / (section + outside);
}

/**
 * Throughput when sections and pauses vary as exponential distributions do: the machine repairman model, M/M/1//N. By mean
 * value analysis (Reiser and Lavenberg, 1980), which is exact here: a processor that arrives finds the queue of a system
 * with one processor less.
 */
export function repairmanThroughput(cpus: number, { section, outside }: LockLoad): number {
  let queued = 0;
  let throughput = 0;
  for (let n = 1; n <= cpus; n++) {
    const response = section * (1 + queued);
    throughput = n / (outside + response);
    queued = throughput * response;
  }
  return throughput;
}

/** Throughput when all sections, and all pauses, are equally long: nobody waits until the lock is busy all the time. */
export function fixedThroughput(cpus: number, load: LockLoad): number {
  return Math.min(unsharedThroughput(cpus, load), 1 / load.section);
}

/** Processors that keep the lock busy all the time when none of them waits; more of them gain nothing. */
export function saturation({ section, outside }: LockLoad): number {
  return (section + outside) / section;
}
