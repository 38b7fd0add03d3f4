import type { Run } from './interpreter/program.ts';
import type { Assumption, StandIn } from './report.ts';

/** What the runs of one report have in common, without repetition. */
export class MergedReports {
  readonly #assumptions = new Map<string, Assumption>();
  readonly #executed = new Map<string, { readonly function: string; readonly file: string }>();
  readonly #modelled = new Map<string, StandIn>();

  add({ assumptions, executed, modelled }: Pick<Run, 'assumptions' | 'executed' | 'modelled'>): void {
    for (const each of assumptions) {
      const place = each.stated === undefined ? `${each.file}:${each.line}` : each.value;
      const key = `${each.kind} ${each.name} ${place}`;
      const known = this.#assumptions.get(key) ?? { ...each, times: 0 };
      const decisive = each.decisive || known.decisive;
      this.#assumptions.set(key, { ...known, decisive, times: each.times + known.times });
    }
    for (const each of executed) this.#executed.set(`${each.file} ${each.function}`, each);
    for (const each of modelled) this.#modelled.set(each.function, each);
  }

  get assumptions(): readonly Assumption[] {
    return [...this.#assumptions.values()];
  }

  get executed(): readonly { readonly function: string; readonly file: string }[] {
    return [...this.#executed.values()];
  }

  get modelled(): readonly StandIn[] {
    const names = [...this.#modelled.keys()].sort();
    return names.flatMap((name) => this.#modelled.get(name) ?? []);
  }
}
