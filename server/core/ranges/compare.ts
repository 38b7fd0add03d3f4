import { pageBytes } from '../kernel/addresses.ts';
import { entryBase } from './environment.ts';
import { isConstant, type Sum, subtract } from './sum.ts';

/**
 * What can be told of two addresses or entries: `same`; `apart` by a number of entries, which is absent where it is a count
 * that the function works out; `unrelated` names of which the function never says that they are equal; or nothing.
 */
export type Comparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'apart'; readonly entries?: number }
  | { readonly kind: 'unrelated' }
  | { readonly kind: 'unknown' };

/** Compares the address that an entry was found for with the address that is said to be its own. */
export function compareAddresses(found: Sum, said: Sum): Comparison {
  const difference = subtract(said, found);
  if (difference.terms.has(entryBase)) return { kind: 'unknown' };
  if (isConstant(difference)) {
    const entries = Math.trunc(difference.constant / pageBytes);
    return entries === 0 ? { kind: 'same' } : { kind: 'apart', entries };
  }
  if (isConstant(said) || isCount(difference) || isDistance(difference)) return { kind: 'apart' };
  if (isRounded(said, found)) return { kind: 'apart' };
  const [one, other] = [nameOf(found), nameOf(said)];
  return one && other && !mayBeAlias(one, other) ? { kind: 'unrelated' } : { kind: 'unknown' };
}

/** A whole number of entries: `nr * PAGE_SIZE`. */
export function isCount({ constant, terms }: Sum): boolean {
  return constant % pageBytes === 0 && terms.values.every((factor) => factor % pageBytes === 0);
}

/** An address that is the other one moved to where a page table begins or ends: the same only by luck. */
function isRounded({ terms }: Sum, from: Sum): boolean {
  const [name = '', ...others] = terms.keys;
  const rounding = /^f:(?:round_down|ALIGN_DOWN|\w+_addr_end)\(/.test(name) || /^f:&\(.*_MASK;/.test(name);
  return others.length === 0 && rounding && name.includes(from.key);
}

/** A length that the function was given: `addr + len` is not `addr`. */
export function isDistance({ constant, terms }: Sum): boolean {
  const signs = new Set(terms.values.map(Math.sign));
  return signs.size === 1 && (constant === 0 || signs.has(Math.sign(constant))) && terms.keys.every(isGiven);
}

/** The one name that a value is told by, where nothing was worked out to get it. */
export function nameOf({ terms }: Sum): string | undefined {
  const [name = '', ...others] = terms.keys;
  const [factor = 0] = terms.values;
  return others.length === 0 && factor === 1 && isGiven(name) ? name : undefined;
}

/** A parameter, a member of what one points to, or a constant. */
export function isGiven(name: string): boolean {
  return !/[#~]|f:/.test(name);
}

/** A member may hold what the function was also given as a parameter; two parameters, or two members, are told apart. */
function mayBeAlias(found: string, said: string): boolean {
  return found.startsWith('m:') && said.startsWith('p:');
}
