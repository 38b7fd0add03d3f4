import { type ApiFunction, apiFunctions } from '../../kernel/api.ts';
import type { LazyMode } from '../machine/lazy-mode.ts';
import { type Action, type Primitive, primitive } from '../machine/world.ts';

/** What a call does to the mode; the older dialect hands every call to the architecture. */
function behaviour({ generation, effect }: ApiFunction): (lazy: LazyMode) => Action {
  switch (effect) {
    case 'enable':
      return (lazy) => () => (generation === 'legacy' ? lazy.legacyEnter() : lazy.enable());
    case 'enable-range':
      return (lazy) => (mm, start, end, firstEntry) => lazy.enableRange(mm, start, end, firstEntry);
    case 'disable':
      return (lazy) => () => (generation === 'legacy' ? lazy.legacyLeave() : lazy.disable());
    case 'pause':
      return (lazy) => () => lazy.pause();
    case 'resume':
      return (lazy) => () => lazy.resume();
    case 'flush':
      return (lazy) => () => lazy.legacyFlush();
  }
}

const rangeParameters = 'struct mm_struct *, unsigned long, unsigned long, pte_t *';

/** The lazy MMU API in all its dialects, as `kernel/api.ts` lists it. */
export const lazyApiRows: readonly Primitive[] = [
  ...apiFunctions.map((each) =>
    primitive(
      `void ${each.name}(${each.effect === 'enable-range' ? rangeParameters : 'void'})`,
      each.source,
      ({ lazy }) => behaviour(each)(lazy),
    ),
  ),
  primitive(
    'bool is_lazy_mmu_mode_active(void)',
    'include/linux/pgtable.h (7.2, 7.3)',
    ({ lazy }) =>
      () =>
        lazy.active ? 1 : 0,
  ),
];
