import { upperRangeEnds, widerThanTable } from '../kernel/addresses.ts';
import type { Sum } from './sum.ts';

/** Why an end is none that was cut for one page table. */
export function uncutEnd({ terms }: Sum): string | undefined {
  for (const name of terms.keys) {
    if (/^m:.*\)vm_end;$/.test(name)) return 'is the end of the vma';
    if (widerThanTable.has(name.slice(2, -1))) return 'is as far away as an upper level reaches';
    const call = /^f:(\w+)\(/.exec(name)?.[1] ?? '';
    if (upperRangeEnds.has(call)) return `was cut by ${call}(), not by pmd_addr_end()`;
  }
  return undefined;
}
