/** What the panel says about each machine: the events that cost time there, in the order they matter. */
import type { EventName, MachineName } from '../server/lsp/protocol.ts';

export interface Metric {
  readonly event: EventName;
  /** Counts that split the event, said beside the number: "200 on all CPUs, 56 on this CPU". */
  readonly parts?: readonly { readonly event: EventName; readonly word: string }[];
  /** Entries that the event carried; said when they differ from the event's own count. */
  readonly carries?: { readonly event: EventName; readonly one: string; readonly many: string };
  /** Shown as one with the metric before it while their counts agree: a barrier that never comes alone. */
  readonly paired?: true;
}

export interface MachineWords {
  /** Entries of a page table. */
  readonly table: number;
  /** Subject of a sentence about a comparison. */
  readonly name: string;
  /** The first is the headline's. */
  readonly metrics: readonly [Metric, ...Metric[]];
}

const s390: readonly [Metric, ...Metric[]] = [
  {
    event: 'ipte',
    parts: [
      { event: 'ipte_global', word: 'on all CPUs' },
      { event: 'ipte_local', word: 'on this CPU' },
    ],
    carries: { event: 'ipte_entries', one: 'entry', many: 'entries' },
  },
  { event: 'idte' },
];

const arm64: readonly [Metric, ...Metric[]] = [
  { event: 'dsb_ishst' },
  { event: 'isb', paired: true },
  { event: 'tlb_flush' },
  { event: 'tlbi' },
  { event: 'dsb_ish' },
];

const xen: readonly [Metric, ...Metric[]] = [
  { event: 'hypercalls', carries: { event: 'mmu_update_entries', one: 'update', many: 'updates' } },
  { event: 'ptwr_emul' },
  { event: 'tlb_flush' },
];

const x86: readonly [Metric, ...Metric[]] = [
  { event: 'tlb_flush' },
  { event: 'tlb_shootdowns' },
  { event: 'invlpg' },
  { event: 'full_flushes' },
  { event: 'invlpgb' },
  { event: 'tlbsync' },
];

const powerpcHash: readonly [Metric, ...Metric[]] = [
  {
    event: 'hpte_flushes',
    parts: [{ event: 'hpte_local', word: 'on this CPU' }],
    carries: { event: 'hpte_entries', one: 'entry', many: 'entries' },
  },
];

const powerpcRadix: readonly [Metric, ...Metric[]] = [{ event: 'tlbie' }, { event: 'tlbiel' }];

const sparc64: readonly [Metric, ...Metric[]] = [
  { event: 'tsb_flushes', carries: { event: 'tsb_pages', one: 'page', many: 'pages' } },
  { event: 'cross_calls' },
];

export const machineWords: Readonly<Record<MachineName, MachineWords>> = {
  s390: { table: 256, name: 's390', metrics: s390 },
  's390-ipte-range': { table: 256, name: 's390', metrics: s390 },
  'arm64-eager': { table: 512, name: 'arm64 without barrier batching', metrics: arm64 },
  arm64: { table: 512, name: 'arm64', metrics: arm64 },
  'xen-pv': { table: 512, name: 'Xen PV', metrics: xen },
  x86: { table: 512, name: 'x86', metrics: x86 },
  'powerpc-hash': { table: 512, name: 'powerpc with a hash table', metrics: powerpcHash },
  'powerpc-radix': { table: 512, name: 'powerpc with radix tables', metrics: powerpcRadix },
  sparc64: { table: 1024, name: 'sparc64', metrics: sparc64 },
  generic: { table: 512, name: 'The generic headers', metrics: [{ event: 'tlb_flush' }] },
};

interface EventWords {
  /** Heading of a column or a plot. */
  readonly label: string;
  /** After the number 1, and after every other number. */
  readonly one: string;
  readonly many: string;
}

const instruction = (label: string): EventWords => ({ label, one: label, many: label });

