import type { Preset } from './preset.ts';
import { kernel } from './spaces.ts';

/** Mappings of the kernel itself. */
export const kernelMemoryPresets: readonly Preset[] = [
  {
    ...kernel,
    name: 'vmap',
    aliases: ['vmalloc'],
    title: 'vmap of pages',
    walkers: ['vmap_pages_pte_range'],
    returns: 'zero-at-end',
    arguments: { prot: 'PAGE_KERNEL', pages: 'pages', nr: 'counter', mask: 'mask' },
    scenario: { population: 'all_none' },
  },
  {
    ...kernel,
    name: 'ioremap',
    title: 'mapping of physical memory into the kernel',
    walkers: ['vmap_pte_range'],
    returns: 'zero-at-end',
    parameters: ['pfn'],
    arguments: {
      phys_addr: '(unsigned long)first_pfn << PAGE_SHIFT',
      prot: 'PAGE_KERNEL',
      max_page_shift: 'PAGE_SHIFT',
      mask: 'mask',
    },
    scenario: { population: 'all_none' },
  },
  {
    ...kernel,
    name: 'vunmap',
    title: 'vunmap',
    walkers: ['vunmap_pte_range'],
    arguments: { mask: 'mask' },
  },
  {
    ...kernel,
    name: 'vfree',
    title: 'vfree, with the purge that follows later',
    walkers: ['vunmap_pte_range'],
    arguments: { mask: 'mask' },
    flush: 'kernel-range',
  },
  {
    ...kernel,
    name: 'apply-to-kernel',
    title: 'apply_to_page_range over kernel memory, write-protecting',
    walkers: ['apply_to_pte_range'],
    returns: 'zero-at-end',
    arguments: { mm: '&init_mm', fn: 'simulated_write_protect', data: '0', create: '0', mask: 'mask' },
  },
];
