import type { World } from '../machine/world.ts';

/** What work is done on: one entry of the range, and one of the kernel's own memory. */
export interface WorkPlace {
  readonly world: World;
  /** Address space, VMA, virtual address and pte_t pointer of the entry. */
  readonly mm: number;
  readonly vma: number;
  readonly virtual: number;
  readonly entry: number;
  /** The same of an entry of the kernel's page table that nobody else uses. */
  readonly kernelVirtual: number;
  readonly kernelEntry: number;
  /** PAGE_KERNEL of the machine. */
  readonly kernelProtection: number;
}

export interface Work {
  readonly name: string;
  /** For whoever chooses it, as a sentence. */
  readonly title: string;
  /** Whose entry it is about. */
  readonly about: 'kernel' | 'range';
  /** Returns the entry as it finds it, where the primitive does. */
  run(place: WorkPlace): unknown;
  /** True when it does. */
  readonly returnsEntry: boolean;
}

/** Page frame that work maps into the kernel: past the memory of every process. */
const kernelFrame = 0x8000;

function mapKernelPage({ world, kernelVirtual, kernelEntry, kernelProtection }: WorkPlace): void {
  const entry = world.read('pfn_pte')(kernelFrame, kernelProtection);
  world.use('set_pte_at')(world.initMm, kernelVirtual, kernelEntry, entry);
}

const table = [
  {
    name: 'set-kernel-entry',
    title: 'Maps a page into the kernel, with set_pte_at().',
    about: 'kernel',
    returnsEntry: false,
    run: mapKernelPage,
  },
  {
    name: 'kernel-section',
    title: 'Does so in a section of lazy MMU mode.',
    about: 'kernel',
    returnsEntry: false,
    run: (place) => {
      const { lazy } = place.world;
      lazy.enable();
      mapKernelPage(place);
      lazy.disable();
    },
  },
  {
    name: 'read-entry',
    title: 'Reads the entry, with ptep_get().',
    about: 'range',
    returnsEntry: true,
    run: ({ world, entry }) => world.use('ptep_get')(entry),
  },
  {
    name: 'read-entry-lockless',
    title: 'Reads the entry as GUP-fast does, with ptep_get_lockless().',
    about: 'range',
    returnsEntry: true,
    run: ({ world, entry }) => world.use('ptep_get_lockless')(entry),
  },
  {
    name: 'clear-entry',
    title: 'Clears the entry, with ptep_get_and_clear().',
    about: 'range',
    returnsEntry: true,
    run: ({ world, mm, virtual, entry }) => world.use('ptep_get_and_clear')(mm, virtual, entry),
  },
  {
    name: 'protect-entry',
    title: 'Write-protects the entry, with ptep_set_wrprotect().',
    about: 'range',
    returnsEntry: false,
    run: ({ world, mm, virtual, entry }) => world.use('ptep_set_wrprotect')(mm, virtual, entry),
  },
  {
    name: 'age-entry',
    title: 'Ages the entry, with ptep_test_and_clear_young().',
    about: 'range',
    returnsEntry: false,
    run: ({ world, vma, virtual, entry }) => world.use('ptep_test_and_clear_young')(vma, virtual, entry),
  },
] as const satisfies readonly Work[];

export type WorkName = (typeof table)[number]['name'];

/** What a handler or another task can do, by name. */
export const works: readonly (Work & { readonly name: WorkName })[] = table;
