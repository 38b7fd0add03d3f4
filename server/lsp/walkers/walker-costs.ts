import { type Predictions, sameTarget } from '../predictions/predictions.ts';
import { lensTitle } from '../predictions/words.ts';
import type { SimulationTarget } from '../protocol.ts';

/** What is known of a walker's cost. */
interface WalkerCost {
  /** Absent where it cannot be predicted. */
  readonly words?: string;
  /** False once something has changed that it may rest on. */
  readonly isCurrent: boolean;
}

/** What the walkers that a view shows cost, in words: predicted one after the other, after those that an editor shows. */
export class WalkerCosts {
  readonly #predictions: Pick<Predictions, 'known' | 'want'>;
  readonly #changed: (uri: string) => void;
  readonly #idle: () => void;
  /** By document and function. */
  readonly #costs = new Map<string, Map<string, WalkerCost>>();
  readonly #waiting: SimulationTarget[] = [];
  #asked: SimulationTarget | undefined;

  /** `changed` is told of each document with a new cost, `idle` when nothing is waited for any more. */
  constructor(
    predictions: Pick<Predictions, 'known' | 'want' | 'onSettled' | 'onForgotten'>,
    { changed, idle }: { changed(uri: string): void; idle(): void },
  ) {
    this.#predictions = predictions;
    this.#changed = changed;
    this.#idle = idle;
    predictions.onSettled((target) => this.#settled(target));
    predictions.onForgotten((targets) => {
      for (const { uri, function: name } of targets) {
        const cost = this.#costs.get(uri)?.get(name);
        if (!cost) continue;
        this.#set({ uri, function: name }, { ...cost, isCurrent: false });
        this.want(uri, [name]);
      }
    });
  }

  of(uri: string, name: string): string | undefined {
    return this.#costs.get(uri)?.get(name)?.words;
  }

  /** Has those functions of a document predicted of which it is not known that their cost is still the same. */
  want(uri: string, names: readonly string[]): void {
    for (const name of names) {
      if (this.#costs.get(uri)?.get(name)?.isCurrent) continue;
      const target = { uri, function: name };
      // One that runs now may run an older text: it is asked for once more.
      if (!this.#waiting.some((each) => sameTarget(each, target))) this.#waiting.push(target);
    }
    this.#next();
  }

  /** Costs in a document, by default in all, may be others now. They are told until that is known. */
  outdate(uri?: string): void {
    for (const [each, functions] of this.#costs) {
      if (uri !== undefined && each !== uri) continue;
      for (const [name, cost] of functions) functions.set(name, { ...cost, isCurrent: false });
    }
  }

  /** A document has no walkers any more. */
  forget(uri: string): void {
    this.#costs.delete(uri);
  }

  #next(): void {
    if (this.#asked) return;
    this.#asked = this.#waiting.shift();
    if (this.#asked) this.#predictions.want(this.#asked);
    else this.#idle();
  }

  #settled(target: SimulationTarget): void {
    const known = this.#predictions.known(target);
    // Where the text is another already, that will be told as news of its own.
    if (known) this.#learn(target, 'refused' in known ? {} : { words: lensTitle(known) });
    if (!this.#asked || !sameTarget(this.#asked, target)) return;
    this.#asked = undefined;
    this.#next();
  }

  #learn(target: SimulationTarget, cost: Pick<WalkerCost, 'words'>): void {
    const isNews = this.of(target.uri, target.function) !== cost.words;
    this.#set(target, { ...cost, isCurrent: true });
    if (isNews) this.#changed(target.uri);
  }

  #set({ uri, function: name }: SimulationTarget, cost: WalkerCost): void {
    const functions = this.#costs.get(uri) ?? new Map<string, WalkerCost>();
    this.#costs.set(uri, functions.set(name, cost));
  }
}
