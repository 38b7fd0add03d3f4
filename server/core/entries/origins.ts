import type { TypeSyntax } from '../syntax/ast.ts';

/**
 * Where a pointer comes from. `table`: it points to an entry of a page table; `object`: to something of the kernel, such as
 * a copy of an entry; `&x`: to the variable x; a number: it is what the parameter at that position was given; `0.pte`: it is
 * a member of the structure that parameter is, or points to.
 */
export type Origin = 'table' | 'object' | `&${string}` | number | `${number}.${string}`;

export type Origins = ReadonlySet<Origin>;

/**
 * Variables that hold a pointer to an entry or to a copy of one, or to a structure, on some path; members of variables as
 * `x.member` and `x->member`. What has no origins is not followed.
 */
export type PointerFacts = ReadonlyMap<string, Origins>;

/** A member of a parameter's structure. */
export interface ParameterMember {
  readonly parameter: number;
  readonly member: string;
}

export function parameterMember(origin: Origin): ParameterMember | undefined {
  const [, position, member] = /^(\d+)\.(.+)$/.exec(String(origin)) ?? [];
  return member === undefined ? undefined : { parameter: Number(position), member };
}

/** Integer types as wide as a pointer, and those of a word of memory: include/linux/types.h (7.3). */
const words: ReadonlySet<string> = new Set([
  'unsigned long',
  'long',
  'unsigned long long',
  'u64',
  'uintptr_t',
  'ulong',
  'pteval_t',
]);

/** A pointer to memory of no type, an integer that may be a pointer, or a pointer to a word: all may stand for a pointer to an entry. */
export function mayBeEntryPointer(type: TypeSyntax): boolean {
  if (type.kind === 'named') return words.has(type.name);
  if (type.kind !== 'pointer' || type.target.kind !== 'named') return false;
  return type.target.name === 'void' || words.has(type.target.name);
}

/** One of those, or what may hold a pointer to an entry among its members. */
export function mayCarryPointer(type: TypeSyntax): boolean {
  const target = type.kind === 'pointer' ? type.target : type;
  return target.kind === 'record' || mayBeEntryPointer(type);
}
