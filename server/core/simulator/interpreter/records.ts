import type { Field, RecordLayout } from './program.ts';
import { alignmentOf, type CType, describeType, sizeOf, storageOf, unsignedLongType } from './types.ts';

/** A member as it was declared; without a name it is an anonymous struct or union. */
export interface Member {
  readonly name?: string;
  readonly type: CType;
  /** Width of a bit-field. */
  readonly bits?: number;
}

export interface FieldSlot {
  readonly type: CType;
  /** Bytes. */
  readonly offset: number;
  readonly bits?: number;
}

/** Bytes kept free at the end of a record for fields that its definition does not have: 8 each. */
const spareBytes = 128;
const spareBytesOfUnknown = 1024;

/**
 * One struct or union. The layout is C's own for ordinary members; a bit-field takes a slot of its whole declared type,
 * and named records end in a spare area, so offsets agree within a program but not with a compiled kernel.
 */
export class RecordDefinition {
  readonly keyword: 'struct' | 'union';
  readonly tag: string;
  readonly #slots = new Map<string, FieldSlot>();
  readonly #unknown = new Set<string>();
  #order: readonly Member[] = [];
  #size = spareBytesOfUnknown;
  #alignment = 8;
  #spareAt = 0;
  #complete = false;
  #layOut: (() => readonly Member[] | undefined) | undefined;

  /** `members` is asked for once, when the layout is first needed: records may point to each other. */
  constructor(keyword: 'struct' | 'union', tag: string, members: () => readonly Member[] | undefined) {
    this.keyword = keyword;
    this.tag = tag;
    this.#layOut = members;
  }

  get size(): number {
    this.#need();
    return this.#size;
  }

  get alignment(): number {
    this.#need();
    return this.#alignment;
  }

  /** False when no definition was found: every field is then a slot of the spare area. */
  get complete(): boolean {
    this.#need();
    return this.#complete;
  }

  /** Members in the order an initialiser without designators fills them. */
  get members(): readonly Member[] {
    this.#need();
    return this.#order;
  }

  /** Fields that were asked for although no definition has them. */
  get unknownFields(): ReadonlySet<string> {
    return this.#unknown;
  }

  find(name: string): FieldSlot | undefined {
    this.#need();
    return this.#slots.get(name);
  }

  /** The field, or a new slot in the spare area; undefined when that is full. `type` is what a new slot holds. */
  findOrAdd(name: string, type: CType = unsignedLongType): FieldSlot | undefined {
    const known = this.find(name);
    if (known) return known;
    const size = Math.ceil(sizeOf(type) / 8) * 8;
    if (this.#spareAt + size > this.#size) return undefined;
    const slot: FieldSlot = { type, offset: this.#spareAt };
    this.#spareAt += size;
    this.#slots.set(name, slot);
    this.#unknown.add(name);
    return slot;
  }

  #need(): void {
    const layOut = this.#layOut;
    if (!layOut) return;
    this.#layOut = undefined;
    const members = layOut();
    if (!members) return;
    this.#complete = true;
    this.#order = members;
    const end = this.#place(members, 0, this.#slots, this.keyword);
    this.#spareAt = Math.ceil(end / 8) * 8;
    const named = !this.tag.startsWith('(');
    this.#alignment = named ? 8 : Math.max(1, ...members.map((member) => alignmentOf(member.type)));
    const bare = Math.ceil(end / this.#alignment) * this.#alignment;
    this.#size = named ? this.#spareAt + spareBytes : bare;
    if (!named) this.#spareAt = this.#size;
  }

  #place(
    members: readonly Member[],
    start: number,
    slots: Map<string, FieldSlot>,
    keyword: 'struct' | 'union',
  ): number {
    let at = start;
    let end = start;
    for (const member of members) {
      const alignment = Math.max(1, alignmentOf(member.type));
      const offset = keyword === 'union' ? start : Math.ceil(at / alignment) * alignment;
      if (member.name !== undefined) {
        const slot: FieldSlot = { type: member.type, offset };
        slots.set(member.name, member.bits === undefined ? slot : { ...slot, bits: member.bits });
      } else if (member.type.kind === 'record') {
        for (const [name, inner] of member.type.record.#all())
          slots.set(name, { ...inner, offset: inner.offset + offset });
      }
      at = offset + sizeOf(member.type);
      end = Math.max(end, at);
    }
    return end;
  }

  #all(): ReadonlyMap<string, FieldSlot> {
    this.#need();
    return this.#slots;
  }
}

/** The layout as machines see it. Throws a RangeError for a path through something that is not a record. */
export function layoutOf(record: RecordDefinition): RecordLayout {
  const walk = (path: string, add: boolean): FieldSlot | undefined => {
    let current = record;
    let offset = 0;
    const names = path.split('.');
    for (const [index, name] of names.entries()) {
      const slot = add ? current.findOrAdd(name) : current.find(name);
      if (!slot) return undefined;
      offset += slot.offset;
      if (index === names.length - 1) return { type: slot.type, offset };
      if (slot.type.kind !== 'record') return undefined;
      current = slot.type.record;
    }
    return undefined;
  };
  return {
    tag: record.tag,
    get size(): number {
      return record.size;
    },
    has: (path: string): boolean => {
      const slot = walk(path, false);
      return slot !== undefined && !record.unknownFields.has(path);
    },
    field: (path: string): Field => {
      const slot = walk(path, true);
      if (!slot) throw new RangeError(`${record.keyword} ${record.tag} has no place for a field '${path}'`);
      return {
        offset: slot.offset,
        size: sizeOf(slot.type),
        storage: storageOf(slot.type),
        type: describeType(slot.type),
      };
    },
  };
}
