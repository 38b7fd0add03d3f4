import type { EventCounts, EventName } from './report.ts';
import { changeInWords } from './studies/change-in-words.ts';

export interface EventTitle {
  readonly event: EventName;
  /** Column in a table. */
  readonly title: string;
  /** After a number: `1 barrier`, `9 hypercalls`. */
  readonly singular: string;
  readonly plural: string;
  /** Shown even when every run has none: that there is none is the news. */
  readonly always: boolean;
}

/** Events as people read them, what costs most first. Reads of entries are left to the JSON: every walker has them. */
export const eventTitles: readonly EventTitle[] = [
  { event: 'ipte', title: 'IPTE', singular: 'IPTE', plural: 'IPTE', always: true },
  { event: 'ipte_entries', title: 'entries', singular: 'entry', plural: 'entries', always: false },
  { event: 'ipte_local', title: 'local', singular: 'local IPTE', plural: 'local IPTE', always: false },
  { event: 'idte', title: 'IDTE', singular: 'IDTE', plural: 'IDTE', always: false },
  { event: 'cspg', title: 'CSPG', singular: 'CSPG', plural: 'CSPG', always: false },
  { event: 'rdp', title: 'RDP', singular: 'RDP', plural: 'RDP', always: false },
  { event: 'rdp_local', title: 'local RDP', singular: 'local RDP', plural: 'local RDP', always: false },
  { event: 'uv_converts', title: 'UV exports', singular: 'UV export', plural: 'UV exports', always: false },
  { event: 'uv_destroys', title: 'UV destroys', singular: 'UV destroy', plural: 'UV destroys', always: false },
  { event: 'kasan_shadow', title: 'shadow', singular: 'shadow change', plural: 'shadow changes', always: false },
  { event: 'dsb_ishst', title: 'DSB', singular: 'DSB', plural: 'DSB', always: true },
  { event: 'isb', title: 'ISB', singular: 'ISB', plural: 'ISB', always: true },
  { event: 'contpte_folds', title: 'folds', singular: 'fold', plural: 'folds', always: false },
  { event: 'contpte_unfolds', title: 'unfolds', singular: 'unfold', plural: 'unfolds', always: false },
  { event: 'hypercalls', title: 'hypercalls', singular: 'hypercall', plural: 'hypercalls', always: true },
  { event: 'mmu_update_entries', title: 'updates', singular: 'update', plural: 'updates', always: false },
  { event: 'ptwr_emul', title: 'traps', singular: 'trap', plural: 'traps', always: false },
  { event: 'tlb_flush', title: 'TLB flushes', singular: 'TLB flush', plural: 'TLB flushes', always: false },
  { event: 'tlbi', title: 'TLBI', singular: 'TLBI', plural: 'TLBI', always: false },
  { event: 'dsb_ish', title: 'DSB ISH', singular: 'DSB ISH', plural: 'DSB ISH', always: false },
  { event: 'tlb_shootdowns', title: 'shootdowns', singular: 'shootdown', plural: 'shootdowns', always: false },
  { event: 'invlpg', title: 'INVLPG', singular: 'INVLPG', plural: 'INVLPG', always: false },
  { event: 'full_flushes', title: 'full flushes', singular: 'full flush', plural: 'full flushes', always: false },
  { event: 'invlpgb', title: 'INVLPGB', singular: 'INVLPGB', plural: 'INVLPGB', always: false },
  { event: 'tlbsync', title: 'TLBSYNC', singular: 'TLBSYNC', plural: 'TLBSYNC', always: false },
  { event: 'hpte_flushes', title: 'hash flushes', singular: 'hash flush', plural: 'hash flushes', always: false },
  { event: 'hpte_entries', title: 'hashed', singular: 'hashed entry', plural: 'hashed entries', always: false },
  {
    event: 'hpte_local',
    title: 'local hash',
    singular: 'local hash flush',
    plural: 'local hash flushes',
    always: false,
  },
  { event: 'tlbie', title: 'TLBIE', singular: 'TLBIE', plural: 'TLBIE', always: false },
  { event: 'tlbiel', title: 'TLBIEL', singular: 'TLBIEL', plural: 'TLBIEL', always: false },
  { event: 'tsb_flushes', title: 'TSB flushes', singular: 'TSB flush', plural: 'TSB flushes', always: false },
  { event: 'tsb_pages', title: 'TSB pages', singular: 'page in it', plural: 'pages in them', always: false },
  { event: 'cross_calls', title: 'cross calls', singular: 'cross call', plural: 'cross calls', always: false },
];

/** Events that a machine waits for; the others only say more about them. */
const costs: readonly EventName[] = [
  'ipte',
  'idte',
  'cspg',
  'dsb_ishst',
  'isb',
  'hypercalls',
  'ptwr_emul',
  'tlbi',
  'tlb_shootdowns',
  'invlpg',
  'full_flushes',
  'invlpgb',
  'tlbsync',
  'hpte_flushes',
  'tlbie',
  'tlbiel',
  'tsb_flushes',
  'cross_calls',
];

/** True for an event that a machine waits for. */
export function isCost(event: EventName): boolean {
  return costs.includes(event);
}

/** `256 IPTE, 1 IDTE`: the costly events of a run or a line that happened. */
export function costText(counts: Partial<EventCounts>): string {
  return countsText(counts, ({ event }) => costs.includes(event));
}

/** Every event that happened, or those that are chosen. */
export function countsText(counts: Partial<EventCounts>, chosen: (title: EventTitle) => boolean = () => true): string {
  return eventTitles
    .filter((title) => chosen(title) && (counts[title.event] ?? 0) > 0)
    .map(({ event, singular, plural }) => `${counts[event]} ${counts[event] === 1 ? singular : plural}`)
    .join(', ');
}

/** Costly events whose number differs between two runs: `256 → 1 IPTE (256 times fewer)`. Empty when there are none. */
export function differenceText(before: EventCounts, after: EventCounts): string {
  return eventTitles
    .filter(({ event }) => costs.includes(event) && before[event] !== after[event])
    .map(({ event, singular, plural }) => {
      const title = after[event] === 1 ? singular : plural;
      return `${before[event]} → ${after[event]} ${title} (${changeInWords(before[event], after[event])})`;
    })
    .join(', ');
}
