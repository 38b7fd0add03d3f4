import assert from 'node:assert/strict';
import type { MachineName } from '../../../../../server/core/simulator/arch/names.ts';
import { populate } from '../../../../../server/core/simulator/population.ts';
import type { Scenario } from '../../../../../server/core/simulator/scenario.ts';
import { defaultScenario, variants } from '../../../../../server/core/simulator/scenario-input.ts';
import { axes, parseSweepRange } from '../../../../../server/core/simulator/studies/sweep/axes.ts';
import { type SimulationSweep, sweepWalker } from '../../../../../server/core/simulator/studies/sweep/sweep.ts';
import type { KernelParser } from '../../../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../../../server/host/parser.ts';
import { mapKernelPages, protectRange } from '../walkers.ts';

describe('sweep', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  function sweep(
    range: string,
    machines: readonly MachineName[],
    scenario: Partial<Scenario> = {},
    text = protectRange,
    control = {},
  ): SimulationSweep {
    const name = /(\w+)\(/.exec(text)?.[1] ?? '';
    return sweepWalker(
      {
        file: 'walker.c',
        function: name,
        machines,
        variants,
        scenario: { ...defaultScenario, ...scenario },
        sweep: parseSweepRange(range),
      },
      { parser, text },
      control,
    );
  }

  /** Formulas by machine, variant and event. */
  const laws = ({ curves }: SimulationSweep, event: string) =>
    Object.fromEntries(
      curves
        .filter((curve) => curve.event === event)
        .map(({ machine, variant, law }) => [`${machine} ${variant}`, law.exact ? law.formula : 'approximate']),
    );

  it('says how many entries are present at each value that was measured', () => {
    const { present, curves } = sweep('entries=1..600', ['s390'], { population: 'alternating' });
    assert.deepEqual(
      present.map(({ at }) => at),
      [...curves[0].points, ...curves[0].checked].map(({ at }) => at).sort((a, b) => a - b),
    );
    for (const { at, value } of present) assert.equal(value, Math.ceil(at / 2));
  });

  it('over entries finds what each machine batches', () => {
    const found = sweep('entries=1..1200', ['s390', 's390-ipte-range', 'xen-pv', 'powerpc-hash']);
    assert.deepEqual(laws(found, 'ipte'), {
      's390 as-written': 'n',
      's390 no-lazy-mode': 'n',
      's390 with-range': 'n',
      's390-ipte-range as-written': 'n',
      's390-ipte-range no-lazy-mode': 'n',
      's390-ipte-range with-range': 'tables',
    });
    assert.deepEqual(laws(found, 'hypercalls'), {
      'xen-pv as-written': 'ceil(n/31) per table',
      'xen-pv no-lazy-mode': 'n',
      'xen-pv with-range': 'ceil(n/31) per table',
    });
    assert.equal(laws(found, 'hpte_flushes')['powerpc-hash as-written'], 'ceil(n/192) per table');
    assert.deepEqual([found.failures, found.assumptions], [[], []]);
  });

  it('finds the barriers of a kernel mapping: one for each entry, or for each table', () => {
    const found = sweep('entries=1..1100', ['arm64-eager', 'arm64'], { population: 'all_none' }, mapKernelPages);
    const barriers = laws(found, 'dsb_ishst');
    assert.deepEqual(
      [barriers['arm64-eager as-written'], barriers['arm64 as-written'], barriers['arm64 no-lazy-mode']],
      ['n', 'tables', 'n'],
    );
  });

  it('over holes finds one for each run', () => {
    const found = laws(sweep('holes=0..1', ['s390', 's390-ipte-range']), 'ipte');
    assert.deepEqual([found['s390-ipte-range with-range'], found['s390 as-written']], ['runs', 'present']);
  });

  it('over CPUs finds that one alone defers', () => {
    const found = sweep('cpus=1..8', ['s390']);
    assert.equal(laws(found, 'ipte')['s390 as-written'], '256 × [CPUs > 1]');
  });

  it('runs each point in the scenario that the axis makes', () => {
    const { curves } = sweep('entries=1..8', ['s390'], { start: 250 });
    const ipte = curves.find(({ event, variant }) => event === 'ipte' && variant === 'as-written');
    assert.deepEqual(
      [...(ipte?.points ?? []), ...(ipte?.checked ?? [])].sort((a, b) => a.at - b.at),
      Array.from({ length: 8 }, (_, index) => ({ at: index + 1, value: index + 1 })),
    );
  });

  it('leaves out what cannot be run, and says at which value', () => {
    const text = protectRange.replace(
      'lazy_mmu_mode_disable();',
      'while (end - start_addr > 3 * PAGE_SIZE)\n\t\t;\n\t$&',
    );
    const endless = text.replace('spinlock_t *ptl;', '$&\n\tunsigned long start_addr = addr;');
    const found = sweep('entries=1..4', ['s390'], {}, endless);
    assert.deepEqual(found.curves, []);
    assert.deepEqual([...new Set(found.failures.map(({ at }) => at))], [4]);
  });

  it('can be cancelled between its runs', () => {
    let asked = 0;
    const control = { shouldStop: () => ++asked > 20 };
    assert.throws(() => sweep('entries=1..4096', ['s390'], {}, protectRange, control), { name: 'SimulationCancelled' });
  });

  describe('with bad input says what is wrong', () => {
    for (const [text, says] of [
      ['entries', /^sweep: "entries" must have the form AXIS=FROM\.\.TO, as in entries=1\.\.4096$/],
      ['entires=1..2', /^sweep: unknown axis entires; did you mean entries\?$/],
      ['entries=0..2', /^sweep: entries goes over whole numbers from 1 to \d+, not 0\.\.2$/],
      ['entries=1..2.5', /^sweep: entries goes over whole numbers/],
      ['holes=0..2', /^sweep: holes goes over shares from 0 to 1, not 0\.\.2$/],
      ['cpus=4..4', /^sweep: cpus=4\.\.4 must begin below its end$/],
    ] as const)
      it(text, () => assert.throws(() => parseSweepRange(text), { name: 'SimulationError', message: says }));
  });
});

describe('holes of a sweep', () => {
  const states = (share: number, scenario: Partial<Scenario> = {}) =>
    populate(axes.holes.at({ ...defaultScenario, entries: 8, ...scenario }, share)).map(({ state }) => state);

  it('are spread evenly', () => {
    assert.equal(states(0.25).join(), 'present,present,present,none,present,present,present,none');
    assert.deepEqual(new Set(states(0)), new Set(['present']));
    assert.deepEqual(new Set(states(1)), new Set(['none']));
  });

  it('leave the other entries as the scenario has them', () => {
    assert.equal(
      states(0.25, {
        population: [
          { entries: 4, state: 'swap' },
          { entries: 4, state: 'present' },
        ],
      }).join(),
      'swap,swap,swap,none,present,present,present,none',
    );
  });
});
