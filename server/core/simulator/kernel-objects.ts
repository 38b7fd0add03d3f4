import type { Machine } from './arch/machines.ts';
import { entryFor } from './entry-content.ts';
import type { Program, Run, TypedWord } from './interpreter/program.ts';
import type { Word } from './interpreter/runtime.ts';
import { advanceFrame } from './machine/entry.ts';
import { newGather } from './machine/gather.ts';
import { entrySize, type PageTable } from './machine/page-tables.ts';
import { makePmd } from './machine/upper-tables.ts';
import type { World } from './machine/world.ts';
import { pageSize, tableSpan } from './models/configuration.ts';
import { type EntryContent, populate } from './population.ts';
import type { Preset } from './presets/preset.ts';
import type { Scenario } from './scenario.ts';

/** Virtual addresses of the first source table, and of the first destination table of a small range. */
const sourceStart = 0x1000_0000;
const destinationDistance = 0x1000_0000;

/** Objects that few walkers need, made when an expression names them. */
const onDemand = [
  'pages',
  'counter',
  'mask',
  'lock',
  'source_list',
  'destination_list',
  'device_frames',
  'hypervisor_updates',
] as const;

/** Frames beyond all memory: those of a device. */
const firstDeviceFrame = 0x8000_0000;

const pteTag = 'pte_t *';

/** One page table on its way through the walker: the part of the range that it maps. */
export interface TableCall {
  readonly source: PageTable;
  readonly sourcePmd: number;
  readonly destinationPmd: number;
  /** Virtual addresses, half-open. */
  readonly start: number;
  readonly end: number;
}

/** The simulated kernel around a walker: records in the heap, page tables, and what the hardware knows of them. */
export class KernelObjects {
  readonly world: World;
  readonly calls: readonly TableCall[];
  readonly mm: number;
  readonly gather: number;
  readonly #program: Program<World>;
  readonly #run: Run;
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #newMm: number;
  readonly #vma: number;
  readonly #newVma: number;
  /** Distance from a source address to its destination, in bytes. */
  readonly #distance: number;
  readonly #lazy = new Map<string, TypedWord>();

  constructor(program: Program<World>, run: Run, world: World, machine: Machine, scenario: Scenario, preset: Preset) {
    this.#program = program;
    this.#run = run;
    this.world = world;
    this.#machine = machine;
    this.#scenario = scenario;
    const tables = Math.ceil((scenario.start + scenario.entries) / machine.entriesPerTable);
    this.#distance = Math.max(destinationDistance, tables * tableSpan(machine));

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
    const length = tables * tableSpan(machine);
    this.#vma = this.#newVmaRecord(this.mm, sourceStart, length);
    this.#newVma = this.#newVmaRecord(this.#newMm, sourceStart, length);
    this.gather = this.newRecord('mmu_gather', { mm: this.mm, fullmm: scenario.fullmm ? 1 : 0, page_size: pageSize });
    world.gathers.set(this.gather, newGather(this.mm, scenario.fullmm));
    this.#layPages(tables * machine.entriesPerTable, scenario.folioOrder);
    if (preset.mappedPages) this.#mapPages();
    this.calls = this.#newTables(tables, preset);
    if (preset.blocks) this.#mapBlocks();
    else this.#fill(preset);
    for (const { source } of this.calls) machine.settle?.(world, source);
  }

