import { raiseLimit } from '../limits.ts';
import type { Repeat, Tally } from '../tally.ts';
import { Answers } from './answers.ts';
import type { Linkage } from './compile/linkage.ts';
import { assumedAddress, functionAddress, functionAt, intrinsicAddress } from './function-addresses.ts';
import { Heap } from './memory.ts';
import { Places } from './places.ts';
import type { Place, RunOptions } from './program.ts';
import type { Behaviour, CallStack, Site, Word } from './runtime.ts';
import { ExecutionStop, type StopKind } from './stop.ts';
import { cancelled, stopOf } from './thrown.ts';
import { Variables } from './variables.ts';

/** Statements between two looks at the clock and the step budget. */
const pollInterval = 4096;
/** Functions that are made again per entry from outside. */
const refreshShare = 16;
const stackBytes = 1 << 18;
const defaultMemory = 64 << 20;

/** Stands for an intrinsic that no code calls yet. */
const unbound: Behaviour = () => 0;

/** Turns generated sources into functions over one environment. */
export interface Compiler {
  /** Changes when a function has been compiled that was not before. */
  readonly generation: number;
  function(index: number, environment: Environment): Behaviour;
  initializer(index: number, environment: Environment): Behaviour;
  /** Every function compiled so far, from fresh code. */
  relink(environment: Environment): void;
}

/** What compiled code calls by the name E: one per run. The short names are the ones that generated code uses. */
export class Environment implements CallStack, Tally {
  /** Memory. */
  readonly M: Heap;
  /** C functions; each is compiled on its first call. */
  readonly F: Behaviour[] = [];
  /** Intrinsics; each is bound when code that calls it is. Filled from the start: V8 keeps sparse arrays in slow tables. */
  readonly I: Behaviour[];
  /** For every intrinsic whether it was called. */
  readonly U: Uint8Array;
  /**
   * Statements left until the next poll, calls left, stack pointer, end of the stack. In a buffer made for it, which stays
   * where it is: V8 moves short arrays that have none, and compiled code then looks for them every time.
   */
  readonly K = new Int32Array(new ArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  /** Sites of the calls that are being executed, by the calls left in the function that made them. */
  readonly Q: Int32Array;
  readonly S: Site = { current: 0, calls: new Float64Array(64) };
  /** Of a traced program. */
  places: Places | undefined;
  /** For every function whether it was called. */
  readonly X: number[] = [];
  readonly warnings: number[] = [];
  readonly answers: Answers;
  readonly #linkage: Linkage;
  #options: RunOptions;
  readonly #compiler: Compiler;
  readonly #variables: Variables;
  readonly #bind: (index: number) => Behaviour;
  #generation = -1;
  #callsSinceRefresh = 0;
  #stepsDone = 0;
  #stepsRepeated = 0;
  #chunk = pollInterval;

  constructor(linkage: Linkage, options: RunOptions, compiler: Compiler, bind: (index: number) => Behaviour) {
    this.#linkage = linkage;
    this.#options = options;
    this.#compiler = compiler;
    this.answers = new Answers(linkage, options.assume);
    this.M = new Heap(
      options.memoryLimit ?? defaultMemory,
      options.tables,
      (reason, site, kind = 'fault') => this.fail(kind, reason, site),
      (site) => {
        if (site >= 0) this.S.current = site;
      },
    );
    this.#variables = new Variables(linkage, this.M, (index, address) => compiler.initializer(index, this)(address));
    this.Q = new Int32Array(options.depthLimit);
    this.I = linkage.intrinsics.map(() => unbound);
    this.U = new Uint8Array(linkage.intrinsics.length);
    this.#bind = bind;
    this.begin(options);
  }

  /** Starts a run in empty memory. */
  begin(options: RunOptions): void {
    const { depthLimit, stepLimit } = options;
    this.#options = options;
    this.#linkage.stopCheck.shouldStop = options.shouldStop;
    this.K[1] = depthLimit;
    this.Q.fill(-1);
    const { options: program, sites } = this.#linkage;
    if (program.traced) this.places = new Places(this.S, this, sites, options.walker ?? '');
    this.K[2] = this.M.allocate(stackBytes);
    this.K[3] = this.K[2] + stackBytes;
    this.#stepsDone = 0;
    this.#stepsRepeated = 0;
    this.#chunk = Math.min(pollInterval, Math.max(1, stepLimit));
    this.K[0] = this.#chunk;
  }

  /** Forgets a run. Code, what it is bound to and what the scenario answers stay in force. */
  reset(): void {
    this.M.reset();
    this.U.fill(0);
    this.S.current = 0;
    this.S.calls.fill(0);
    this.X.fill(0);
    this.warnings.length = 0;
    this.answers.reset();
    this.#variables.reset();
  }

  /** Statements executed so far, and those that were only counted again. */
  get steps(): number {
    return this.#stepsExecuted + this.#stepsRepeated;
  }

  get #stepsExecuted(): number {
    return this.#stepsDone + this.#chunk - this.K[0];
  }

  record(): () => Repeat {
    const { steps } = this;
    const endAnswers = this.answers.record();
    return () => {
      const moreSteps = this.steps - steps;
      const repeatAnswers = endAnswers();
      return (repetition) => {
        this.#stepsRepeated += moreSteps * repetition.times;
        repeatAnswers(repetition);
      };
    };
  }

  get callSites(): Int32Array {
    return this.Q;
  }

  get callsLeft(): number {
    return this.K[1];
  }

