import type { Machine } from './arch/machines.ts';
import type { Program, Run, TypedWord } from './interpreter/program.ts';
import type { Word } from './interpreter/runtime.ts';
import type { Pages } from './machine/pages.ts';
import type { World } from './machine/world.ts';
import type { Preset } from './presets/preset.ts';
import { BlockMemory, sourceStartOf, type TableCall } from './range/block-memory.ts';
import { startInBlock } from './range/blocks.ts';
import type { Scenario } from './scenario.ts';

/** Bytes from the first source table to the first destination table of a small range. */
const destinationDistance = 0x1000_0000;

/** Objects that few walkers need, made when an expression names them. */
const onDemand = ['mask', 'lock', 'source_list', 'destination_list', 'device_frames', 'hypervisor_updates'] as const;

/** Frames beyond all memory: those of a device. */
const firstDeviceFrame = 0x8000_0000;

/** The simulated kernel around a walker: records in the heap, page tables, and what the hardware knows of them. */
export class KernelObjects {
  readonly world: World;
  readonly block: BlockMemory;
  readonly mm: number;
  readonly #program: Program<World>;
  readonly #run: Run;
  readonly #machine: Machine;
  readonly #gather: number;
  readonly #fullmm: boolean;
  /** The caller has begun to gather, and not finished. */
  #isGathering = false;
  readonly #anonVma: number;
  readonly #newMm: number;
  readonly #vma: number;
  readonly #newVma: number;
  /** Distance from a source address to its destination, in bytes. */
  readonly #distance: number;
  readonly #records: { readonly address: number; readonly tag: string }[] = [];
  readonly #lazy = new Map<string, TypedWord>();
  readonly #scope: Record<string, TypedWord>;
  /** The table that the scope was asked for last. */
  #scopeOf: TableCall | undefined;

