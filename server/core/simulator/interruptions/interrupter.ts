import type { Behaviour } from '../interpreter/runtime.ts';
import type { World } from '../machine/world.ts';
import type { EventCounts, EventName, InterruptionResult } from '../report.ts';
import type { Interruption } from '../scenario.ts';
import { pendingEffect, workEffect } from './effects.ts';
import { type WorkPlace, works } from './work.ts';

/** What became of one interruption so far. */
class Outcome {
  times = 0;
  deferred = 0;
  /** Another task waits for the CPU: who asks again asks for the same switch. */
  waits = false;
  readonly #counts: Partial<Record<EventName, number>> = {};
  readonly #effects = new Map<string, number>();

  note(effect: string): void {
    this.#effects.set(effect, (this.#effects.get(effect) ?? 0) + 1);
  }

  addCounts(before: EventCounts, after: EventCounts): void {
    for (const name of Object.keys(after) as EventName[]) {
      const events = after[name] - before[name];
      if (events > 0) this.#counts[name] = (this.#counts[name] ?? 0) + events;
    }
  }

  result(interruption: number): InterruptionResult {
    const effects = [...this.#effects].map(([effect, times]) => ({ effect, times }));
    return { interruption, times: this.times, deferred: this.deferred, counts: this.#counts, effects };
  }
}

/**
 * Takes the CPU away from a walker at the places that a scenario names, and keeps what the machine made of that: the switch
 * barrier of arm64, Xen's queue, the batches that keep preemption off, the cache of s390.
 */
export class Interrupter {
  readonly #world: World;
  readonly #interruptions: readonly Interruption[];
  readonly #placeOf: (interruption: Interruption) => WorkPlace;
  readonly #reached: number[];
  readonly #outcomes: readonly Outcome[];
  #busy = false;

  /** `placeOf` finds what the work of an interruption is about; it is asked when the interruption happens. */
  constructor(
    world: World,
    interruptions: readonly Interruption[],
    placeOf: (interruption: Interruption) => WorkPlace,
  ) {
    this.#world = world;
    this.#interruptions = interruptions;
    this.#placeOf = placeOf;
    this.#reached = interruptions.map(() => 0);
    this.#outcomes = interruptions.map(() => new Outcome());
  }

  atLine(line: number): void {
    this.#at((each) => each.line === line);
  }

  /** The behaviour of a function that C calls, with what interrupts its calls before it. */
  watch(name: string, behaviour: Behaviour): Behaviour {
    if (!this.#interruptions.some((each) => each.function === name)) return behaviour;
    return (...args) => {
      this.#at((each) => each.function === name);
      return behaviour(...args);
    };
  }

  /** What came of each, at the end of the run. */
  results(): readonly InterruptionResult[] {
    return this.#outcomes.map((outcome, index) => outcome.result(index));
  }

  #at(isHere: (interruption: Interruption) => boolean): void {
    const { events } = this.#world;
    if (this.#busy || !events.isRecording) return;
    for (const [index, interruption] of this.#interruptions.entries()) {
      if (!isHere(interruption)) continue;
      const { occurrence = 1 } = interruption;
      this.#reached[index]++;
      if (occurrence === 0 || occurrence === this.#reached[index]) this.#happen(index, interruption);
    }
  }

  #happen(index: number, interruption: Interruption): void {
    const outcome = this.#outcomes[index];
    outcome.times++;
    if (interruption.kind === 'interrupt') this.#meanwhile(outcome, () => this.#handle(interruption, outcome));
    else if (interruption.kind === 'sleep') this.#sleep(interruption, outcome);
    else this.#preempt(interruption, outcome);
  }

  #sleep(interruption: Interruption, outcome: Outcome): void {
    if (!this.#world.preemption.isPossible)
      this.#world.warn(`scheduling while atomic: the task sleeps, but ${this.#obstacle()}`);
    this.#meanwhile(outcome, () => this.#switch(interruption, outcome));
  }

  #preempt(interruption: Interruption, outcome: Outcome): void {
    if (outcome.waits) return;
    const obstacle = this.#obstacle();
    outcome.waits = true;
    const isNow = this.#world.preemption.whenPossible(() => {
      outcome.waits = false;
      this.#meanwhile(outcome, () => this.#switch(interruption, outcome));
    });
    if (isNow) return;
    outcome.deferred++;
    outcome.note(`the switch waits, because ${obstacle}`);
  }

  #obstacle(): string {
    const { preemption } = this.#world;
    const obstacles = [
      ...(preemption.isDisabled ? ['the lazy MMU mode of this machine disables preemption'] : []),
      ...(preemption.locks > 0 && !preemption.sleepingLocks ? ['a spinlock is held'] : []),
    ];
    return obstacles.join(', and ');
  }

  /** Runs something that is not the walker, and keeps what it cost and what became of the changes that waited. */
  #meanwhile(outcome: Outcome, action: () => void): void {
    const { events, lazy } = this.#world;
    const before = events.total();
    const waited = lazy.pending.count();
    this.#busy = true;
    action();
    this.#busy = false;
    outcome.addCounts(before, events.total());
    const effect = pendingEffect(lazy.pending, waited);
    if (effect !== undefined) outcome.note(effect);
  }

  #handle(interruption: Interruption, outcome: Outcome): void {
    const { lazy } = this.#world;
    lazy.inInterrupt = true;
    this.#work(interruption, outcome);
    lazy.inInterrupt = false;
  }

  #switch(interruption: Interruption, outcome: Outcome): void {
    const done = this.#world.lazy.whileSwitchedOut(() => this.#work(interruption, outcome));
    if (done !== undefined) outcome.note(done);
  }

  #work(interruption: Interruption, outcome: Outcome): void {
    const { work = [] } = interruption;
    if (work.length === 0) return;
    const place = this.#placeOf(interruption);
    for (const name of work) {
      const chosen = works.find((each) => each.name === name);
      if (chosen === undefined) continue;
      if (chosen.about === 'range') outcome.note(workEffect(place, chosen));
      else chosen.run(place);
    }
  }
}
