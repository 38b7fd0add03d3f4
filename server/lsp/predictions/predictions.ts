import { type CancellationToken, Emitter } from 'vscode-languageserver';
import type { KernelParser } from '../../core/syntax/source-file.ts';
import type { Simulations } from '../../host/simulations.ts';
import { type Clock, systemClock } from '../analysis-queue.ts';
import { faultText, type Log } from '../answer.ts';
import type { WalkerDocument } from '../documents.ts';
import type { Settings, SimulationTarget } from '../protocol.ts';
import type { Place } from '../trees.ts';
import { type KeptPrediction, predict, refusal } from './predict.ts';
import type { Predicted } from './prediction.ts';
import { textKey } from './text-key.ts';

/** Milliseconds without a key before a walker is run: whoever types needs the processors. */
const quiet = 300;

/** Versions of a walker that are kept: what is undone is known at once. */
const versions = 4;

/** Documents whose predictions are kept, those that were predicted last: as many as have walkers in a kernel tree. */
const documents = 500;

/** What the predictions ask of the world around them. */
export interface PredictionHost {
  readonly log: Log;
  readonly parser: Promise<KernelParser>;
  readonly simulations: Pick<Simulations, 'run'>;
  /** One that is open, or a file that is not. */
  document(uri: string): WalkerDocument | undefined;
  settingsOf(uri: string): Promise<Settings>;
}

/**
 * Runs walkers in the background, one at a time, when someone has asked what they cost and nobody types.
 * A prediction holds as long as the text of the walker and of all that it reaches is the same.
 */
export class Predictions {
  readonly #host: PredictionHost;
  readonly #clock: Pick<Clock, 'after'>;
  /** By document, the last predicted last, and function: versions, the newest first. */
  readonly #kept = new Map<string, Map<string, readonly KeptPrediction[]>>();
  /** In the order in which they were asked for. */
  readonly #wanted: SimulationTarget[] = [];
  readonly #settled = new Emitter<SimulationTarget>();
  readonly #forgotten = new Emitter<readonly SimulationTarget[]>();
  #running: { readonly uri: string; readonly control: AbortController } | undefined;
  /** Ends the rest after the last key. */
  #wake: (() => void) | undefined;
  #parser: KernelParser | undefined;

  constructor(host: PredictionHost, clock: Pick<Clock, 'after'> = systemClock) {
    this.#host = host;
    this.#clock = clock;
  }

  /** Fires when a walker is no longer waited for: it is predicted, or it cannot be. */
  readonly onSettled = this.#settled.event;

  /** Fires with the walkers of which what was predicted does not hold any more, though their own files are the same. */
  readonly onForgotten = this.#forgotten.event;