  /** Changes the protection that the VMA asks for. */
  setVmaFlags(flags: number): void {
    for (const vma of [this.#vma, this.#newVma]) this.#set('vm_area_struct', vma, 'vm_flags', flags);
  }

  /** A record of C in the heap, zero but for the given fields. */
  newRecord(tag: string, fields: Readonly<Record<string, Word>>): number {
    const address = this.#run.memory.allocate(Math.max(8, this.#program.layoutOf(tag).size));
    for (const [field, value] of Object.entries(fields)) this.#set(tag, address, field, value);
    return address;
  }

  setField(tag: string, address: number, field: string, value: Word): void {
    this.#set(tag, address, field, value);
  }

  /** Names that C expressions of presets and scenarios may use, for one table of the range. */
  scope(call: TableCall): Record<string, TypedWord> {
    const scope: Record<string, TypedWord> = {
      mm: { type: 'struct mm_struct *', value: this.mm },
      new_mm: { type: 'struct mm_struct *', value: this.#newMm },
      vma: { type: 'struct vm_area_struct *', value: this.#vma },
      new_vma: { type: 'struct vm_area_struct *', value: this.#newVma },
      tlb: { type: 'struct mmu_gather *', value: this.gather },
      pmd: { type: 'pmd_t *', value: call.sourcePmd },
      new_pmd: { type: 'pmd_t *', value: call.destinationPmd },
      addr: { type: 'unsigned long', value: call.start },
      end: { type: 'unsigned long', value: call.end },
      new_addr: { type: 'unsigned long', value: call.start + this.#distance },
      new_end: { type: 'unsigned long', value: call.end + this.#distance },
      first_entry: { type: pteTag, value: this.#entryAddress(call, call.start) },
      first_pfn: { type: 'unsigned long', value: this.#frameOf(call.start) },
    };
    for (const name of onDemand) {
      Object.defineProperty(scope, name, { enumerable: true, get: () => this.#onDemand(name) });
    }
    return scope;
  }

  /** Entries of the range as they stand in the tables now. */
  *entries(): Generator<number> {
    for (const call of this.calls) {
      const first = this.#entryAddress(call, call.start);
      const count = (call.end - call.start) / pageSize;
      this.#run.poll();
      for (let i = 0; i < count; i++) yield this.world.tables.read(first + i * entrySize);
    }
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
      const { pages } = this.world;
      const address = memory.allocate(pages.count * 8);
      for (let i = 0; i < this.#scenario.entries; i++) {
        memory.store(address + i * 8, 'u64', pages.addressOf(this.#scenario.start + i));
      }
      return { type: 'struct page **', value: address };
    }
    if (name === 'device_frames') {
      const address = memory.allocate(this.#scenario.entries * 8);
      for (let i = 0; i < this.#scenario.entries; i++) memory.store(address + i * 8, 'u64', firstDeviceFrame + i);
      return { type: 'unsigned long *', value: address };
    }
    if (name === 'hypervisor_updates') {
      const { size } = this.#program.layoutOf('mmu_update');
      return { type: 'struct mmu_update *', value: memory.allocate(this.#scenario.entries * size) };
    }
    if (name.endsWith('_list')) {
      return { type: 'unsigned long *', value: memory.allocate(this.#scenario.entries * 8) };
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

  #layPages(count: number, order: number): void {
    const size = this.#program.layoutOf('page').size;
    this.world.pages.lay(this.#run.memory.allocate(count * size), size, count, order);
  }

  /** include/linux/page-flags.h: the low bit of `mapping` says that it points to an anon_vma. */
  #mapPages(): void {
    const { pages } = this.world;
    const anonVma = this.newRecord('anon_vma', {});
    for (let index = 0; index < pages.count; index++) this.#set('page', pages.addressOf(index), 'mapping', anonVma + 1);
  }

  #newTables(count: number, preset: Preset): readonly TableCall[] {
    const { world } = this;
    const span = tableSpan(this.#machine);
    const sourceMm = preset.space === 'kernel' ? world.initMm : this.mm;
    const pinned = preset.space === 'kernel' || !this.#scenario.fullmm;
    const first = sourceStart + this.#scenario.start * pageSize;
    const last = first + this.#scenario.entries * pageSize;
    const calls: TableCall[] = [];
    for (let index = 0; index < count; index++) {
      const start = sourceStart + index * span;
      this.#run.poll();
      const firstIndex = index * this.#machine.entriesPerTable;
      const source = world.tables.add({ start, firstIndex, mm: sourceMm, pinned });
      const destination = world.tables.add({
        start: start + this.#distance,
        firstIndex,
        mm: this.#newMm,
        pinned: true,
      });
      const call = {
        source,
        sourcePmd: this.#connect(source),
        destinationPmd: this.#connect(destination),
        start: Math.max(start, first),
        end: Math.min(start + span, last),
      };
      if (call.start < call.end) calls.push(call);
    }
    return calls;
  }

  #connect(table: PageTable): number {
    const pmd = makePmd(this.world, table.mm, table.start);
    this.#run.memory.store(pmd, 'u64', table.base);
    this.world.addLock(table, this.#run.memory.allocate(8));
    return pmd;
  }

  /** Entries one level up that map as much as a page table does; what the table will hold is not there yet. */
  #mapBlocks(): void {
    const writable = this.#protection('PAGE_KERNEL');
    for (const { source, sourcePmd } of this.calls) {
      const entry = this.world.read('pfn_pte')(this.#frameOf(source.start), writable);
      this.#run.memory.store(sourcePmd, 'u64', entry);
      this.world.spareTables.push(source);
    }
  }

  #fill(preset: Preset): void {
    const contents = populate(this.#scenario);
    const { world } = this;
    /** Entries of equal content differ by their frame alone. */
    const models = new Map<EntryContent, { readonly entry: number; readonly page: number }>();
    let index = 0;
    for (const call of this.calls) {
      let address = this.#entryAddress(call, call.start);
      this.#run.poll();
      for (let at = call.start; at < call.end; at += pageSize, index++, address += entrySize) {
        const content = contents[index];
        const page = this.#scenario.start + index;
        let model = models.get(content);
        if (model === undefined) {
          model = { entry: entryFor(world, this.#machine, content, page, preset.space === 'kernel'), page };
          models.set(content, model);
        }
        const framed = content.state !== 'none' && content.state !== 'marker';
        world.tables.write(address, framed ? advanceFrame(model.entry, page - model.page) : model.entry);
        if (content.state === 'present') world.pages.mapCounts[page] = 1;
      }
    }
  }

  #entryAddress({ source }: TableCall, virtual: number): number {
    return source.base + ((virtual - source.start) / pageSize) * entrySize;
  }

  #frameOf(virtual: number): number {
    return this.world.pages.frameOf((virtual - sourceStart) / pageSize);
  }

  #protection(name: string): number {
    return this.#machine.protections.get(name) ?? 0;
  }

  #set(tag: string, address: number, field: string, value: Word): void {
    const { offset, storage } = this.#program.layoutOf(tag).field(field);
    this.#run.memory.store(address + offset, storage === 'aggregate' ? 'u64' : storage, value);
  }
}
