import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Contention, simulateContention } from '../../../../../server/core/simulator/studies/locks/contention.ts';
import {
  fixedThroughput,
  type LockLoad,
  repairmanThroughput,
  saturation,
  unsharedThroughput,
} from '../../../../../server/core/simulator/studies/locks/queueing.ts';
import { seededRandom } from '../../../../../server/core/simulator/studies/locks/random.ts';

const duration = fc.double({ min: 1, max: 10_000, noNaN: true });
const load: fc.Arbitrary<LockLoad> = fc.record({ section: duration, outside: duration });
const cpus = fc.integer({ min: 1, max: 64 });

/** The repairman model from the balance equations: one minus the chance that nobody holds the lock, over the length of a section. */
function repairmanThroughputByBalance(cpus: number, { section, outside }: LockLoad): number {
  let weight = 1;
  let sum = 1;
  for (let k = 1; k <= cpus; k++) {
    weight *= ((cpus - k + 1) * section) / outside;
    sum += weight;
  }
  return (1 - 1 / sum) / section;
}

/** Equal but for a share. */
function near(actual: number, expected: number, share: number): void {
  assert.ok(Math.abs(actual - expected) <= share * expected, `${actual} is not within ${share} of ${expected}`);
}

describe('closed forms of a shared lock', () => {
  it('agree: mean value analysis and the balance equations', () => {
    fc.assert(
      fc.property(cpus, load, (number, given) =>
        near(repairmanThroughput(number, given), repairmanThroughputByBalance(number, given), 1e-9),
      ),
    );
  });

  it('give for two processors what is worked out by hand', () => {
    // Half of the time outside: p0 = 1 / (1 + 2 + 2), so the lock is busy 4/5 of the time.
    near(repairmanThroughput(2, { section: 10, outside: 10 }), 0.8 / 10, 1e-12);
  });

  it('are the same for one processor, which never waits', () => {
    fc.assert(
      fc.property(load, (given) => {
        near(repairmanThroughput(1, given), unsharedThroughput(1, given), 1e-12);
        assert.equal(fixedThroughput(1, given), unsharedThroughput(1, given));
      }),
    );
  });

  it('never exceed the bound, grow with processors, and reach it with many', () => {
    fc.assert(
      fc.property(cpus, load, (number, given) => {
        const throughput = repairmanThroughput(number, given);
        assert.ok(throughput <= fixedThroughput(number, given) * (1 + 1e-12));
        assert.ok(throughput >= repairmanThroughput(number - 1, given) * (1 - 1e-12));
      }),
    );
    near(repairmanThroughput(1000, { section: 10, outside: 90 }), 1 / 10, 1e-9);
  });

  it('know where the lock becomes the limit', () => {
    const given = { section: 10, outside: 90 };
    assert.equal(saturation(given), 10);
    near(fixedThroughput(10, given), unsharedThroughput(10, given), 1e-12);
    near(fixedThroughput(11, given), fixedThroughput(10, given), 1e-12);
  });
});

describe('contention, simulated', () => {
  const simulated = (given: Partial<Contention> & LockLoad) =>
    simulateContention({ cpus: 8, sections: 'exponential', pauses: 'exponential', seed: 1, ...given });

  for (const outside of [1, 10, 35, 100, 1000])
    for (const number of [1, 2, 4, 8, 32])
      it(`follows the repairman model: ${number} CPUs, ${outside} outside for 10 inside`, () => {
        const given = { section: 10, outside };
        // 20,000 sections leave a relative error of about 1 in 140, and less when the lock is the limit.
        near(simulated({ ...given, cpus: number }).throughput, repairmanThroughput(number, given), 0.03);
      });

  it('is the bound itself where nothing varies', () => {
    fc.assert(
      fc.property(cpus, load, (number, given) => {
        const { throughput } = simulated({ ...given, cpus: number, sections: 'fixed', pauses: 'fixed' });
        near(throughput, fixedThroughput(number, given), 0.005);
      }),
      { numRuns: 25 },
    );
  });

  it('lies between the two closed forms where sections are fixed and pauses vary', () => {
    const given = { section: 10, outside: 60 };
    for (const number of [2, 5, 7, 9, 20]) {
      const { throughput } = simulated({ ...given, cpus: number, sections: 'fixed' });
      assert.ok(throughput >= repairmanThroughput(number, given) * 0.99);
      assert.ok(throughput <= fixedThroughput(number, given) * 1.01);
    }
  });

  it('has the lock held as long as its sections take, and nobody waiting alone', () => {
    const given = { section: 10, outside: 30 };
    const { throughput, busy } = simulated({ ...given, sections: 'fixed' });
    near(busy, throughput * given.section, 1e-9);
    assert.equal(simulated({ ...given, cpus: 1 }).waiting, 0);
  });

  it('obeys the law of response times: CPUs are outside, wait, or hold the lock', () => {
    const given = { section: 10, outside: 30 };
    const { throughput, waiting } = simulated(given);
    near(throughput * (given.outside + waiting + given.section), 8, 0.03);
  });

  it('gives the same for the same seed, and about the same for others', () => {
    const given = { section: 10, outside: 30 };
    assert.deepEqual(simulated({ ...given, seed: 7 }), simulated({ ...given, seed: 7 }));
    assert.notEqual(simulated({ ...given, seed: 7 }).throughput, simulated({ ...given, seed: 8 }).throughput);
    near(simulated({ ...given, seed: 7 }).throughput, simulated({ ...given, seed: 8 }).throughput, 0.03);
  });
});

describe('seeded random numbers', () => {
  it('are spread evenly from 0 to 1', () => {
    for (const seed of [0, 1, 2 ** 31, 123_456_789]) {
      const random = seededRandom(seed);
      const tenths = new Array<number>(10).fill(0);
      for (let i = 0; i < 100_000; i++) tenths[Math.floor(random() * 10)]++;
      for (const each of tenths) near(each, 10_000, 0.05);
    }
  });
});