  /**
   * A function that calls no other keeps no account of itself: where the place is in another function than the last call
   * site, that call is being executed; where it is in the same, the call has returned.
   */
  path(): readonly number[] {
    const { sites } = this.#linkage;
    const left = this.K[1];
    const path = [...this.Q.subarray(left)].reverse().filter((site) => site >= 0);
    const last = this.Q[left] ?? -1;
    if (last >= 0 && sites[last].function === sites[this.S.current].function) path.pop();
    return [...path, this.S.current];
  }

  /** The function at an index of the linkage, made ready to be compiled when it is called. */
  prepare(index: number): Behaviour {
    this.X[index] ??= 0;
    this.F[index] ??= (...args: Word[]) => {
      const compiled = this.#compiler.function(index, this);
      this.F[index] = compiled;
      return compiled(...args);
    };
    return this.F[index];
  }

  /** Counts the execution of a primitive from the current place. */
  called(): void {
    const place = this.places?.current() ?? this.S.current;
    if (place >= this.S.calls.length) this.#makeRoom(place + 1);
    this.S.calls[place]++;
  }

  /** Room for the counts of every place compiled so far. */
  coverSites(): void {
    const { length } = this.#linkage.sites;
    if (length > this.S.calls.length) this.#makeRoom(length);
  }

  #makeRoom(places: number): void {
    const { calls } = this.S;
    this.S.calls = new Float64Array(Math.max(2 * calls.length, places));
    this.S.calls.set(calls);
  }

  /** Binds the intrinsics that code is about to call. */
  bindIntrinsics(indices: Iterable<number>): void {
    for (const index of indices) {
      if (this.I[index] === unbound) this.I[index] = this.answers.bindIntrinsic(index, this.S, this.#bind);
    }
  }

  /**
   * Call sites remember the stub that compiled their callee and are not inlined after that. So when functions were
   * compiled since the last entry, all of them are made again: their call sites then know one callee each. Many functions
   * are not made again for every new one.
   */
  refresh(): void {
    if (this.#generation === this.#compiler.generation) return;
    if (++this.#callsSinceRefresh * refreshShare < this.F.length) return;
    this.#callsSinceRefresh = 0;
    this.#generation = this.#compiler.generation;
    this.#compiler.relink(this);
  }

  fail(kind: StopKind, reason: string, site: number): never {
    const { file, line } = this.#placeOf(site);
    throw new ExecutionStop(kind, reason, file, line);
  }

  stop(message: number, site: number): never {
    const { kind, text } = this.#linkage.messages[message];
    return this.fail(kind, text, site);
  }

  poll(site: number): void {
    this.#stepsDone = this.#stepsExecuted;
    const left = this.#options.stepLimit - this.#stepsDone;
    if (left < 0) {
      this.fail('limit', `${this.#options.stepLimit} statements were executed; ${raiseLimit('steps')}`, site);
    }
    if (this.#options.shouldStop()) this.fail('cancelled', cancelled, site);
    this.#chunk = Math.min(pollInterval, left);
    this.K[0] = this.#chunk;
  }

  tooDeep(site: number): never {
    return this.fail(
      'limit',
      `C calls are nested deeper than ${this.#options.depthLimit}; is there a recursion? If not, ${raiseLimit('depth')}`,
      site,
    );
  }

  overflow(site: number): never {
    return this.fail('limit', `the simulated stack of ${stackBytes} bytes is used up; is there a recursion?`, site);
  }

  warn(site: number): boolean {
    if (!this.warnings.includes(site)) this.warnings.push(site);
    return true;
  }

  /** A watched line is about to be executed. */
  reached(line: number, site: number): void {
    this.S.current = site;
    this.#options.onLine?.(line);
  }

  /** Address of a global, set up on its first use. */
  global(index: number): number {
    return this.#variables.addressOf(index);
  }

  /** Its address for a machine, which thereby answers for its contents. */
  claimGlobal(index: number): number {
    return this.#variables.claim(index);
  }

  assumedGlobal(index: number, assumption: number): number {
    if (!this.#variables.isClaimed(index)) this.note(assumption);
    return this.global(index);
  }

  note(assumption: number): void {
    this.answers.note(assumption);
  }

  assume(assumption: number): Word {
    return this.answers.assumeOr(assumption, 0);
  }

  assumeOr(assumption: number, fallback: number): Word {
    return this.answers.assumeOr(assumption, fallback);
  }

  functionAddress(index: number): number {
    return functionAddress(index);
  }

  intrinsicAddress(index: number): number {
    return intrinsicAddress(index);
  }

  assumedAddress(assumption: number): number {
    return assumedAddress(assumption);
  }

  /** What a function pointer points to. */
  target(address: Word, site: number): Behaviour {
    const { kind, index = 0 } = functionAt(address) ?? {};
    if (kind === 'function' && index < this.#linkage.functions.length) return this.prepare(index);
    if (kind === 'intrinsic' && index < this.U.length) {
      this.bindIntrinsics([index]);
      this.U[index] = 1;
      this.S.current = site;
      if (this.#linkage.options.intrinsics[index].counted) this.called();
      // Through a pointer of the wrong type, C may use the value of a function that has none.
      const behaviour = this.I[index];
      return (...args) => behaviour(...args) ?? 0;
    }
    if (kind === 'assumed' && index < this.#linkage.assumptions.length) return () => this.assume(index);
    return this.fail('fault', `a call through a pointer to no function (0x${BigInt(address).toString(16)})`, site);
  }

  /** Turns what compiled code may throw into an ExecutionStop. */
  stopOf(error: unknown): unknown {
    return stopOf(error, this.S.current, (site) => this.#placeOf(site));
  }

  #placeOf(site: number): Place {
    return this.#linkage.sites[site] ?? { file: '', line: 0 };
  }
}