  /** What is known of the text as it is now. */
  known({ uri, function: name }: SimulationTarget): Predicted | undefined {
    const kept = this.#kept.get(uri)?.get(name);
    const document = this.#host.document(uri);
    if (!kept || !document || !this.#parser) return undefined;
    const file = document.parsed(this.#parser);
    return kept.find(({ key, reached }) => key === textKey(file, reached))?.predicted;
  }

  /** True when the walker has been predicted, if only for another text. */
  wasKnown({ uri, function: name }: SimulationTarget): boolean {
    return this.#kept.get(uri)?.has(name) === true;
  }

  /** Has a walker run when its turn comes, unless it is known. */
  want(target: SimulationTarget): void {
    if (!this.#wanted.some((each) => sameTarget(each, target))) this.#wanted.push(target);
    this.#next();
  }

  /**
   * What is predicted of the newest text; undefined when the request is cancelled or the document closed before. While someone
   * types it is not even looked up.
   */
  async of(target: SimulationTarget, token: CancellationToken): Promise<Predicted | undefined> {
    const known = this.#wake ? undefined : this.known(target);
    if (known || token.isCancellationRequested) return known;
    const settled = this.#settling(target, token);
    this.want(target);
    await settled;
    return this.known(target);
  }

  /** A key was pressed in a document: what runs is called off, and begun again when there is peace. */
  edited(uri: string): void {
    this.#running?.control.abort();
    this.#wake?.();
    this.#wake = this.#clock.after(quiet, () => {
      this.#wake = undefined;
      this.#next();
    });
    const place = this.#host.document(uri)?.place;
    if (place) this.changed(place);
  }

  /** A file has changed, in an editor or on disk: what rests on it is forgotten. */
  changed({ in: { root }, path }: Place): void {
    const forgotten: SimulationTarget[] = [];
    if (root === undefined) return;
    for (const [uri, functions] of this.#kept) {
      for (const [name, kept] of functions) {
        const left = kept.filter((each) => each.root !== root || !each.read.has(path));
        functions.set(name, left);
        if (left.length < kept.length) forgotten.push({ uri, function: name });
      }
    }
    if (forgotten.length > 0) this.#forgotten.fire(forgotten);
  }

  /** What is known of a document stays known for the next time that it is open. */
  closed(uri: string): void {
    if (this.#running?.uri === uri) this.#running.control.abort();
    for (const target of this.#wanted.filter((each) => each.uri === uri)) this.#settle(target);
  }

  /** What was predicted holds as long as the settings let a run use the same. */
  async settingsChanged(): Promise<void> {
    this.#running?.control.abort();
    for (const [uri, functions] of [...this.#kept]) {
      const { simulation } = await this.#host.settingsOf(uri);
      const allowed = JSON.stringify(simulation.limits);
      for (const [name, kept] of functions)
        functions.set(
          name,
          kept.filter(({ limits }) => JSON.stringify(limits) === allowed),
        );
    }
  }

  #settling(target: SimulationTarget, token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const listeners = [
        this.onSettled((settled) => {
          if (sameTarget(settled, target)) done();
        }),
        token.onCancellationRequested(() => done()),
      ];
      function done(): void {
        for (const listener of listeners) listener.dispose();
        resolve();
      }
    });
  }

  #settle(target: SimulationTarget): void {
    const at = this.#wanted.findIndex((each) => sameTarget(each, target));
    if (at >= 0) this.#wanted.splice(at, 1);
    this.#settled.fire(target);
  }

  #next(): void {
    if (this.#running || this.#wake) return;
    const [target] = this.#wanted;
    if (!target) return;
    const control = new AbortController();
    this.#running = { uri: target.uri, control };
    void this.#run(target, control.signal).then((isSettled) => {
      this.#running = undefined;
      if (isSettled) this.#settle(target);
      this.#next();
    });
  }

  /** False when it was called off and has to be done again. */
  async #run(target: SimulationTarget, signal: AbortSignal): Promise<boolean> {
    const { uri, function: name } = target;
    const { log, parser, simulations } = this.#host;
    this.#parser = await parser;
    const { limits } = (await this.#host.settingsOf(uri)).simulation;
    const document = this.#host.document(uri);
    if (!document || this.known(target)) return true;
    if (signal.aborted) return false;
    log.trace(`predicting ${name}()`);
    const start = performance.now();
    const file = document.parsed(this.#parser);
    const [before] = this.#kept.get(uri)?.get(name) ?? [];
    const found = await predict(simulations, { document, file, function: name, limits, before, signal }).catch(
      (error: unknown) => {
        log.error(`predicting ${name}() failed: ${faultText(error)}`);
        return refusal({ document, file, limits }, 'the prediction failed; the log of Lazy MMU Lens says where');
      },
    );
    if (found) this.#keep(target, found);
    log.trace(`${found ? 'predicted' : 'called off'} ${name}() after ${(performance.now() - start).toFixed(0)} ms`);
    return found !== undefined;
  }

  #keep({ uri, function: name }: SimulationTarget, found: KeptPrediction): void {
    const functions = this.#kept.get(uri) ?? new Map<string, readonly KeptPrediction[]>();
    this.#kept.delete(uri);
    for (const [oldest] of [...this.#kept].slice(0, Math.max(0, this.#kept.size - documents + 1)))
      this.#kept.delete(oldest);
    this.#kept.set(uri, functions.set(name, [found, ...(functions.get(name) ?? [])].slice(0, versions)));
  }
}

export function sameTarget(a: SimulationTarget, b: SimulationTarget): boolean {
  return a.uri === b.uri && a.function === b.function;
}
