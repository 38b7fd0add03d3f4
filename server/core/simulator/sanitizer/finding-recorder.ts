import type { SitePlace } from '../interpreter/program.ts';
import type { Finding, PathStep } from '../report.ts';
import { type FindingId, findingKind } from './catalogue.ts';

/** Somewhere in a run: the sites of the calls that led there, outermost first; the place itself comes last. */
export type Trail = readonly number[];

/** What is said of a trail that a finding names besides its own: 'enters the lazy MMU mode'. */
export interface Landmark {
  readonly trail: Trail;
  readonly what: string;
}

/** One occurrence. Those of one kind at one line become one finding, told by the first of them. */
export interface Occurrence {
  readonly id: FindingId;
  /** One sentence without the place. */
  readonly message: string;
  readonly trail: Trail;
  readonly landmarks: readonly Landmark[];
  readonly entry?: Finding['entry'];
  /** Entries, pages or calls that it is true of. */
  readonly times: number;
}

/** A finding of a run, to which the machine and the variant are still to be added. */
export type FoundHere = Omit<Finding, 'machine' | 'variant'>;

/** Findings of one run. They outlive a run that cannot be finished. */
export class FindingRecorder {
  readonly #found = new Map<string, { readonly first: Occurrence; times: number }>();
  #sites: readonly SitePlace[] = [];

  /** `sites` are the places that trails are made of. */
  attach(sites: readonly SitePlace[]): void {
    this.#sites = sites;
  }

  add(occurrence: Occurrence): void {
    const { id, trail, message, times } = occurrence;
    const place = this.#sites[trail[trail.length - 1] ?? -1];
    const key = `${id} ${place?.line} ${place?.file} ${message}`;
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { first: occurrence, times });
    else known.times += times;
  }

  get findings(): readonly FoundHere[] {
    return [...this.#found.values()].map(({ first, times }) => {
      const { id, slug, status, severity } = findingKind(first.id);
      const { file = '', line = 0 } = this.#sites[first.trail[first.trail.length - 1] ?? -1] ?? {};
      const path = this.#path(first);
      const { message, entry } = first;
      return { id, slug, status, severity, message, file, line, ...(entry && { entry }), path, times };
    });
  }

  #path({ trail, landmarks }: Occurrence): readonly PathStep[] {
    const marks = landmarks.flatMap(({ trail: marked, what }) => {
      const site = this.#sites[marked[marked.length - 1] ?? -1];
      return site === undefined ? [] : [{ ...site, what }];
    });
    const steps = trail.flatMap((site, index) => {
      const place = this.#sites[site];
      if (place === undefined) return [];
      const next = this.#sites[trail[index + 1] ?? -1];
      return [{ ...place, what: next === undefined ? 'is here' : `calls ${next.function}()` }];
    });
    return [...marks, ...steps];
  }
}
