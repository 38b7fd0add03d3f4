import { eventNames } from '../../machine/events.ts';
import type { EventName } from '../../report.ts';
import { SimulationError, suggestion } from '../../simulation-error.ts';

/** What takes time besides events. */
export const workNames = ['primitive', 'entry', 'lock', 'outside'] as const;

export type WorkName = (typeof workNames)[number];

/** Anything that has a cost: an event, or work of the walker and its caller. */
export type CostName = EventName | WorkName;

/** The time that something takes, and where the number is from. */
export interface Cost {
  readonly nanoseconds: number;
  readonly source: string;
}

export type CostTable = Readonly<Record<CostName, Cost>>;

const assumed = (nanoseconds: number, why: string): Cost => ({ nanoseconds, source: `assumed: ${why}` });
const within = (what: string): Cost => ({ nanoseconds: 0, source: `counted as ${what}` });

const broadcast = 'all CPUs take part in an invalidation';
const local = 'this CPU alone';
const exit = 'a way into the hypervisor and back';

/**
 * Nanoseconds of everything that is counted. None was measured: the sources that the machines are modelled after give no
 * times, so each is an order of magnitude, to be replaced by those of the machine in question.
 */
export const assumedCosts: CostTable = {
  ipte: within('ipte_local or ipte_global'),
  ipte_entries: assumed(2, 'one entry of an invalidation, beside the instruction'),
  ipte_local: assumed(50, local),
  ipte_global: assumed(500, 'all CPUs of the machine are brought to a stop'),
  idte: assumed(500, broadcast),
  cspg: assumed(500, broadcast),
  dsb_ishst: assumed(50, 'waits until earlier stores are visible'),
  isb: assumed(20, 'the pipeline is refilled'),
  hypercalls: assumed(500, exit),
  mmu_update_entries: assumed(50, 'the hypervisor checks one update'),
  ptwr_emul: assumed(2000, `${exit}, and an instruction that is decoded`),
  tlb_flush: assumed(20, 'the call; its instructions are counted on arm64 and x86'),
  flush_dsb_ishst: assumed(50, 'waits until earlier stores are visible'),
  dsb_ish: assumed(200, 'waits for invalidations on all CPUs'),
  flush_isb: assumed(20, 'the pipeline is refilled'),
  dsb_nshst: assumed(20, local),
  dsb_nsh: assumed(50, local),
  tlbi: assumed(50, 'is issued; the barrier behind it waits'),
  tlbi_vale1is: within('tlbi'),
  tlbi_vae1is: within('tlbi'),
  tlbi_rvale1is: within('tlbi'),
  tlbi_rvae1is: within('tlbi'),
  tlbi_aside1is: within('tlbi'),
  tlbi_vaale1is: within('tlbi'),
  tlbi_rvaale1is: within('tlbi'),
  tlbi_vmalle1is: within('tlbi'),
  tlbi_vale1: within('tlbi'),
  contpte_folds: assumed(100, 'the entries of a block are written again, beside its flush'),
  contpte_unfolds: assumed(100, 'the entries of a block are written again, beside its flush'),
  rdp: assumed(100, 'one entry of the TLB, on all CPUs that may hold it'),
  rdp_local: within('rdp'),
  kasan_shadow: assumed(20, 'a byte of the shadow for each entry'),
  uv_converts: assumed(2000, 'the ultravisor takes a page back and answers'),
  uv_destroys: assumed(2000, 'the ultravisor clears a page and answers'),
  tlb_shootdowns: assumed(2000, 'other CPUs are interrupted and answer'),
  invlpg: assumed(100, local),
  full_flushes: assumed(200, local),
  invlpgb: assumed(20, 'it only starts what all CPUs do'),
  tlbsync: assumed(500, broadcast),
  hpte_flushes: assumed(300, broadcast),
  hpte_entries: assumed(100, 'one entry of the hash table is looked up'),
  hpte_local: within('hpte_flushes'),
  tlbie: assumed(300, broadcast),
  tlbiel: assumed(50, local),
  tsb_flushes: assumed(50, local),
  tsb_pages: assumed(10, 'one page of a flush'),
  cross_calls: assumed(1500, 'other CPUs are interrupted and answer'),
  ptep_get: within('primitive'),
  primitive: assumed(2, 'one page-table primitive, a load or a store'),
  entry: assumed(5, 'one turn of the loop besides its primitives'),
  lock: assumed(20, 'takes and releases a lock that nobody else wants'),
  outside: assumed(100, 'for each entry, what the caller does without the lock, such as allocating the page'),
};

const costNames: readonly CostName[] = [...eventNames, ...workNames];

/** The table with other times for some names. Throws a SimulationError for a name that is not known or a time that is none. */
export function costsWith(given: Readonly<Record<string, number>>): CostTable {
  const overrides = Object.entries(given).map(([typed, nanoseconds]): [CostName, Cost] => {
    const name = costNames.find((each) => each === typed);
    if (name === undefined)
      throw new SimulationError(
        `cost: nothing is called ${typed}${suggestion(typed, costNames) || `: choose from ${costNames.join(', ')}`}`,
      );
    if (!Number.isFinite(nanoseconds) || nanoseconds < 0)
      throw new SimulationError(`cost: "${name}" must be nanoseconds, 0 or more, not ${nanoseconds}`);
    const usual = assumedCosts[name];
    return [name, { nanoseconds, source: `given in the place of ${usual.nanoseconds}, ${usual.source}` }];
  });
  return { ...assumedCosts, ...Object.fromEntries(overrides) };
}