  /** `blockTables` page tables of the range are in memory at a time. */
  constructor(
    program: Program<World>,
    run: Run,
    world: World,
    machine: Machine,
    scenario: Scenario,
    preset: Preset,
    blockTables: number,
  ) {
    this.#program = program;
    this.#run = run;
    this.world = world;
    this.#machine = machine;
    const tables = Math.ceil((startInBlock(machine, scenario) + scenario.entries) / machine.entriesPerTable);
    this.#distance = Math.max(destinationDistance, tables * machine.geometry.tableSpan);

    world.initMm = this.#newAddressSpace(scenario.attachedCpus, scenario.maskCpus);
    this.mm = this.#newAddressSpace(scenario.attachedCpus, scenario.maskCpus);
    this.#newMm = this.#newAddressSpace(0, 0);
    // arch/s390/kernel/smp.c: the kernel's own address space is on all online CPUs. For its walkers the scenario says how
    // many there are; for walkers of a process there is more than one.
    const online = preset.space === 'kernel' ? 1 : 2;
    world.spaces.set(world.initMm, {
      mm: world.initMm,
      kernel: true,
      attachedCpus: Math.max(online, scenario.attachedCpus),
      maskCpus: Math.max(online, scenario.maskCpus),
      flushPending: false,
    });
    const length = tables * machine.geometry.tableSpan;
    const start = sourceStartOf(length, machine.geometry);
    this.#vma = this.#newVmaRecord(this.mm, start, length);
    this.#newVma = this.#newVmaRecord(this.#newMm, start, length);
    this.#gather = this.newRecord('mmu_gather', {});
    world.addGather(this.#gather);
    this.#fullmm = scenario.fullmm;
    this.#anonVma = this.newRecord('anon_vma', {});
    const kernel = preset.space === 'kernel';
    this.block = new BlockMemory(run, world, machine, {
      tables: blockTables,
      folioOrder: scenario.folioOrder,
      start,
      distance: this.#distance,
      kernel,
      pinned: kernel || !scenario.fullmm,
      sourceMm: kernel ? world.initMm : this.mm,
      destinationMm: this.#newMm,
      pageRecord: program.layoutOf('page').size,
      mapBlocks: preset.blocks === true,
      preparePages: preset.mappedPages ? (pages) => this.#mapPages(pages) : () => undefined,
    });
    this.#scope = this.#newScope();
  }

  /** Changes the protection that the VMA asks for. */
  setVmaFlags(flags: number): void {
    for (const vma of [this.#vma, this.#newVma]) this.#set('vm_area_struct', vma, 'vm_flags', flags);
  }

  /** A record of C in the heap, zero but for the given fields. */
  newRecord(tag: string, fields: Readonly<Record<string, Word>>): number {
    const address = this.#run.memory.allocate(Math.max(8, this.#program.layoutOf(tag).size));
    this.#records.push({ address, tag });
    for (const [field, value] of Object.entries(fields)) this.#set(tag, address, field, value);
    return address;
  }

  /** Words for what stands at an address of the heap. */
  describe(address: number): string {
    const record = this.#records.findLast((each) => each.address <= address);
    const isInside = record !== undefined && address < record.address + this.#program.layoutOf(record.tag).size;
    return isInside ? `struct ${record.tag}` : 'memory of the kernel';
  }

  setField(tag: string, address: number, field: string, value: Word): void {
    this.#set(tag, address, field, value);
  }

  /**
   * Names that C expressions of presets and scenarios may use, for one table of the range: always the same object, so that
   * every table of a long range does not need one, and of use until it is asked for again.
   */
  scope(call: TableCall): Record<string, TypedWord> {
    const { start, end } = call;
    this.#scopeOf = call;
    return Object.assign(this.#scope, {
      pmd: { type: 'pmd_t *', value: call.sourcePmd },
      new_pmd: { type: 'pmd_t *', value: call.destinationPmd },
      addr: { type: 'unsigned long', value: start },
      end: { type: 'unsigned long', value: end },
      new_addr: { type: 'unsigned long', value: start + this.#distance },
      new_end: { type: 'unsigned long', value: end + this.#distance },
      first_entry: this.block.entryAt(start),
      first_pfn: { type: 'unsigned long', value: this.block.pages.frameOf(this.block.pageOf(start)) },
    });
  }

  /** What is the same for all tables, and what is made when an expression names it. */
  #newScope(): Record<string, TypedWord> {
    const scope: Record<string, TypedWord> = {
      mm: { type: 'struct mm_struct *', value: this.mm },
      new_mm: { type: 'struct mm_struct *', value: this.#newMm },
      vma: { type: 'struct vm_area_struct *', value: this.#vma },
      new_vma: { type: 'struct vm_area_struct *', value: this.#newVma },
    };
    for (const name of onDemand) {
      Object.defineProperty(scope, name, { enumerable: true, get: () => this.#onDemand(name) });
    }
    Object.defineProperty(scope, 'pages', { enumerable: true, get: () => this.#pagesFrom(this.#scopeOf) });
    Object.defineProperty(scope, 'counter', { enumerable: true, get: () => this.#newCounter() });
    Object.defineProperty(scope, 'tlb', { enumerable: true, get: () => this.#gathering() });
    return scope;
  }

  /** The gather of a caller that has one. */
  #gathering(): TypedWord {
    if (!this.#isGathering) {
      this.#call(this.#fullmm ? 'tlb_gather_mmu_fullmm' : 'tlb_gather_mmu', this.#gather, this.mm);
      this.#isGathering = true;
    }
    return { type: 'struct mmu_gather *', value: this.#gather };
  }

  /** Flushes what the caller has gathered, if it did. */
  finishGather(): void {
    if (this.#isGathering) this.#call('tlb_finish_mmu', this.#gather);
    this.#isGathering = false;
  }

  /** Calls a function of the kernel as a caller of the walker does: its body where the tree has one, else what stands in. */
  #call(name: string, ...args: readonly number[]): void {
    if (this.#program.runs(name)) this.#run.call(name, args);
    else this.world.use(name)(...args);
  }

  /** Pointers to the pages of a table's part of the range: an array of the caller, of which the table takes its share. */
  #pagesFrom(call: TableCall | undefined): TypedWord {
    const { type, value } = this.#onDemand('pages');
    const first = call === undefined ? 0 : this.block.pageOf(call.start);
    return { type, value: Number(value) + first * 8 };
  }

  /** How many of them were used so far: none of this table. */
  #newCounter(): TypedWord {
    const counter = this.#onDemand('counter');
    this.#run.memory.store(counter.value, 's32', 0);
    return counter;
  }

  #onDemand(name: string): TypedWord {
    const known = this.#lazy.get(name);
    if (known !== undefined) return known;
    const made = this.#make(name);
    this.#lazy.set(name, made);
    return made;
  }

  #make(name: string): TypedWord {
    const { memory } = this.#run;
    if (name === 'pages') {
      const { pages } = this.block;
      const address = memory.allocate(pages.count * 8);
      for (let i = 0; i < pages.count; i++) memory.store(address + i * 8, 'u64', pages.addressOf(i));
      return { type: 'struct page **', value: address };
    }
    if (name === 'device_frames') {
      const address = memory.allocate(this.block.entries * 8);
      for (let i = 0; i < this.block.entries; i++) memory.store(address + i * 8, 'u64', firstDeviceFrame + i);
      return { type: 'unsigned long *', value: address };
    }
    if (name === 'hypervisor_updates') {
      const { size } = this.#program.layoutOf('mmu_update');
      return { type: 'struct mmu_update *', value: memory.allocate(this.block.entries * size) };
    }
    if (name.endsWith('_list')) {
      return { type: 'unsigned long *', value: memory.allocate(this.block.entries * 8) };
    }
    const type = name === 'counter' ? 'int *' : name === 'mask' ? 'unsigned int *' : 'spinlock_t *';
    return { type, value: memory.allocate(16) };
  }

  #newAddressSpace(attachedCpus: number, maskCpus: number): number {
    const mm = this.newRecord('mm_struct', { 'mm_users.counter': 1, 'mm_count.counter': 1 });
    this.world.spaces.set(mm, { mm, kernel: false, attachedCpus, maskCpus, flushPending: false });
    return mm;
  }

  #newVmaRecord(mm: number, start: number, length: number): number {
    return this.newRecord('vm_area_struct', {
      vm_mm: mm,
      vm_start: start,
      vm_end: start + length,
      vm_page_prot: this.#protection('PAGE_READONLY'),
      anon_vma: this.newRecord('anon_vma', {}),
    });
  }

  /** include/linux/page-flags.h: the low bit of `mapping` says that it points to an anon_vma. */
  #mapPages(pages: Pages): void {
    for (let index = 0; index < pages.count; index++) {
      this.#set('page', pages.addressOf(index), 'mapping', this.#anonVma + 1);
    }
  }

  #protection(name: string): number {
    return this.#machine.protections.get(name) ?? 0;
  }

  #set(tag: string, address: number, field: string, value: Word): void {
    const { offset, storage } = this.#program.layoutOf(tag).field(field);
    this.#run.memory.store(address + offset, storage === 'aggregate' ? 'u64' : storage, value);
  }
}
