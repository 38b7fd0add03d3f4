import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import type { SimulationRequest } from '../../server/core/simulator/scenario.ts';
import { type SimulationOutcome, Simulations } from '../../server/host/simulations.ts';
import { startSimulatorThread } from '../../server/host/simulator-process-thread.ts';
import type { SimulationJob, SimulationProgress } from '../../server/host/worker-messages.ts';

/** A thread that does what the name of the function says, as the simulator's would with a walker that does it. */
const pretender = `
  const { parentPort } = require('node:worker_threads');
  let jobs = 0;
  parentPort.on('message', ({ job, calledOff }) => {
    jobs++;
    const say = (message) => parentPort.postMessage(message);
    const runs = { answer: () => say({ type: 'refused', message: 'job ' + jobs }) };
    runs.wait = () => {
      say({ type: 'progress', progress: { message: 'waiting', fraction: 0 } });
      while (Atomics.load(calledOff, 0) === 0);
      say({ type: 'called-off' });
    };
    runs.hang = () => {
      say({ type: 'progress', progress: { message: 'hanging', fraction: 0 } });
      for (;;);
    };
    runs.crash = () => { throw new Error('bad walker'); };
    runs.exit = () => process.exit(3);
    runs.exhaust = () => { for (const kept = [];;) kept.push(new Array(1e5).fill(jobs)); };
    runs.print = () => { process.stdout.write('printed'); runs.answer(); };
    runs[job.request.function]();
  });
`;

function job(does: string): SimulationJob {
  return { request: { function: does } as SimulationRequest, text: '', open: new Map() };
}

describe('simulations', function () {
  this.timeout(60_000);
  let simulations: Simulations;
  let printed: string[];
  let started: number;
  /** A thread that looks has time to, however busy the machine is; one that does not look never ends by itself. */
  let grace = 10_000;

  beforeEach(() => {
    printed = [];
    started = 0;
    simulations = new Simulations(
      (text) => printed.push(text),
      (events) => {
        started++;
        return startSimulatorThread(
          events,
          (options) =>
            new Worker(pretender, { ...options, eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } }),
        );
      },
      grace,
    );
  });

  afterEach(() => simulations.dispose());

  function run(does: string, signal = new AbortController().signal, progress = (_: SimulationProgress) => {}) {
    return simulations.run(job(does), { signal, progress });
  }

  /** Resolves when the job has begun to run, with the promise of its outcome in an object of its own. */
  function begun(does: string, isBackground: boolean): Promise<{ readonly outcome: Promise<SimulationOutcome> }> {
    return new Promise((resolve) => {
      const { signal } = new AbortController();
      const outcome = simulations.run(job(does), { signal, isBackground, progress: () => resolve({ outcome }) });
    });
  }

  /** Calls a job off as soon as it says that it runs. */
  function callOff(does: string): Promise<SimulationOutcome> {
    const control = new AbortController();
    return run(does, control.signal, () => control.abort());
  }

  it('run one after the other in one thread that stays', async () => {
    const answers = await Promise.all([run('answer'), run('answer'), run('answer')]);
    assert.deepEqual(
      answers.map((answer) => 'message' in answer && answer.message),
      ['job 1', 'job 2', 'job 3'],
    );
    assert.equal(started, 1);
  });

  it('are called off by shared memory, and the thread stays', async () => {
    assert.deepEqual(await callOff('wait'), { type: 'called-off' });
    assert.deepEqual(await run('answer'), { type: 'refused', message: 'job 2' });
    assert.equal(started, 1);
  });

  describe('that do not look at it', () => {
    before(() => {
      grace = 1;
    });
    after(() => {
      grace = 10_000;
    });

    it('keep their thread in the background until another one needs it', async () => {
      const { outcome } = await begun('hang', true);
      assert.deepEqual(await run('answer'), { type: 'refused', message: 'job 1' });
      assert.deepEqual(await outcome, { type: 'called-off' });
      assert.equal(started, 2);
    });

    it('lose their thread, and the next one has a new one', async () => {
      assert.deepEqual(await callOff('hang'), { type: 'called-off' });
      assert.deepEqual(await run('answer'), { type: 'refused', message: 'job 1' });
      assert.equal(started, 2);
    });
  });

  it('in the background are called off by one that somebody waits for, and the thread stays', async () => {
    const { outcome } = await begun('wait', true);
    assert.deepEqual(await run('answer'), { type: 'refused', message: 'job 2' });
    assert.deepEqual(await outcome, { type: 'called-off' });
    assert.equal(started, 1);
  });

  it('in the background wait until nothing else does', async () => {
    const control = new AbortController();
    const first = run('wait', control.signal, () => control.abort());
    const { signal } = new AbortController();
    const background = simulations.run(job('answer'), { signal, isBackground: true, progress: () => {} });
    assert.deepEqual(await run('answer'), { type: 'refused', message: 'job 2' });
    assert.deepEqual(await background, { type: 'refused', message: 'job 3' });
    await first;
  });

  it('that were called off before they began are not run', async () => {
    const control = new AbortController();
    const first = callOff('wait');
    const second = run('crash', control.signal);
    control.abort();
    assert.deepEqual(await second, { type: 'called-off' });
    assert.deepEqual(await run('crash', control.signal), { type: 'called-off' });
    await first;
    assert.deepEqual(await run('answer'), { type: 'refused', message: 'job 2' });
  });

  for (const [does, says] of [
    ['crash', /bad walker/],
    ['exit', /thread ended/],
    ['exhaust', /memory/],
  ] as const)
    it(`that ${does} fail alone, and the next one has a new thread`, async () => {
      const [failed, next] = await Promise.all([run(does), run('answer')]);
      assert.ok(failed.type === 'failed');
      assert.match(failed.message, says);
      assert.deepEqual(next, { type: 'refused', message: 'job 1' });
      assert.equal(started, 2);
    });

  it('find a thread that was started ahead of them', async () => {
    simulations.warm();
    assert.deepEqual(await run('answer'), { type: 'refused', message: 'job 1' });
    simulations.warm();
    assert.equal(started, 1);
  });

  it('that print are heard by the log, not by the client', async () => {
    await run('print');
    await simulations.dispose();
    assert.deepEqual(printed, ['printed']);
  });
});
