import type { ApiCall } from '../regions/section.ts';

/** Generation of the API that a call belongs to. `range` is what the s390 batching series adds to `nestable`. */
export type Generation = 'legacy' | 'nestable' | 'range';

/** A function of the lazy MMU API: what it does to the mode of the task that calls it. */
export interface ApiFunction {
  readonly name: string;
  readonly generation: Generation;
  readonly effect: ApiCall['effect'];
  /** One sentence for a hover. */
  readonly summary: string;
  /** File and version the behaviour is taken from. */
  readonly source: string;
}

const rangeSummary =
  'Opens a section and tells the architecture which entries (mm, addr, end, ptep) it may update; the hint of a nested call is ignored.';

export const apiFunctions: readonly ApiFunction[] = [
  {
    name: 'arch_enter_lazy_mmu_mode',
    generation: 'legacy',
    effect: 'enable',
    summary: 'Turns lazy MMU mode on. It does not nest: an inner leave ends the outer section too.',
    source: 'include/linux/pgtable.h (6.12)',
  },
  {
    name: 'arch_leave_lazy_mmu_mode',
    generation: 'legacy',
    effect: 'disable',
    summary: 'Turns lazy MMU mode off and puts every deferred update into effect.',
    source: 'include/linux/pgtable.h (6.12)',
  },
  {
    name: 'arch_flush_lazy_mmu_mode',
    generation: 'legacy',
    effect: 'flush',
    summary:
      'Puts every deferred update into effect and leaves the mode as it is. No operation on powerpc and sparc64 in 6.12.',
    source: 'include/linux/pgtable.h (6.12)',
  },
  {
    name: 'lazy_mmu_mode_enable',
    generation: 'nestable',
    effect: 'enable',
    summary:
      'Opens a section: counts up, and turns the mode on when it was off. No effect while paused or in an interrupt.',
    source: 'include/linux/pgtable.h (7.2, 7.3)',
  },
  {
    name: 'lazy_mmu_mode_disable',
    generation: 'nestable',
    effect: 'disable',
    summary:
      'Closes a section: counts down, and turns the mode off at zero. Every update so far is in effect afterwards, also when the section was nested.',
    source: 'include/linux/pgtable.h (7.2, 7.3)',
  },
  {
    name: 'lazy_mmu_mode_pause',
    generation: 'nestable',
    effect: 'pause',
    summary:
      'Leaves the mode at any nesting depth until the matching resume; enables and disables in between do nothing.',
    source: 'include/linux/pgtable.h (7.2, 7.3)',
  },
  {
    name: 'lazy_mmu_mode_resume',
    generation: 'nestable',
    effect: 'resume',
    summary:
      'Ends a pause and enters the mode again at the old depth, but without the range that the section was opened with.',
    source: 'include/linux/pgtable.h (7.2, 7.3)',
  },
  {
    name: 'lazy_mmu_mode_enable_for_pte_range',
    generation: 'range',
    effect: 'enable-range',
    summary: rangeSummary,
    source: 's390 batching series, v2',
  },
  {
    name: 'lazy_mmu_mode_enable_with_ptes',
    generation: 'range',
    effect: 'enable-range',
    summary: rangeSummary,
    source: 's390 batching series, v3 and later',
  },
  {
    name: 'lazy_mmu_mode_enable_pte',
    generation: 'range',
    effect: 'enable-range',
    summary: `${rangeSummary} The name of the first posting, replaced since.`,
    source: 's390 batching series, first posting of March 2026',
  },
];

/** Calls that were renamed while the series was reviewed: old name to the names that replace it. */
export const supersededNames: ReadonlySet<string> = new Set(['lazy_mmu_mode_enable_pte']);

/** Name of the range-carrying enable where neither a setting nor the tree's header says another. */
export const defaultRangeName = 'lazy_mmu_mode_enable_for_pte_range';

/** Successors of the legacy calls. There is none for a flush: closing a nested section flushes. */
export const legacySuccessors: ReadonlyMap<string, string> = new Map([
  ['arch_enter_lazy_mmu_mode', 'lazy_mmu_mode_enable'],
  ['arch_leave_lazy_mmu_mode', 'lazy_mmu_mode_disable'],
]);

const byName = new Map(apiFunctions.map((each) => [each.name, each]));

/**
 * The API function of a name. A name that a setting or a header gives to the range-carrying enable
 * is known through `rangeName`.
 */
export function apiFunction(name: string, rangeName?: string): ApiFunction | undefined {
  const known = byName.get(name);
  if (known || name !== rangeName) return known;
  return { name, generation: 'range', effect: 'enable-range', summary: rangeSummary, source: 'the range name in use' };
}

/** Functions that the API and its hooks are made of: calls in them are the mechanism, not a use of it. */
const implementations: ReadonlySet<string> = new Set([
  ...byName.keys(),
  'arch_enter_lazy_mmu_mode_pte',
  'arch_enter_lazy_mmu_mode_for_pte_range',
  'arch_enter_lazy_mmu_mode_with_ptes',
  '__task_lazy_mmu_mode_pause',
  '__task_lazy_mmu_mode_resume',
]);

export function implementsApi(functionName: string): boolean {
  return implementations.has(functionName);
}

type Sentences = Readonly<Partial<Record<ApiCall['effect'], string>>>;

const sinceNesting: Sentences = {
  enable: 'Since 6.19 lazy_mmu_mode_enable() counts nested sections and calls this hook for the outermost one.',
  disable: 'Since 6.19 lazy_mmu_mode_disable() calls this hook when the outermost section ends.',
  flush: 'Since 6.19 the end of a nested section calls this hook.',
};

const beforeNesting: Sentences = {
  enable: 'Before 6.19 this was arch_enter_lazy_mmu_mode(), which did not nest.',
  disable: 'Before 6.19 this was arch_leave_lazy_mmu_mode(), which ended every enclosing section too.',
  pause: 'Before 6.19 there was no pause: code had to leave the section and enter it again.',
  resume: 'Before 6.19 there was no pause: code had to leave the section and enter it again.',
  'enable-range': 'Released kernels do not have this call; lazy_mmu_mode_enable() opens a section without a range.',
};

/** What the call has become since, or was before, in a sentence. */
export function otherGeneration({ generation, effect }: ApiFunction): string | undefined {
  return generation === 'legacy' ? sinceNesting[effect] : beforeNesting[effect];
}
