import type { Machine } from './arch/machines.ts';
import { entryBits as bits, swapTypes, withBits } from './machine/entry.ts';
import type { World } from './machine/world.ts';
import type { EntryContent } from './population.ts';

/** The entry of a machine that holds what a population says; `page` is an index in the simulated memory. */
export function entryFor(world: World, machine: Machine, content: EntryContent, page: number, kernel: boolean): number {
  const protection = (name: string): number => machine.protections.get(name) ?? 0;
  const row = (name: string, ...args: number[]): number => world.read(name)(...args);
  const frame = world.pages.frameOf(page);
  const swapped = (type: number, offset: number): number => row('swp_entry_to_pte', row('swp_entry', type, offset));
  switch (content.state) {
    case 'none':
      return world.emptyEntry;
    case 'swap':
      return row('pte_swp_mkexclusive', swapped(0, 1 + page));
    case 'migration':
      return swapped(content.write ? swapTypes.SWP_MIGRATION_WRITE : swapTypes.SWP_MIGRATION_READ, frame);
    case 'marker':
      return swapped(swapTypes.SWP_PTE_MARKER, 1);
    case 'present': {
      const writable = kernel ? 'PAGE_KERNEL' : 'PAGE_SHARED';
      let entry = row('pfn_pte', frame, protection(content.write ? writable : readOnly(kernel)));
      entry = row(content.young ? 'pte_mkyoung' : 'pte_mkold', entry);
      entry = row(content.dirty ? 'pte_mkdirty' : 'pte_mkclean', entry);
      if (content.young && machine.used !== undefined) entry = machine.used(entry);
      if (content.execute && !kernel) entry = withBits(entry, bits.execute);
      return content.special ? withBits(entry, bits.special) : entry;
    }
  }
}

function readOnly(kernel: boolean): string {
  return kernel ? 'PAGE_KERNEL_RO' : 'PAGE_READONLY';
}
