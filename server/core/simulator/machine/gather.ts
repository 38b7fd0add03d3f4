import { GatherBatches } from './gather-batches.ts';

/** Levels of the page table whose entries a gather has seen cleared: cleared_ptes, cleared_pmds, cleared_puds, cleared_p4ds. */
export const gatherLevels = ['pte', 'pmd', 'pud', 'p4d'] as const;

export type GatherLevel = (typeof gatherLevels)[number];

const fieldNames = [
  'mm',
  'start',
  'end',
  'fullmm',
  'freed_tables',
  ...gatherLevels.map((level) => `cleared_${level}s` as const),
] as const;

/** Fields of a struct mmu_gather that are looked at besides what C does with them. */
export type GatherField = (typeof fieldNames)[number];

/** Loads and stores a field of the record at an address. */
export interface FieldAccess {
  load(address: number): number;
  store(address: number, value: number): void;
}

export type GatherAccess = Readonly<Record<GatherField, FieldAccess>>;

/** The accesses of all fields, made one by one. */
export function gatherAccess(access: (field: GatherField) => FieldAccess): GatherAccess {
  return Object.fromEntries(fieldNames.map((field) => [field, access(field)])) as Record<GatherField, FieldAccess>;
}

/** TASK_SIZE as C sees it: beyond all addresses that a process is simulated at, and small enough to stay a plain number. */
export const taskSize = 2 ** 52;

/** Whether the range, by its start or by its end, is one of addresses: not that of a whole address space, nor of nothing. */
function isAddress(bound: number): boolean {
  return bound > 0 && bound < taskSize;
}

/**
 * A struct mmu_gather in simulated memory: include/asm-generic/tlb.h (6.12, 7.2, 7.3). C widens, flushes and starts it
 * over; machines look at what it has collected. Only what waits in it to be freed is not kept there.
 */
export class Gather {
  readonly batches: GatherBatches;
  /** Times that its range was flushed. */
  flushes = 0;
  readonly #access: GatherAccess;
  readonly address: number;

  /** `pageSize` in bytes: what waits is listed in pages. */
  constructor(access: GatherAccess, address: number, pageSize: number) {
    this.batches = new GatherBatches(pageSize);
    this.#access = access;
    this.address = address;
  }

  get mm(): number {
    return this.get('mm');
  }

  get fullmm(): boolean {
    return this.get('fullmm') !== 0;
  }

  get freedTables(): boolean {
    return this.get('freed_tables') !== 0;
  }

  /** Virtual addresses, half-open; `start` is beyond `end` when nothing was collected. */
  get start(): number {
    return this.get('start');
  }

  get end(): number {
    return this.get('end');
  }

  get(field: GatherField): number {
    return this.#access[field].load(this.address);
  }

  set(field: GatherField, value: number): void {
    this.#access[field].store(this.address, value);
  }

  hasCleared(level: GatherLevel): boolean {
    return this.get(`cleared_${level}s`) !== 0;
  }

  /** tlb_flush_mmu_tlbonly: nothing is flushed when nothing was cleared. */
  get hasSomethingToFlush(): boolean {
    return this.freedTables || gatherLevels.some((level) => this.hasCleared(level));
  }

  /** __tlb_gather_mmu. */
  begin(mm: number, fullmm: boolean): void {
    this.set('mm', mm);
    this.set('fullmm', fullmm ? 1 : 0);
    this.startOver();
  }

  /** __tlb_reset_range: a full teardown covers everything, any other gather nothing. */
  startOver(): void {
    this.set('start', taskSize);
    this.set('end', this.fullmm ? taskSize : 0);
    this.set('freed_tables', 0);
    for (const level of gatherLevels) this.set(`cleared_${level}s`, 0);
  }

  /** tlb_flush_pte_range and those of the levels above: `size` in bytes. */
  widen(address: number, size: number, level: GatherLevel): void {
    this.set('start', Math.min(this.start, address));
    this.set('end', Math.max(this.end, address + size));
    this.set(`cleared_${level}s`, 1);
  }

  /** Moves the range by a number of bytes, for page tables that stand for other addresses than before. */
  move(bytes: number): void {
    const { start, end } = this;
    if (isAddress(start)) this.set('start', start + bytes);
    if (isAddress(end)) this.set('end', end + bytes);
  }
}
