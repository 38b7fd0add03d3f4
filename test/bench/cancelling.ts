import type { Worker, WorkerOptions } from 'node:worker_threads';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { Simulations } from '../../server/host/simulations.ts';
import { startSimulatorThread } from '../../server/host/simulator-process-thread.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { startThread } from '../../server/host/thread.ts';
import type { FromWorker, SimulationJob } from '../../server/host/worker-messages.ts';
import { median, milliseconds, type Row } from './measure.ts';

/** Milliseconds within which a simulation that is called off has to have ended. */
const promised = 50;

/** Milliseconds after its start at which a simulation is called off: while headers are read, C is compiled, and entries walked. */
const moments = Array.from({ length: 40 }, (_, index) => 15 * index);

/** A walker that never comes to an end by itself. */
const endless = `int never_done(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (;;)
		set_pte_at(mm, addr, pte, pte_wrprotect(ptep_get(pte)));
	lazy_mmu_mode_disable();
	return 0;
}
`;

/** A new value of an option has everything read and compiled anew. */
function job(root: string, path: string, walker: string, text: string, round: number): SimulationJob {
  return {
    request: {
      file: path,
      function: walker,
      machines: ['s390-ipte-range', 'arm64', 'xen-pv'],
      variants: ['as-written'],
      // A limit of seconds must not come first.
      scenario: {
        ...defaultScenario,
        entries: 1024,
        config: { [`CONFIG_ROUND_${round}`]: true },
        limits: { steps: 1e9, seconds: 600 },
      },
    },
    text,
    root,
    open: new Map(),
  };
}

/** Milliseconds from the calling off until the caller has its answer, and until the thread is free. */
interface CalledOff {
  readonly answered: number;
  readonly freed: number;
}

/** The thread of simulations, and when it ended the last of them that was called off. */
class WatchedThread {
  readonly simulations = new Simulations(
    () => undefined,
    (events) => startSimulatorThread(events, (options) => this.#start(options)),
  );
  #freed: (moment: number) => void = () => undefined;

  #start(options: WorkerOptions): Worker {
    const worker = startThread({ bundle: 'worker.cjs', source: 'server/host/worker.ts' }, options);
    worker.on('exit', () => this.#freed(performance.now()));
    worker.on('message', ({ type }: FromWorker) => {
      if (type !== 'progress') this.#freed(performance.now());
    });
    return worker;
  }

  /** How long it took to call a simulation off; undefined when it had ended before. */
  async callOff(work: SimulationJob, after: number): Promise<CalledOff | undefined> {
    const freed = new Promise<number>((resolve) => {
      this.#freed = resolve;
    });
    const controller = new AbortController();
    const outcome = this.simulations.run(work, { signal: controller.signal, progress: () => undefined });
    await new Promise((resolve) => setTimeout(resolve, after));
    const called = performance.now();
    controller.abort();
    const { type } = await outcome;
    const answered = performance.now() - called;
    return type === 'called-off' ? { answered, freed: (await freed) - called } : undefined;
  }
}

/** How soon a simulation that is called off is over, beside what is promised: whatever it was doing. */
export async function cancellingRows(version: string, tree: string): Promise<readonly Row[]> {
  const thread = new WatchedThread();
  const text = diskTree(tree).read('mm/memory.c') ?? '';
  const signal = new AbortController().signal;
  const times: CalledOff[] = [];
  for (const [round, moment] of moments.entries()) {
    for (const work of [
      job(tree, 'mm/memory.c', 'zap_pte_range', text, round),
      job(tree, 'mm/never_done.c', 'never_done', endless, round),
    ]) {
      // A thread that was ended is started anew, which is not what is measured.
      await thread.simulations.run(job(tree, 'none.c', 'none', '', 0), { signal, progress: () => undefined });
      const taken = await thread.callOff(work, moment);
      if (taken !== undefined) times.push(taken);
    }
  }
  await thread.simulations.dispose();
  const row = (what: string, taken: number): Row => ({
    what: `calling off a simulation in a ${version} tree, ${what} of ${times.length}`,
    measured: milliseconds(taken),
    baseline: milliseconds(promised),
    ratio: `${(taken / promised).toFixed(2)}×`,
  });
  const freed = times.map((each) => each.freed);
  return [
    row('until the caller has its answer, longest', Math.max(...times.map(({ answered }) => answered))),
    row('until its thread is free, median', median(freed)),
    row('until its thread is free, longest', Math.max(...freed)),
  ];
}
