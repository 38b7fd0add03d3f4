import assert from 'node:assert/strict';
import { limitNames, limitProperties, limitsOf, type RunLimits } from '../../../server/core/simulator/limits.ts';
import type { RunFailure } from '../../../server/core/simulator/report.ts';
import { defaultScenario, readScenario } from '../../../server/core/simulator/scenario-input.ts';
import { SimulationCancelled, type SimulationControl, simulate } from '../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';

const parser = await loadKernelParser();

/** A walker that uses up one thing after the other, by the name of the function that it is asked for. */
const text = `static int deeper(int n)
{
	return deeper(n + 1);
}

static void steps(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	while (1)
		ptep_get(pte);
	lazy_mmu_mode_disable();
}

static void depth(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	deeper(0);
	lazy_mmu_mode_disable();
}

static void memory(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (unsigned long n = 1; n; n *= 2) {
		char room[n];
		room[0] = 1;
	}
	lazy_mmu_mode_disable();
}
`;

function failure(walker: string, limits: Partial<RunLimits>, control: SimulationControl = {}): RunFailure {
  const scenario = { ...defaultScenario, limits };
  const request = { file: 'w.c', function: walker, machines: ['s390'], variants: ['as-written'], scenario } as const;
  const [failed] = simulate(request, { parser, text }, control).failures;
  assert.ok(failed, 'the run came to its end');
  return failed;
}

describe('limits of a run', () => {
  it('are steps that grow with the entries, and what the scenario sets over them', () => {
    const small = limitsOf({ ...defaultScenario, entries: 1 });
    assert.ok(limitsOf({ ...defaultScenario, entries: 1000 }).steps > small.steps);
    assert.deepEqual(limitsOf({ ...defaultScenario, entries: 1, limits: { depth: 7 } }), { ...small, depth: 7 });
  });

  it('can each be set from its least to its most', () => {
    for (const name of limitNames) {
      const { shape } = limitProperties[name];
      assert.ok(shape.kind === 'integer');
      for (const value of [shape.least, shape.most])
        assert.deepEqual(readScenario({ limits: { [name]: value } }).limits, { [name]: value });
      for (const value of [shape.least - 1, shape.most + 1])
        assert.throws(() => readScenario({ limits: { [name]: value } }), { name: 'SimulationError' });
    }
  });

  for (const [name, limits, line] of [
    ['steps', { steps: 1000 }, 10],
    ['depth', { depth: 5 }, 1],
    ['memory', { memory: 8 }, 25],
  ] as const)
    it(`that are hit are named, with the line and what to do: ${name}`, () => {
      const { file, line: at, reason } = failure(name, limits);
      assert.equal(`${file}:${at}`, `w.c:${line}`);
      assert.match(reason, new RegExp(`raise "limits\\.${name}" of the scenario, or simulate less$`));
    });

  it('that are hit are named: seconds', () => {
    let now = 0;
    const { file, line, reason } = failure('steps', { seconds: 3, steps: 1e12 }, { clock: () => now++ });
    assert.equal(reason, '3 seconds were used up; raise "limits.seconds" of the scenario, or simulate less');
    assert.equal(`${file}:${line}`, 'w.c:10');
    assert.ok(now > 3000 && now < 4000, `${now} looks at the clock`);
  });
});

/** The same parser as another object: nothing compiled is kept for it. */
function another(known: KernelParser): KernelParser {
  return {
    parse: (...given) => known.parse(...given),
    parseExpression: (...given) => known.parseExpression(...given),
    parseStatements: (...given) => known.parseStatements(...given),
  };
}

describe('a simulation that is called off', () => {
  const request = {
    file: 'w.c',
    function: 'work',
    machines: ['s390', 'xen-pv'],
    variants: ['as-written'],
    scenario: { ...defaultScenario, entries: 600 },
  } as const;
  const helpers = Array.from({ length: 20 }, (_, at) => `static int h${at}(int n) { return HELP(n) + ${at}; }\n`);
  const work = `${helpers.join('')}static int work(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	int sum = 0;
	lazy_mmu_mode_enable();
	for (; addr < end; addr += PAGE_SIZE, pte++)
		ptep_get(pte);
	sum += ${helpers.map((_, at) => `h${at}(1)`).join(' + ')};
	lazy_mmu_mode_disable();
	return sum;
}
`;
  const tree = {
    read: (path: string) => (path === 'include/linux/mm.h' ? '#define HELP(n) ((n) + 1)\n' : undefined),
    list: () => [],
  };

  it('ends at whichever look it is told so, and the next one is none the worse', () => {
    const environment = { parser, text: work, tree };
    let looks = 0;
    const whole = simulate(request, environment, { shouldStop: () => ++looks < 0 });
    assert.deepEqual(whole.failures, []);
    assert.ok(looks > 50, `${looks} looks`);
    for (let last = 1; last < looks; last += 1 + Math.floor(looks / 60)) {
      // A parser of its own has nothing compiled yet: the end may come while something is.
      const fresh = { ...environment, parser: another(parser), tree: { ...tree } };
      let asked = 0;
      const stopped = { shouldStop: () => ++asked >= last };
      assert.throws(() => simulate(request, fresh, stopped), SimulationCancelled, `look ${last} of ${looks}`);
      assert.ok(asked <= last + 2, `${asked} looks, and the answer was yes at ${last}`);
      assert.deepEqual(simulate(request, fresh).results, whole.results, `after look ${last}`);
    }
  });
});
