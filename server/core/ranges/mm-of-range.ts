import { kernelMm } from '../kernel/tables.ts';
import type { RuleContext } from '../rules/rule.ts';
import { isGiven } from './compare.ts';
import type { Value } from './environment.ts';
import type { RangeCall } from './range-calls.ts';
import { type Sum, termSum } from './sum.ts';
import { mappedTables, mmOf } from './tables.ts';

const kernel: Sum = termSum(`g:${kernelMm};`);

/**
 * The mm whose page table a range points into, as the source has it, where that is not the mm that the call names. A
 * parameter and the mm of a vma may well be one; two parameters, or the mms of two vmas, are not.
 */
export function otherMm({ values, moment }: RangeCall, { regions, file }: RuleContext): string | undefined {
  const said = values.mm;
  const tables = mappedTables(regions, values.pte);
  if (!said || tables.length === 0) return undefined;
  const owners = tables.map((table) => ({
    ...table,
    mm: table.mapping.mm === undefined ? kernelOwner(table.mapping.allocates) : mmOf(table, moment.path.environment),
  }));
  if (!owners.every((owner) => owner.mm && areDifferent(owner.mm, said))) return undefined;
  const [{ call, mapping }] = owners;
  const argument = mapping.mm === undefined ? undefined : call.arguments[mapping.mm];
  return argument ? file.text.slice(argument.start, argument.end) : kernelMm;
}

/** Tables that are allocated for the kernel are those of init_mm; one that is only looked up may be of another. */
function kernelOwner(allocates: boolean): Value | undefined {
  return allocates ? { sum: kernel } : undefined;
}

/** True when an owner and the mm that is said to be it cannot be one, going by how the function comes by them. */
export function areDifferent({ sum: owner }: Value, { sum: said }: Value): boolean {
  if (owner.key === said.key) return false;
  const [one, other] = [kindOf(owner), kindOf(said)];
  if (one === 'unknown' || other === 'unknown') return false;
  if (one === 'kernel' && other === 'parameter') return false;
  if (one === other) return one === 'parameter' || one === 'vma';
  return [one, other].some((kind) => kind === 'kernel' || kind === 'current');
}

/** True when an update and a range are told of mms of which exactly one is the kernel's, and the other a task's. */
export function differInKernel({ sum: one }: Value, { sum: other }: Value): boolean {
  const kinds = [kindOf(one), kindOf(other)];
  return kinds.includes('kernel') && kinds.some((kind) => kind === 'current' || kind === 'vma' || kind === 'member');
}

/** How a function comes by an mm: `vma` is that of a vma it was given, `member` any other that a structure holds. */
function kindOf({ terms, constant }: Sum): 'kernel' | 'current' | 'parameter' | 'vma' | 'member' | 'unknown' {
  const [name = '', ...others] = terms.keys;
  const [factor = 0] = terms.values;
  if (others.length > 0 || constant !== 0 || factor !== 1 || !isGiven(name)) return 'unknown';
  if (name === `g:${kernelMm};`) return 'kernel';
  if (/^m:\(0\+1\*g:current;\)(?:active_)?mm;$/.test(name)) return 'current';
  if (/^p:/.test(name)) return 'parameter';
  if (/^m:\(0\+1\*p:\w+;\)vm_mm;$/.test(name)) return 'vma';
  return /mm;$/.test(name) ? 'member' : 'unknown';
}
