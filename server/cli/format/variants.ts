import type { Variant } from '../../core/simulator/scenario.ts';

/** Variants as people read them. */
export const variantTitles: Readonly<Record<Variant, string>> = {
  'as-written': 'as written',
  'no-lazy-mode': 'no lazy mode',
  'with-range': 'with range',
};
