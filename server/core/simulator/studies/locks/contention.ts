import type { LockLoad } from './queueing.ts';
import { seededRandom } from './random.ts';

/** How a duration varies around its mean. */
export type Variation = 'fixed' | 'exponential';

export interface Contention extends LockLoad {
  readonly cpus: number;
  readonly sections: Variation;
  readonly pauses: Variation;
  readonly seed: number;
}

/** Critical sections that are simulated, and those before them that are not counted: all start at once. */
const countedSections = 20_000;
const warmUpSections = 4_000;

export interface ContentionResult {
  /** Critical sections per nanosecond. */
  readonly throughput: number;
  /** Share of the time in which the lock is held. */
  readonly busy: number;
  /** Mean nanoseconds that a processor waits for the lock. */
  readonly waiting: number;
}

/**
 * Simulates processors that take one lock in the order in which they ask for it, event by event. The same seed gives the
 * same result.
 */
export function simulateContention({ cpus, section, outside, sections, pauses, seed }: Contention): ContentionResult {
  const random = seededRandom(seed);
  const draw = (mean: number, variation: Variation) => (variation === 'fixed' ? mean : -mean * Math.log(1 - random()));
  /** When each processor asks for the lock next. */
  const asks = Float64Array.from({ length: cpus }, () => draw(outside, pauses));
  let free = 0;
  let begin = 0;
  let held = 0;
  let waited = 0;
  for (let done = 0; done < warmUpSections + countedSections; done++) {
    if (done === warmUpSections) {
      begin = free;
      held = 0;
      waited = 0;
    }
    let next = 0;
    for (let cpu = 1; cpu < cpus; cpu++) if (asks[cpu] < asks[next]) next = cpu;
    const taken = Math.max(asks[next], free);
    const length = draw(section, sections);
    waited += taken - asks[next];
    held += length;
    free = taken + length;
    asks[next] = free + draw(outside, pauses);
  }
  const time = free - begin;
  return { throughput: countedSections / time, busy: held / time, waiting: waited / countedSections };
}
