import type { Machine } from '../arch/machines.ts';
import type { ArgumentScope } from '../arguments.ts';
import { entryFor } from '../entry-content.ts';
import type { Program, Run } from '../interpreter/program.ts';
import type { Word } from '../interpreter/runtime.ts';
import type { RangePlace } from '../interruptions/for-scenario.ts';
import type { World } from '../machine/world.ts';
import { populate, present } from '../population.ts';
import type { Scenario } from '../scenario.ts';
import { SimulationError } from '../simulation-error.ts';
import { AddressMap, regionBytes } from './address-map.ts';
import type { Stage, SystemCall } from './system-call.ts';

/**
 * Where things are in the simulated address spaces, by region: each is larger than what an entry of the level below the top
 * one maps, so that only tables of the top two levels are shared with other mappings.
 */
const regions = {
  /** Mappings of the process before the range, and behind it. */
  floor: 2,
  range: 4,
  destination: 6,
  other: 7,
  ceiling: 8,
  /** The kernel's area, and the one that it keeps a list of pages in. */
  area: 4,
  list: 6,
} as const;

function regionStart({ geometry }: Machine): (region: keyof typeof regions) => number {
  return (region) => regions[region] * regionBytes(geometry);
}

const vmaTag = 'vm_area_struct';

/** Bytes of a pointer in a list of pages. */
const pointerBytes = 8;

/** The simulated processes around a system call: their address spaces, VMAs and page tables, and the memory they map. */
export class SimulatedProcess {
  readonly #program: Program<World>;
  readonly #run: Run;
  readonly #world: World;
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #call: SystemCall;
  readonly #names: Readonly<Record<string, { readonly type: string; readonly value: Word }>>;
  readonly #vmas: readonly number[];
  readonly #owner: number;
  readonly #map: AddressMap;
  /** Virtual address of the range. */
  readonly #rangeStart: number;

