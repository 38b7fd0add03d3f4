import type { MachineName } from '../../core/simulator/arch/names.ts';
import { eventTitles } from '../../core/simulator/event-words.ts';
import type { EventCounts, EventName } from '../../core/simulator/report.ts';

/** A machine in a few words: what people call it, and the events that it waits for, what lazy MMU mode is about first. */
interface MachineCosts {
  readonly name: string;
  readonly events: readonly [EventName, ...EventName[]];
}

const s390: MachineCosts = { name: 's390', events: ['ipte', 'idte', 'cspg'] };

/** An ISB always comes with the DSB that it follows. */
const arm64: MachineCosts = { name: 'arm64', events: ['dsb_ishst', 'tlbi'] };

export const machineCosts: Readonly<Record<MachineName, MachineCosts>> = {
  s390,
  's390-ipte-range': s390,
  'arm64-eager': { ...arm64, name: 'arm64 without barrier batching' },
  arm64,
  'xen-pv': { name: 'Xen', events: ['hypercalls', 'ptwr_emul'] },
  x86: { name: 'x86', events: ['tlb_shootdowns', 'invlpg', 'full_flushes', 'invlpgb', 'tlbsync'] },
  'powerpc-hash': { name: 'powerpc hash', events: ['hpte_flushes'] },
  'powerpc-radix': { name: 'powerpc radix', events: ['tlbie', 'tlbiel'] },
  sparc64: { name: 'sparc64', events: ['tsb_flushes', 'cross_calls'] },
  generic: { name: 'other machines', events: ['tlb_flush'] },
};

/** Shorter than in tables: `1 barrier`. */
const words: Readonly<Partial<Record<EventName, readonly [one: string, many: string]>>> = {
  dsb_ishst: ['barrier', 'barriers'],
  ...Object.fromEntries(
    eventTitles.filter(({ event }) => event !== 'dsb_ishst').map((each) => [each.event, [each.singular, each.plural]]),
  ),
};

/** `9 hypercalls, 256 traps`; empty when a machine executes none of what it waits for. */
export function shortCost(machine: MachineName, counts: Partial<EventCounts>): string {
  return machineCosts[machine].events
    .flatMap((event) => {
      const times = counts[event] ?? 0;
      const [one, many] = words[event] ?? [event, event];
      return times === 0 ? [] : [`${times} ${times === 1 ? one : many}`];
    })
    .join(', ');
}

/** The first number of the short cost; 0 when there is none. */
export function chiefCount(machine: MachineName, counts: Partial<EventCounts>): number {
  return machineCosts[machine].events.map((event) => counts[event] ?? 0).find((times) => times > 0) ?? 0;
}
