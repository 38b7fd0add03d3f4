/** What the words of the predictions mean, for those who have not read the architecture's manual or our own. */
import type { EventName, SimulationReport, Variant } from '../server/lsp/protocol.ts';
import { variants, variantWords } from './format.ts';
import { eventWords, machineWords } from './machines.ts';

export interface Meaning {
  readonly term: string;
  readonly words: string;
}

const ways: Readonly<Record<Variant, string>> = {
  'as-written': 'the function as its file has it',
  'no-lazy-mode': 'the same with lazy MMU mode never entered: its calls do nothing',
  'with-range':
    'the same with the range call in the place of the call that enters the mode, so that the machine knows the range beforehand',
};

/** Of the events that the panel draws; what others are is said by their names. */
const events: Readonly<Partial<Record<EventName, string>>> = {
  ipte: 'Invalidate Page Table Entry: takes an entry, or with a range up to a whole page table, out of the table and out of TLBs',
  ipte_global: 'an IPTE that waits for every CPU of the machine; a local one concerns this CPU alone',
  idte: 'Invalidate DAT Table Entry: with it s390 flushes a whole address space',
  dsb_ishst: 'barrier that shows stores of entries to page-table walks of all CPUs',
  isb: 'barrier after which this CPU sees the entries itself',
  tlb_flush: 'call that flushes the TLB for a range or an address space',
  tlbi: 'TLB invalidation, sent to all CPUs',
  dsb_ish: 'barrier that waits for TLB invalidations on all CPUs',
  hypercalls: 'calls into the hypervisor, each with one update of an entry or many',
  ptwr_emul: 'writes to an entry that the hypervisor traps and emulates one by one',
  tlb_shootdowns: 'flushes for which other CPUs are interrupted',
  invlpg: 'invalidation of one page on this CPU',
  full_flushes: 'flushes that take everything out of the TLB of this CPU',
  invlpgb: 'invalidation that the hardware sends to all CPUs',
  tlbsync: 'wait for what INVLPGB has started',
  hpte_flushes: 'flushes of entries from the hash table',
  tlbie: 'TLB invalidation on all CPUs',
  tlbiel: 'TLB invalidation on this CPU',
  tsb_flushes: 'flushes of pages from the translation storage buffer',
  cross_calls: 'interrupts of other CPUs, for a flush there',
};

/** What a report shows, in the order in which it is shown. */
export function glossary({ results }: SimulationReport): readonly Meaning[] {
  const shown = new Set(
    results.flatMap(({ machine, counts }) =>
      machineWords[machine].metrics
        .flatMap(({ event, parts = [] }) => [event, ...parts.map((part) => part.event)])
        .filter((event) => counts[event] > 0),
    ),
  );
  return [
    ...variants
      .filter((variant) => results.some((result) => result.variant === variant))
      .map((variant) => ({ term: variantWords[variant], words: ways[variant] })),
    ...[...shown].flatMap((event) => {
      const words = events[event];
      return words === undefined ? [] : [{ term: eventWords[event].label, words }];
    }),
  ];
}