  constructor(program: Program<World>, run: Run, world: World, machine: Machine, scenario: Scenario, call: SystemCall) {
    this.#program = program;
    this.#run = run;
    this.#world = world;
    this.#machine = machine;
    this.#scenario = scenario;
    this.#call = call;
    const { entries, start, attachedCpus, maskCpus } = scenario;
    const other = scenario.otherPages ?? 0;
    // arch/s390/kernel/smp.c: the kernel's own address space is on all online CPUs, of which there is more than one.
    world.initMm = this.#newSpace(Math.max(2, attachedCpus), Math.max(2, maskCpus), true);
    const mm = this.#newSpace(attachedCpus, maskCpus, false);
    const child = this.#newSpace(0, 0, false);
    const newMm = call.destination === 'child' ? child : mm;
    this.#layPages(entries + other);

    const { pageSize } = world;
    const at = regionStart(machine);
    const length = entries * pageSize;
    const range = { start: at('range') + start * pageSize, length };
    const forked = call.destination === 'child';
    const destinationStart = at('destination') + (scenario.destinationStart ?? start) * pageSize;
    const destination = { start: forked ? range.start : destinationStart, length };
    const others = { start: at('other'), length: other * pageSize };
    const vma = this.#newVma(mm, range);
    const newVma = call.destination === undefined ? vma : this.#newVma(newMm, destination);
    const otherVma = this.#newVma(mm, others);
    const otherNewVma = this.#newVma(newMm, others);
    this.#vmas = [vma, newVma, otherVma, otherNewVma];

    const gather = this.newRecord('mmu_gather', {});
    world.addGather(gather);
    const [kernelMap, ownMap] = [world.initMm, mm, child].map((each) => this.#newMap(each));
    const [owner, map] = call.space === 'kernel' ? [world.initMm, kernelMap] : [mm, ownMap];
    this.#owner = owner;
    this.#map = map;
    this.#rangeStart = range.start;
    this.#fill(map, range.start, populate(scenario), 0);
    this.#fill(ownMap, others.start, Array(other).fill(present), entries);
    for (const table of world.tables.tables) machine.settle?.(world, table);
    if (call.space === 'kernel') {
      // The kernel has other areas: near this one, and in its first table unless it begins there.
      map.reach(range.start);
      if (start % machine.entriesPerTable > 0) map.entryOf(range.start);
      map.entryOf(at('list'));
    }

    const listLength = Math.ceil((entries * pointerBytes) / pageSize) * pageSize;
    const vmaType = `struct ${vmaTag} *`;
    const long = 'unsigned long';
    this.#names = {
      mm: { type: 'struct mm_struct *', value: mm },
      new_mm: { type: 'struct mm_struct *', value: newMm },
      vma: { type: vmaType, value: vma },
      new_vma: { type: vmaType, value: newVma },
      other_vma: { type: vmaType, value: otherVma },
      other_new_vma: { type: vmaType, value: otherNewVma },
      other_pages: { type: long, value: other },
      tlb: { type: 'struct mmu_gather *', value: gather },
      addr: { type: long, value: range.start },
      end: { type: long, value: range.start + length },
      new_addr: { type: long, value: destination.start },
      new_end: { type: long, value: destination.start + length },
      floor: { type: long, value: at('floor') },
      ceiling: { type: long, value: at('ceiling') },
      pages: { type: 'struct page **', value: call.space === 'kernel' ? this.#listOf(entries) : 0 },
      list_pages: { type: 'struct page **', value: call.space === 'kernel' ? this.#listOf(listLength / pageSize) : 0 },
      list_addr: { type: long, value: at('list') },
      list_end: { type: long, value: at('list') + listLength },
    };
  }

  /** Names that arguments of steps may use. */
  scope(): ArgumentScope {
    return { ...this.#names };
  }

  /**
   * Entries of the range, by their index in it: where they stand when they are asked for, or where they stood before the
   * call, if no page table is there any more.
   */
  rangePlaces(): (index: number) => RangePlace {
    // Of a long range its first part is run once more by itself.
    const last = this.#scenario.entries - 1;
    const virtualOf = (index: number) => this.#rangeStart + Math.min(index, last) * this.#world.pageSize;
    const indices = this.#scenario.interruptions.map(({ entry = 0 }) => entry);
    const before = new Map(indices.map((index) => [index, this.#map.find(virtualOf(index))]));
    return (index) => {
      const entry = this.#map.find(virtualOf(index)) ?? before.get(index);
      if (entry === undefined)
        throw new SimulationError(
          `scenario: no page table has entry ${index} when it is interrupted; name another entry`,
        );
      return { mm: this.#owner, vma: this.#vmas[0], virtual: virtualOf(index), entry };
    };
  }

  /** Gives the VMAs the flags and protection of a stage. */
  enter({ vmaFlags, protection }: Stage): void {
    for (const vma of this.#vmas) {
      this.setField(vmaTag, vma, 'vm_flags', vmaFlags);
      this.setField(vmaTag, vma, 'vm_page_prot', this.#machine.protections.get(protection) ?? 0);
    }
  }

  /** A record of C in the heap, zero but for the given fields. */
  newRecord(tag: string, fields: Readonly<Record<string, Word>>): number {
    const address = this.#run.memory.allocate(Math.max(8, this.#program.layoutOf(tag).size));
    for (const [field, value] of Object.entries(fields)) this.setField(tag, address, field, value);
    return address;
  }

  setField(tag: string, address: number, field: string, value: Word): void {
    const { offset, storage } = this.#program.layoutOf(tag).field(field);
    this.#run.memory.store(address + offset, storage === 'aggregate' ? 'u64' : storage, value);
  }

  #newSpace(attachedCpus: number, maskCpus: number, kernel: boolean): number {
    const mm = this.newRecord('mm_struct', { 'mm_users.counter': 1, 'mm_count.counter': 1 });
    this.#world.spaces.set(mm, { mm, kernel, attachedCpus, maskCpus, flushPending: false });
    return mm;
  }

  #newMap(mm: number): AddressMap {
    const map = new AddressMap(this.#world, this.#machine, mm, this.#call.unpinned !== true);
    this.setField('mm_struct', mm, 'pgd', map.top);
    const isChild = this.#world.space(mm).attachedCpus === 0;
    if (!isChild) map.share(regionStart(this.#machine)('range'));
    return map;
  }

  #newVma(mm: number, { start, length }: { readonly start: number; readonly length: number }): number {
    const vma = this.newRecord(vmaTag, {
      vm_mm: mm,
      vm_start: start,
      vm_end: start + length,
      anon_vma: this.newRecord('anon_vma', {}),
    });
    this.#world.areas.push({ vma, mm, start, end: start + length });
    return vma;
  }

  #layPages(count: number): void {
    const { size } = this.#program.layoutOf('page');
    this.#world.pages.lay(this.#run.memory.allocate(count * size), size, count, this.#scenario.folioOrder);
  }

  #fill(map: AddressMap, start: number, contents: ReturnType<typeof populate>, firstPage: number): void {
    const { pages, tables } = this.#world;
    for (const [index, content] of contents.entries()) {
      if (content.state === 'none') continue;
      const page = firstPage + index;
      const entry = entryFor(this.#world, this.#machine, content, page, this.#call.space === 'kernel');
      tables.write(map.entryOf(start + index * this.#world.pageSize), entry);
      if (content.state === 'present') pages.mapCounts[page] = 1;
    }
  }

  /** struct page pointers of the first pages of the memory. */
  #listOf(count: number): number {
    const { memory } = this.#run;
    const list = memory.allocate(count * pointerBytes);
    for (let index = 0; index < count; index++)
      memory.store(list + index * pointerBytes, 'u64', this.#world.pages.addressOf(index));
    return list;
  }
}