/** Every column of the counts, in the order of the tables. */
export const eventWords: Readonly<Record<EventName, EventWords>> = {
  ipte: instruction('IPTE'),
  ipte_global: instruction('IPTE, global'),
  ipte_local: instruction('IPTE, local'),
  ipte_entries: { label: 'Entries invalidated', one: 'entry invalidated', many: 'entries invalidated' },
  idte: instruction('IDTE'),
  cspg: instruction('CSPG'),
  rdp: { label: 'RDP', one: 'RDP', many: 'RDP' },
  rdp_local: { label: 'RDP, local', one: 'RDP, local', many: 'RDP, local' },
  uv_converts: { label: 'Pages exported', one: 'page exported', many: 'pages exported' },
  uv_destroys: { label: 'Pages destroyed', one: 'page destroyed', many: 'pages destroyed' },
  kasan_shadow: { label: 'Shadow changes', one: 'shadow change', many: 'shadow changes' },
  dsb_ishst: instruction('DSB ISHST'),
  isb: instruction('ISB'),
  contpte_folds: { label: 'Blocks folded', one: 'block folded', many: 'blocks folded' },
  contpte_unfolds: { label: 'Blocks unfolded', one: 'block unfolded', many: 'blocks unfolded' },
  hypercalls: { label: 'Hypercalls', one: 'hypercall', many: 'hypercalls' },
  mmu_update_entries: { label: 'Updates in them', one: 'update', many: 'updates' },
  ptwr_emul: { label: 'Trapped writes', one: 'trapped write', many: 'trapped writes' },
  tlb_flush: { label: 'TLB flushes', one: 'TLB flush', many: 'TLB flushes' },
  flush_dsb_ishst: instruction('DSB ISHST of flushes'),
  dsb_ish: instruction('DSB ISH'),
  flush_isb: instruction('ISB of flushes'),
  dsb_nshst: instruction('DSB NSHST'),
  dsb_nsh: instruction('DSB NSH'),
  tlbi: instruction('TLBI'),
  tlbi_vale1is: instruction('TLBI VALE1IS'),
  tlbi_vae1is: instruction('TLBI VAE1IS'),
  tlbi_rvale1is: instruction('TLBI RVALE1IS'),
  tlbi_rvae1is: instruction('TLBI RVAE1IS'),
  tlbi_aside1is: instruction('TLBI ASIDE1IS'),
  tlbi_vaale1is: instruction('TLBI VAALE1IS'),
  tlbi_rvaale1is: instruction('TLBI RVAALE1IS'),
  tlbi_vmalle1is: instruction('TLBI VMALLE1IS'),
  tlbi_vale1: instruction('TLBI VALE1'),
  tlb_shootdowns: { label: 'TLB shootdowns', one: 'TLB shootdown', many: 'TLB shootdowns' },
  invlpg: instruction('INVLPG'),
  full_flushes: { label: 'Full TLB flushes', one: 'full TLB flush', many: 'full TLB flushes' },
  invlpgb: instruction('INVLPGB'),
  tlbsync: instruction('TLBSYNC'),
  hpte_flushes: { label: 'Hash table flushes', one: 'hash table flush', many: 'hash table flushes' },
  hpte_local: { label: 'Hash table flushes, local', one: 'local flush', many: 'local flushes' },
  hpte_entries: { label: 'Hashed entries', one: 'hashed entry', many: 'hashed entries' },
  tlbie: instruction('TLBIE'),
  tlbiel: instruction('TLBIEL'),
  tsb_flushes: { label: 'TSB flushes', one: 'TSB flush', many: 'TSB flushes' },
  tsb_pages: { label: 'Pages in them', one: 'page', many: 'pages' },
  cross_calls: { label: 'Cross calls', one: 'cross call', many: 'cross calls' },
  ptep_get: instruction('ptep_get'),
};

export const eventNames = Object.keys(eventWords) as readonly EventName[];
