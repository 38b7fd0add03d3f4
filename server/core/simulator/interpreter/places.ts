import type { SitePlace } from './program.ts';
import type { CallStack, Site } from './runtime.ts';

/** A place that events come from, apart for each line of the walker that led there. */
export interface ReachedPlace {
  /** Index of the site. */
  readonly site: number;
  /** Index of the site in the walker itself; -1 when the walker is not being executed. */
  readonly walkerSite: number;
  /** Sites of the calls that led there when it was reached first, outermost first; the place itself comes last. */
  readonly path: readonly number[];
}

/** What a fresh slot holds: no site. */
const unknown = -2;
/** Outside the walker. */
const none = -1;

/**
 * Numbers the places that a run reaches. Asked for every event, so what was found last for a site is kept: a site is
 * nearly always reached from one line of the walker.
 */
export class Places {
  readonly list: ReachedPlace[] = [];
  readonly #site: Site;
  readonly #calls: CallStack;
  readonly #sites: readonly SitePlace[];
  readonly #walker: string;
  readonly #numbers = new Map<string, number>();
  /** By site: 1 when it is in the walker. */
  #own = new Uint8Array(0);
  /** By site: the walker's site that led there last, and the number of that place. */
  #callers = new Int32Array(0);
  #last = new Int32Array(0);
  /** Index of the walker's call among the call sites. */
  #frame = 0;

  /** `walker` is the name of the C function whose lines are told apart; `sites` may grow. */
  constructor(site: Site, calls: CallStack, sites: readonly SitePlace[], walker: string) {
    this.#site = site;
    this.#calls = calls;
    this.#sites = sites;
    this.#walker = walker;
  }

  /** Number of the place that is being executed: an index of `list`. */
  current(): number {
    const site = this.#site.current;
    if (this.#callers[site] === this.#callerOf(site)) return this.#last[site];
    return this.#find(site);
  }

  #callerOf(site: number): number {
    if (this.#own[site] === 1) return site;
    return this.#frame < this.#calls.callsLeft ? none : this.#calls.callSites[this.#frame];
  }

  #find(site: number): number {
    if (site >= this.#callers.length) this.#grow(site + 1);
    const path = this.#calls.path();
    const depth = path.findIndex((each) => this.#sites[each]?.function === this.#walker);
    const walkerSite = path[depth] ?? none;
    this.#frame = this.#calls.callSites.length - 1 - Math.max(0, depth);
    this.#own[site] = this.#sites[site]?.function === this.#walker ? 1 : 0;
    const key = `${site} ${walkerSite}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.list.length;
      this.list.push({ site, walkerSite, path });
      this.#numbers.set(key, number);
    }
    this.#callers[site] = this.#callerOf(site);
    this.#last[site] = number;
    return number;
  }

  #grow(sites: number): void {
    const length = Math.max(64, 2 * sites);
    const own = new Uint8Array(length);
    const callers = new Int32Array(length).fill(unknown);
    const last = new Int32Array(length);
    own.set(this.#own);
    callers.set(this.#callers);
    last.set(this.#last);
    this.#own = own;
    this.#callers = callers;
    this.#last = last;
  }
}
